"""The database queries of the dashboard."""
