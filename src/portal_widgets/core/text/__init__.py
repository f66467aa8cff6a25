"""Text: languages, time, Vietnamese, telephone numbers, e-mail addresses, codes, addresses."""
