"""Công báo: documents, their relations, and their state on any day."""
