"""The texts of polls for readers."""
