"""The search in SQL: FTS5 in SQLite, a tsvector in PostgreSQL."""
