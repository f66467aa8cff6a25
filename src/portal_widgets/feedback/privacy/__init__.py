"""Consents, personal data in texts, exports for data subjects, erasure."""
