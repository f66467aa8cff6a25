"""Khu vực quản trị: the shell around the widgets' panels, with sign-in. It receives panels as data."""

from .settings import AdminSettings

__all__ = ["AdminSettings"]
