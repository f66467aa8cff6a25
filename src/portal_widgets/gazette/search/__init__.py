"""Searching documents: by number, by words with or without diacritics, by phrases, and by filters."""
