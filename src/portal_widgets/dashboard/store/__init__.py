"""What the dashboard asks of the database."""
