"""A page of the dashboard: its figures, tables, notes, and rendering."""
