"""Any table of the dashboard as a file, by address or command."""
