"""A page of the dashboard: its figures, tables, notes, and how it is drawn."""
