"""Polls and ballots in SQL."""
