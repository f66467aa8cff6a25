"""Counting ballots, and the chain that proves the count."""
