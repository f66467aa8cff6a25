"""What a reader sends: the form, its files, and how much one network may send."""
