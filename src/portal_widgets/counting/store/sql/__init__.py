"""The counting store on SQLite and PostgreSQL."""
