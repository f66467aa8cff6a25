"""What two widgets already need. Nothing here knows a widget."""
