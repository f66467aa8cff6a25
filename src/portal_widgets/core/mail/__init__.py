"""Mail: its settings, and how it is handed to a server."""
