"""Invented years to try the dashboard with."""
