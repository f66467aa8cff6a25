"""Shared by the pages for accounts: the services, rendering a page, and 404."""

from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.http.rate_limiter import RateLimiter
from ..accounts import Account, Event, LogEntry
from ..auth import AccountAuthenticator
from ..invitations import Invitations
from ..second_factor import SecondFactor
from ..store.colleagues import ColleagueStore
from ..store.log import AdminLog
from ..ui_text import AdminUiText


class AccountContext:
    """The accounts of one portal, and the frame of their pages."""

    def __init__(self, portal: Portal, authenticator: AccountAuthenticator, factor: SecondFactor) -> None:
        self.portal = portal
        self.authenticator = authenticator
        self.factor = factor
        self.invitations = Invitations(portal)
        self.colleagues = ColleagueStore(portal.database)
        self.log = AdminLog(portal.database)
        self.limiter = RateLimiter(portal, "password")

    @property
    def name(self) -> str:
        """The name of the signed-in person."""
        person = self.portal.person
        return person.name if person else ""

    def entry(self, what: Event, account: str, detail: str = "") -> LogEntry:
        """A line of the log, by the signed-in person."""
        return self.authenticator.entry(self.name, what, account, detail)

    def find(self, name: str) -> Account:
        """The account, or a 404."""
        found = self.authenticator.account(name)
        if found is None:
            self.not_found()
        return found

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        shared = {"pw_words": self.ui_text()}
        return make_response(self.portal.render_page(f"admin/{template}", **shared, **values), status)

    def redirect(self, endpoint: str, said: str, **values: object) -> Response:
        flash(said)
        return make_response(redirect(self.portal.url(endpoint, **values), 303))

    def errors(self, faults: dict[str, str]) -> dict[str, str]:
        ui_text = self.ui_text()
        return {name: ui_text.fault(fault) for name, fault in faults.items()}

    def ui_text(self) -> AdminUiText:
        return AdminUiText(self.portal.language)

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such account."))
