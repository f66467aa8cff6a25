"""Submissions of readers: the form, its files, and the limits of one network."""
