"""Text and its kinds: languages, time, Vietnamese, telephone numbers, e-mail addresses, codes, tables."""
