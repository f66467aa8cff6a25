"""Signing in: the fields, their errors, and the time to wait."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.app.portal import Portal
from ..core.forms import Field, Form, is_empty
from ..core.http.client_network import client_network
from ..core.http.rate_limiter import Limit, RateLimiter
from ..core.text.clock import Seconds
from .accounts import clean_name
from .auth import AccountAuthenticator

LONGEST_SHOWN = 64
PER_NAME = 5
PER_NETWORK = 30
MINUTES = 15
FIELDS = {
    "name": Field(str.strip, {"empty": is_empty}),
    "password": Field(str, {"empty": is_empty}),
    "next": Field(str),
}


@dataclass(frozen=True)
class SignInForm:
    """The form as it is shown, with errors by field. A typed password is never shown again."""

    next: str
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    wait: Seconds = 0
    cookie: str = ""


class SignIn:
    """Checks a name and a password, with a rate limit."""

    def __init__(self, authenticator: AccountAuthenticator, limiter: RateLimiter) -> None:
        self.authenticator = authenticator
        self._limiter = limiter

    def form(self, back: str) -> SignInForm:
        return SignInForm(back)

    def attempt(self, portal: Portal, typed: Form, address: str | None, cookie: str, back: str) -> SignInForm:
        """Try to sign in. Returns the form with the new cookie, or with the errors."""
        name, password = typed["name"], typed["password"]
        shown = name[:LONGEST_SHOWN]
        if missing := _missing(portal, typed):
            return SignInForm(back, shown, missing, status=422)
        of_network, of_name = _limits(clean_name(name), address)
        # A successful sign-in does not count, so that people in one network do not block each other.
        if wait := self._limiter.wait_before(of_network) or self._limiter.wait(of_name):
            return SignInForm(back, shown, {"name": _too_often(portal, wait)}, status=429, wait=wait)
        account = self.authenticator.verify_password(name, password)
        if account is None:
            self._limiter.wait(of_network)
            wrong = portal.gettext("The user name or the password is not right.")
            return SignInForm(back, shown, {"password": wrong}, status=403)
        self._limiter.reset(of_name)
        return SignInForm(back, cookie=self.authenticator.start_session(account, cookie))


def _limits(name: str | None, address: str | None) -> tuple[Limit, Limit]:
    """Per network, and per name from that network, so that nobody can lock an office out from elsewhere. All
    texts that cannot be a name share one limit.
    """
    seen_from = client_network(address)
    return Limit(PER_NETWORK, MINUTES, seen_from), Limit(PER_NAME, MINUTES, f"{seen_from} {name or ''}")


def _missing(portal: Portal, typed: Form) -> dict[str, str]:
    says = {
        "name": portal.gettext("Enter your user name."),
        "password": portal.gettext("Enter your password."),
    }
    return {name: says[name] for name in typed.find_faults()}


def _too_often(portal: Portal, seconds: int) -> str:
    return portal.language.ngettext(
        "Too many tries. Please wait one minute, then try again.",
        "Too many tries. Please wait %(count)s minutes, then try again.",
        math.ceil(seconds / 60),
    )
