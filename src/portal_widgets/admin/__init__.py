"""Khu vực quản trị: the shell around the widgets' panels, with sign-in. It receives panels as data."""

from typing import Any

from werkzeug.security import check_password_hash

from ..config import Setting, function, optional, whole_number
from .accounts import is_password_hash
from .blueprint import mount


def _password_hash(value: Any) -> str:
    says = "must be what `flask portal admin-password --print` prints"
    if not isinstance(value, str) or not is_password_hash(value):
        raise ValueError(says)
    try:
        check_password_hash(value, "")  # parameters that cannot be computed show here, not at a sign-in
    except ValueError as error:
        raise ValueError(says) from error
    return value


DEFAULTS = {
    # Who may do what is the host's knowledge, where the host has accounts.
    "ADMIN_GUARD": Setting(
        None,
        optional(function),
        "Function without arguments that returns the roles of the current request's user in the admin "
        "area (`viewer`, `editor`, `moderator`, `admin`), or nothing for whoever may not see it. For "
        "portals with accounts of their own.",
    ),
    "ADMIN_NAME": Setting(
        None,
        optional(function),
        "Function without arguments that returns the name of the current request's user, for the history of "
        "messages and polls, where `ADMIN_GUARD` signs people in.",
    ),
    "ADMIN_PASSWORD_HASH": Setting(
        None,
        optional(_password_hash),
        "Password of the account `admin` as `flask portal admin-password --print` prints it. Without "
        "it, accounts are made with `flask portal admin-password`.",
        secret=True,
    ),
    "ADMIN_SESSION_MINUTES": Setting(
        60,
        whole_number(5, 1440),
        "After how many minutes without a request one is signed out of the admin area.",
    ),
    "ADMIN_SESSION_HOURS": Setting(
        12,
        whole_number(1, 168),
        "After how many hours one is signed out of the admin area in any case.",
    ),
}

__all__ = ["DEFAULTS", "mount"]
