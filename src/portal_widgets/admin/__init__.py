"""Khu vực quản trị: the shell around the widgets' panels, with sign-in. It receives panels as data."""

from .blueprint import mount
from .settings import AdminSettings
from .system import SystemParts

__all__ = ["AdminSettings", "SystemParts", "mount"]
