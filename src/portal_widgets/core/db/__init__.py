"""The database: connection and migrations, many rows at once, versioned documents, what pages know of it."""
