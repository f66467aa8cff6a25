"""Requests and answers: same origin, client networks, rate limits, proof of work, headers, addresses."""
