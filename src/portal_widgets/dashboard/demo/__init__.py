"""Invented figures of some years, for trying out the dashboard."""
