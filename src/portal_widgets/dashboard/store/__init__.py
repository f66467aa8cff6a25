"""The dashboard's queries of the database."""
