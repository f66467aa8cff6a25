"""Signing in: password, second factor, their errors, the time to wait, and the log of it."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from itsdangerous import BadSignature, URLSafeTimedSerializer

from ..core.app.page import Person
from ..core.app.portal import Portal
from ..core.forms import Field, Form, is_empty
from ..core.http.client_network import client_network
from ..core.http.rate_limiter import Limit, RateLimiter
from ..core.text.clock import Seconds
from ..core.text.signed import read_signed, signing_keys
from ..errors import StoreUnavailableError
from .accounts import Account, Event, clean_name, credential, digest
from .auth import AccountAuthenticator
from .second_factor import SecondFactor
from .store.log import AdminLog

LONGEST_SHOWN = 64
PER_NAME = 5
PER_NETWORK = 30
# Codes for one account from all networks. Only a person who knows the password can use them up.
CODES_PER_NAME = 20
MINUTES = 15
# The time between the password and the code of the second factor.
CODE_SECONDS = 10 * 60
FIELDS = {
    "name": Field(str.strip, {"empty": is_empty}),
    "password": Field(str, {"empty": is_empty}),
    "next": Field(str),
}
CODE_FIELDS = {"code": Field(str.strip, {"empty": is_empty}), "pending": Field(str), "next": Field(str)}


@dataclass(frozen=True)
class SignInForm:
    """The form as it is shown, with errors by field. A typed password is never shown again. `pending`: the
    password was right, and the code of the second factor comes next.
    """

    next: str
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    wait: Seconds = 0
    cookie: str = ""
    pending: str = ""


class SignIn:
    """Checks a name and a password, and a second factor, with rate limits."""

    def __init__(self, portal: Portal, authenticator: AccountAuthenticator, factor: SecondFactor) -> None:
        self._portal = portal
        self.authenticator = authenticator
        self._factor = factor
        self._log = AdminLog(portal.database)
        self._limiter = RateLimiter(portal, "sign-in")

    def form(self, back: str) -> SignInForm:
        return SignInForm(back)

    def attempt(self, typed: Form, address: str | None, cookie: str, back: str) -> SignInForm:
        """Try to sign in. Returns the form with the new cookie, with the question for the second factor, or
        with the errors.
        """
        shown = typed["name"][:LONGEST_SHOWN]
        if missing := _missing(self._portal, typed):
            return SignInForm(back, shown, missing, status=422)
        name = clean_name(typed["name"]) or ""
        of_network, of_name = self._limits(name, client_network(address))
        # A successful sign-in does not count, so that people in one network do not block each other.
        if wait := self._limiter.wait_before(of_network) or self._limiter.wait(of_name):
            return self._must_wait(SignInForm(back, shown), "name", wait)
        account = self.authenticator.verify_password(typed["name"], typed["password"])
        if account is None:
            self._limiter.wait(of_network)
            self._record_failure(name, locked=self._limiter.wait_before(of_name) > 0)
            wrong = self._portal.gettext("The user name or the password is not right.")
            return SignInForm(back, shown, {"password": wrong}, status=403)
        self._limiter.reset(of_name)
        if self._factor.is_on(account.name):
            return SignInForm(back, shown, pending=self._sign(account, cookie))
        return SignInForm(back, cookie=self._start(account, cookie))

    def attempt_code(self, typed: Form, address: str | None, cookie: str, back: str) -> SignInForm:
        """The form after a try with a code of the second factor."""
        account = self._read(typed["pending"], cookie)
        if account is None:
            late = self._portal.gettext("Too much time has passed. Please sign in again.")
            return SignInForm(back, errors={"name": late}, status=403)
        form = SignInForm(back, account.name, pending=typed["pending"])
        if typed.find_faults():
            return _with_error(form, "code", self._portal.gettext("Enter the code."), 422)
        limits = self._code_limits(account.name, client_network(address))
        if wait := self._limiter.wait(*limits):
            return self._must_wait(form, "code", wait)
        if not self._factor.check(account.name, typed["code"]):
            self._record_failure(account.name, locked=self._limiter.wait_before(limits[0]) > 0)
            wrong = self._portal.gettext("The code is not right, or it was used before.")
            return _with_error(form, "code", wrong, 403)
        for limit in limits:
            self._limiter.reset(limit)
        return SignInForm(back, cookie=self._start(account, cookie))

    def sign_out(self, person: Person | None, cookie: str) -> None:
        """End the session of this browser. A person whose session has already ended is not in the log."""
        self.authenticator.end_session(cookie)
        if person is not None:
            entry = self.authenticator.entry(person.name, Event.SIGN_OUT, person.name)
            self._log.write(self._portal.site, entry)

    def _start(self, account: Account, cookie: str) -> str:
        entry = self.authenticator.entry(account.name, Event.SIGN_IN, account.name)
        return self.authenticator.start_session(account, cookie, entry)

    def _limits(self, name: str, network: str) -> tuple[Limit, Limit]:
        """Per network, and per name from that network, so that nobody can lock an office out from elsewhere.
        All texts that cannot be a name share one limit. When an admin lifts a lock-out, new limits begin.
        """
        lifted = self._log.last(self._portal.site, Event.UNLOCKED)
        ever, own = max(lifted.values(), default=""), lifted.get(name, "")
        return (
            Limit(PER_NETWORK, MINUTES, f"{network} {ever}".rstrip()),
            Limit(PER_NAME, MINUTES, f"{network} {name} {own}".rstrip()),
        )

    def _code_limits(self, name: str, network: str) -> tuple[Limit, Limit]:
        own = self._log.last(self._portal.site, Event.UNLOCKED).get(name, "")
        return (
            Limit(PER_NAME, MINUTES, f"code {network} {name} {own}"),
            Limit(CODES_PER_NAME, MINUTES, f"code {name} {own}"),
        )

    def _record_failure(self, name: str, *, locked: bool) -> None:
        """Write a failure into the log, without typed texts: a password may be in the field for the name. For
        an unknown name the same is written without a name, so that the time of the answer reveals nothing.
        """
        with suppress(StoreUnavailableError):  # the failure counts, even if it cannot be recorded
            known = name if name and self.authenticator.account(name) else ""
            events = (Event.REFUSED, Event.LOCKED) if locked else (Event.REFUSED,)
            self._log.write(
                self._portal.site, *(self.authenticator.entry("", what, known) for what in events)
            )

    def _must_wait(self, form: SignInForm, name: str, seconds: Seconds) -> SignInForm:
        return _with_error(form, name, _too_often(self._portal, seconds), 429, seconds)

    def _sign(self, account: Account, cookie: str) -> str:
        """A proof, for this browser only, that the password was right."""
        return self._signer().dumps([account.name, credential(account.hash), digest(cookie)])

    def _read(self, pending: str, cookie: str) -> Account | None:
        """The account whose password was right; None if this was too long ago, or if the password changed."""
        try:
            name, proven, browser = read_signed(self._signer(), pending, CODE_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        account = self.authenticator.account(str(name))
        if account is None or not account.may_sign_in or browser != digest(cookie):
            return None
        return account if credential(account.hash) == proven else None

    def _signer(self) -> URLSafeTimedSerializer:
        keys = signing_keys(self._portal.app.config)
        return URLSafeTimedSerializer(keys, salt=f"portal_widgets admin second factor {self._portal.site}")


def _with_error(form: SignInForm, name: str, sentence: str, status: int, wait: Seconds = 0) -> SignInForm:
    return SignInForm(form.next, form.name, {name: sentence}, status, wait, pending=form.pending)


def _missing(portal: Portal, typed: Form) -> dict[str, str]:
    says = {
        "name": portal.gettext("Enter your user name."),
        "password": portal.gettext("Enter your password."),
    }
    return {name: says[name] for name in typed.find_faults()}


def _too_often(portal: Portal, seconds: Seconds) -> str:
    return portal.language.ngettext(
        "Too many tries. Please wait one minute, then try again.",
        "Too many tries. Please wait %(count)s minutes, then try again.",
        math.ceil(seconds / 60),
    )
