"""Documents, relations, issues and revisions in SQL."""
