"""The numbers on pages."""
