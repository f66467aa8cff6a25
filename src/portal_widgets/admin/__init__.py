"""Khu vực quản trị: the shell around the widgets' panels, with sign-in. It receives panels as data."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import AdminSettings


def admin_settings() -> "type[AdminSettings]":
    from .settings import AdminSettings

    return AdminSettings
