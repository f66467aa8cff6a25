"""Mail: its settings, and sending it to a server."""
