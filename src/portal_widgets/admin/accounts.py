"""Accounts and sessions of the admin area: roles, names, passwords, lifetimes, the token of a form. Pure
functions.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..core.text.clock import Milliseconds
from ..core.text.identity import identity
from ..core.text.normalization import normalize

ROLES = ("viewer", "editor", "moderator", "admin")
# NIST SP 800-63B requires at least 8 characters if tries are limited, as they are here.
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
MINUTE: Milliseconds = 60_000
HOUR: Milliseconds = 60 * MINUTE
DAY: Milliseconds = 24 * HOUR
# The account of a password hash in the configuration.
CONFIGURED = "admin"

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
# The public key, by which a token is found, and 256 random bits.
_API_TOKEN = re.compile(r"pwt_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
# The format of werkzeug.security: scrypt:<N>:<r>:<p>$<salt>$<hash>.
_PASSWORD_HASH = re.compile(r"scrypt:\d{1,7}:\d{1,3}:\d{1,3}\$[A-Za-z0-9]{1,64}\$[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in."""

    name: str
    role: str
    # Empty until an invited person has chosen a password.
    hash: str
    email: str = ""
    closed_at: Milliseconds | None = None

    @property
    def may_sign_in(self) -> bool:
        return bool(self.hash) and self.closed_at is None


class Event(StrEnum):
    """The events in the log of the admin area. The words are stored."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    REFUSED = "refused"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    CREATED = "created"
    INVITED = "invited"
    ACCEPTED = "accepted"
    PASSWORD = "password"  # noqa: S105 - an event's name
    ROLE = "role"
    EMAIL = "email"
    SESSIONS = "sessions"
    CLOSED = "closed"
    REOPENED = "reopened"
    REMOVED = "removed"
    FACTOR_ON = "factor-on"
    FACTOR_OFF = "factor-off"
    RECOVERY_CODE = "recovery-code"
    RECOVERY_CODES = "recovery-codes"
    EXPORTED = "exported"
    TOKEN_MADE = "token-made"  # noqa: S105 - an event's name
    TOKEN_WITHDRAWN = "token-withdrawn"  # noqa: S105 - an event's name


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The token of a program, with the rights of a viewer. Without `ends_on` it has no last day. The days are
    the portal's.
    """

    key: str
    name: str
    digest: str
    made_by: str
    made_on: date
    ends_on: date | None = None
    used_on: date | None = None

    def has_ended(self, today: date) -> bool:
        return self.ends_on is not None and today > self.ends_on


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the log. `who` is "" for the command line and for a person who was not signed in; `account`
    is the account that it is about. `at` is in milliseconds since 1970.
    """

    at: Milliseconds
    who: str
    what: Event
    account: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not been ended. Times in milliseconds since 1970."""

    name: str
    role: str
    credential: str
    created_at: Milliseconds
    seen_at: Milliseconds


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The lifetime of a session, in milliseconds: without a request, and in any case."""

    idle: Milliseconds
    whole: Milliseconds

    def covers(self, session: Session, now: Milliseconds) -> bool:
        """Return whether the session has not expired. If the clock was set back, a session from the future
        does not last longer.
        """
        return abs(now - session.seen_at) < self.idle and abs(now - session.created_at) < self.whole


def clean_name(typed: str) -> str | None:
    """A valid name of an account, however it is typed, or None if the text is not one."""
    name = identity(normalize("NFKC", typed)).strip().lower()
    return name if _NAME.fullmatch(name) else None


def clean_password(typed: str) -> str:
    """Normalize a password (NFKC, as NIST SP 800-63B recommends), so that it is the same on every system."""
    return normalize("NFKC", typed)


def is_password_hash(text: str) -> bool:
    return bool(_PASSWORD_HASH.fullmatch(text))


def password_fault(password: str) -> str:
    """The fault of a new password, as `clean_password` returns it: "short", "long", or "" for none."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    return "long" if len(password) > LONGEST_PASSWORD else ""


def is_last_admin(name: str, admins: Collection[str], configured: bool) -> bool:
    """Return whether nobody else could do an admin's work without this account. `admins` are the admins who
    may sign in, `configured` is whether the configuration has one.
    """
    return not configured and set(admins) == {name}


def credential(password_hash: str) -> str:
    """The session's fingerprint of the password. Every password has a different one."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


def new_token() -> str:
    """256 random bits, for the cookie."""
    return secrets.token_urlsafe(32)


def new_api_token() -> tuple[str, str]:
    """The public key of a new token, and the whole token."""
    key = secrets.token_hex(8)
    return key, f"pwt_{key}_{new_token()}"


def key_of_token(text: str) -> str | None:
    """The public key of a program's token, or None if the text cannot be one."""
    found = _API_TOKEN.fullmatch(text)
    return found[1] if found else None


def is_token(text: str) -> bool:
    return bool(_TOKEN.fullmatch(text))


def digest(token: str) -> str:
    """The digest of a cookie, which is the only part that the database stores."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(secret: bytes, site: str, purpose: str, code: str) -> str:
    """The digest of an invitation or a recovery code. It is keyed, because codes that people type are short
    enough to be searched for in a stolen table.
    """
    return hmac.new(
        secret, f"portal_widgets.admin.{purpose}:{site}:{code}".encode(), hashlib.sha256
    ).hexdigest()


def form_token(secret: bytes, site: str, cookie: str) -> str:
    """The token of a form, which proves that the form was made for the holder of the cookie."""
    return hmac.new(secret, f"portal_widgets.admin:{site}:{cookie}".encode(), hashlib.sha256).hexdigest()
