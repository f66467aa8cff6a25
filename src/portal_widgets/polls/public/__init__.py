"""The pages for readers: polls, ballots, results, template helpers."""
