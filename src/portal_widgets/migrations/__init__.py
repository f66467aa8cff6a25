"""Alembic's scripts, shipped in the package; `Database.migrate` runs them."""
