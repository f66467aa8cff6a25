"""Drawings and prepared imports in SQL, by the digest of their content."""
