"""What features share, one room for each concern. Nothing here knows a feature."""
