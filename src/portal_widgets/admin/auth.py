"""The two ways into the admin area: the host's own guard, or accounts of our own."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from werkzeug.security import check_password_hash
from werkzeug.wrappers import Response

from ..core.app.page import Person
from ..core.app.portal import Portal
from ..core.text.clock import Milliseconds
from ..errors import StoreUnavailableError
from .accounts import (
    CONFIGURED,
    HOUR,
    LONGEST_PASSWORD,
    MINUTE,
    ROLES,
    Account,
    Event,
    Lifetime,
    LogEntry,
    Session,
    clean_name,
    clean_password,
    credential,
    digest,
    new_token,
)
from .settings import AdminSettings, GuardAnswer
from .store.accounts import AdminStore

# Checked if no account has the name, so that the answer takes equally long. Nobody knows its password.
DUMMY_HASH = (
    "scrypt:32768:8:1$YGHJLrMmyM2v5hhL$"
    "515b74bcb2c8e81e98f270025a4ec02ca0272336ffe8776e7536fdf047a2e1ad"
    "0b31450f152deffd6e7d7df1d6c13f12fc6af562081fa75d5716d8244329a847"
)


@dataclass(frozen=True, slots=True)
class Authentication:
    """Whether this portal's admin area is open at all, and who the user is. `answer` is the host's own
    response to this request, such as a redirect to its sign-in page.
    """

    open: bool
    person: Person | None
    answer: Response | None = None


class Authenticator(Protocol):
    """Identify the user of a request."""

    def authenticate(self, cookie: str) -> Authentication: ...


class HostAuthenticator:
    """The host authenticates users and returns their roles, or a response of its own. A user without one of
    our roles gets a 404.
    """

    def __init__(self, guard: Callable[[], GuardAnswer], name: Callable[[], object] | None) -> None:
        self._guard = guard
        self._name = name

    def is_open(self) -> bool:
        """The area is open, because the host has accounts."""
        return True

    def colleagues(self, _roles: Iterable[str]) -> None:
        """None, because only the host knows its users."""
        return

    def authenticate(self, _cookie: str) -> Authentication:
        said = self._guard()
        if isinstance(said, Response):
            return Authentication(open=True, person=None, answer=said)
        given = {said} if isinstance(said, str) else set(said or ())
        if not given & set(ROLES):
            return Authentication(open=False, person=None)
        # Other roles are the host's own: a department may name them as its staff.
        name = str(self._name() or "") if self._name else ""
        return Authentication(open=True, person=Person(name, frozenset(given)))


class AccountAuthenticator:
    """Accounts in the database, and the account "admin" of the configuration, which has priority."""

    def __init__(self, portal: Portal) -> None:
        settings = portal.settings[AdminSettings]
        hash_ = settings.admin_password_hash
        self._site, self._clock = portal.site, portal.clock
        self.store = AdminStore(portal.database)
        self.configured = Account(CONFIGURED, "admin", hash_) if hash_ else None
        self.lifetime = Lifetime(
            idle=settings.admin_session_minutes * MINUTE, whole=settings.admin_session_hours * HOUR
        )

    def is_open(self) -> bool:
        """Return whether there is any account. Raises StoreUnavailableError if the database does not
        answer.
        """
        return self.configured is not None or self.store.has_accounts(self._site)

    def colleagues(self, roles: Iterable[str]) -> list[tuple[str, str]]:
        """Names and roles of the accounts with one of these roles, in the order of the names."""
        configured = {self.configured.name: self.configured.role} if self.configured else {}
        known = {**self.store.roles_by_name(self._site), **configured}
        wanted = frozenset(roles)
        return sorted((name, role) for name, role in known.items() if role in wanted)

    def authenticate(self, cookie: str) -> Authentication:
        """It takes one SQL statement, and once a minute another one to record that the session is in use."""
        now, key = self._clock.milliseconds(), digest(cookie)
        any_account, session, hash_ = self.store.look_up(self._site, key)
        is_open = any_account or self.configured is not None
        if session is None or not self._is_valid(session, hash_, now):
            return Authentication(is_open, None)
        if abs(now - session.seen_at) >= MINUTE:
            with suppress(StoreUnavailableError):  # The session is valid now, but it may then end earlier.
                self.store.touch_session(self._site, key, now)
        role = "admin" if self.is_configured(session.name) else session.role
        return Authentication(is_open, Person(session.name, frozenset({role})))

    def verify_password(self, name: str, password: str) -> Account | None:
        """The account, if name and password are right. It takes equally long for an unknown name."""
        known = clean_name(name)
        account = self.account(known) if known else None
        if account is not None and not account.may_sign_in:
            account = None
        typed = clean_password(password)[: LONGEST_PASSWORD + 1]
        right = check_password_hash(account.hash if account else DUMMY_HASH, typed)
        return account if right else None

    def start_session(self, account: Account, former_cookie: str, *entries: LogEntry) -> str:
        """Sign in and return a new random cookie."""
        token, now = new_token(), self._clock.milliseconds()
        session = Session(account.name, account.role, credential(account.hash), now, now)
        former = digest(former_cookie)
        self.store.open_session(
            self._site, digest(token), session, self.lifetime, *entries, instead_of=former
        )
        return token

    def end_session(self, cookie: str) -> None:
        self.store.end_session(self._site, digest(cookie))

    def is_configured(self, name: str) -> bool:
        """Return whether the configuration has this account's password."""
        return self.configured is not None and name == CONFIGURED

    def entry(self, who: str, what: Event, account: str, detail: str = "") -> LogEntry:
        """A line of the log, of this moment."""
        return LogEntry(self._clock.milliseconds(), who, what, account, detail)

    def account(self, name: str) -> Account | None:
        if self.configured and name == CONFIGURED:
            return self.configured
        return self.store.account(self._site, name)

    def _is_valid(self, session: Session, stored_hash: str | None, now: Milliseconds) -> bool:
        """Return whether the session has not expired, and its account still has the same password."""
        if self.configured and session.name == CONFIGURED:
            stored_hash = self.configured.hash
        if stored_hash is None or credential(stored_hash) != session.credential:
            return False
        return self.lifetime.covers(session, now)
