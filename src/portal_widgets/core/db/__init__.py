"""The database: connection and migrations, many rows at once, versioned documents, cached data for pages."""
