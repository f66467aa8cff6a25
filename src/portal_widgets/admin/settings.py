"""The settings of the admin area: the sign-in, and the lifetimes of sessions, invitations and the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from werkzeug.security import check_password_hash
from werkzeug.wrappers import Response

from ..config import function, optional, setting, whole_number

# The handbook for clerks, which `make docs` makes from docs/vi. A page about a panel has the panel's name.
HANDBOOK = Path(__file__).parent / "handbook"
HANDBOOK_PAGES = frozenset(file.stem for file in HANDBOOK.glob("*.html"))
# These views are open to a user who has not signed in.
PUBLIC_VIEWS = frozenset({"sign_in", "try_sign_in", "try_code", "sign_out", "invitation"})
# Roles, or a response of the host's own.
GuardAnswer = Iterable[str] | str | Response | None


def _password_hash(value: object) -> str:
    from .accounts import is_password_hash  # most portals configure none

    says = "must be what `flask portal admin-password --print` prints"
    if not isinstance(value, str) or not is_password_hash(value):
        raise ValueError(says)
    try:
        check_password_hash(value, "")  # parameters that cannot be computed fail here, not at a sign-in
    except ValueError as error:
        raise ValueError(says) from error
    return value


@dataclass(frozen=True)
class AdminSettings:
    """The source of the accounts (the host, or the configuration), and the lifetime of a session."""

    # If the host has accounts, only the host knows their permissions.
    admin_guard: Callable[[], GuardAnswer] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns the roles of the current request's user in the admin "
        "area (`viewer`, `editor`, `moderator`, `admin`), or nothing for a user who may not see it. For "
        "portals with accounts of their own.",
    )
    admin_name: Callable[[], object] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns the name of the current request's user, for the history "
        "of messages and polls. It is used with `ADMIN_GUARD`.",
    )
    admin_password_hash: str | None = setting(
        None,
        optional(_password_hash),
        "Password of the account `admin`, as `flask portal admin-password --print` prints it. Without it,"
        " create accounts with `flask portal admin-password`.",
        secret=True,
    )
    admin_session_minutes: int = setting(
        60,
        whole_number(5, 1440),
        "Minutes without a request after which a session in the admin area ends.",
    )
    admin_session_hours: int = setting(
        12,
        whole_number(1, 168),
        "Hours after which a session in the admin area ends in any case.",
    )
    admin_invitation_hours: int = setting(
        72,
        whole_number(1, 720),
        "Hours after which an invitation to the admin area, or a link to reset a password, expires.",
    )
    admin_log_days: int = setting(
        365,
        whole_number(1, 3650),
        "Days after which the log of sign-ins and changes of accounts is deleted.",
    )
