"""The administrative report: its figures, checks, files, mail and command."""
