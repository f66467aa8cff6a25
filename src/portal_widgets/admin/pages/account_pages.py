"""The pages for the accounts of colleagues: list, create, change, invite, close."""

from flask import Response, request

from ...core.forms import Form
from ...core.http.request_body import is_submission, sent_form
from ..accounts import Account, Event, clean_name
from ..invitations import Invitation
from ..store.colleagues import NewValues
from .account_list import account_rows
from .context import AccountContext
from .forms import ACCOUNT, INVITATION, NEW_ACCOUNT


class AccountPages:
    """The pages of the role admin."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._site = context.portal.site

    def index(self) -> Response:
        return self._context.page("accounts.html", rows=account_rows(self._context))

    def new(self) -> Response:
        """The form of a new account. A valid one creates the account and invites its person."""
        if not is_submission(request):
            return self._form(Form(NEW_ACCOUNT, {"role": "viewer"}), {})
        form = sent_form(Form, NEW_ACCOUNT)
        faults = form.find_faults() | self._way_faults(form["way"], form["email"])
        name = clean_name(form["name"]) or ""
        if "name" not in faults and self._context.authenticator.is_configured(name):
            faults["name"] = "taken"
        if faults:
            return self._form(form, faults)
        values = NewValues(form["role"], form["email"])
        entry = self._context.entry(Event.CREATED, name, values.role)
        if not self._context.colleagues.create(self._site, name, values, entry):
            return self._form(form, {"name": "taken"})
        return self._invite(self._context.find(name), form["way"])

    def one(self, name: str) -> Response:
        return self._one(self._context.find(name))

    def change(self, name: str) -> Response:
        """Save role and mail address."""
        account, form = self._changeable(name), sent_form(Form, ACCOUNT)
        faults = form.find_faults()
        values = NewValues(form["role"], form["email"])
        if not faults and not self._save(account, values):
            faults = {"role": "last-admin"}
        if faults:
            return self._one(account, form, faults)
        return self._back("changed", name)

    def invite(self, name: str) -> Response:
        """Make an invitation, for a new person or for one who forgot the password."""
        account, way = self._changeable(name), sent_form(Form, INVITATION)["way"]
        if account.closed_at is not None:
            self._context.not_found()
        if faults := self._way_faults(way, account.email):
            return self._one(account, faults=faults)
        return self._invite(account, way)

    def close(self, name: str) -> Response:
        """Close the account, unless it is the last admin."""
        account, entry = self._changeable(name), self._context.entry(Event.CLOSED, name)
        if not self._context.colleagues.close(self._site, name, entry, configured=self._has_configured()):
            return self._one(account, faults={"close": "last-admin"})
        return self._back("close", name)

    def reopen(self, name: str) -> Response:
        self._changeable(name)
        self._context.colleagues.reopen(self._site, name, self._context.entry(Event.REOPENED, name))
        return self._back("reopen", name)

    def end_sessions(self, name: str) -> Response:
        self._context.find(name)
        self._context.colleagues.end_sessions(self._site, name, self._context.entry(Event.SESSIONS, name))
        return self._back("sessions", name)

    def unlock(self, name: str) -> Response:
        """Lift a lock-out. The entry of the log is what lifts it: the sign-in then begins new limits."""
        self._context.find(name)
        self._context.log.write(self._site, self._context.entry(Event.UNLOCKED, name))
        return self._back("unlock", name)

    def remove_factor(self, name: str) -> Response:
        """Remove the second factor of a colleague. One's own is removed with the password only."""
        if name == self._context.name:
            self._context.not_found()
        self._context.find(name)
        self._context.factor.remove(name, self._context.name)
        return self._back("factor", name)

    def _save(self, account: Account, values: NewValues) -> bool:
        entries = []
        if values.role != account.role:
            entries.append(self._context.entry(Event.ROLE, account.name, f"{account.role} {values.role}"))
        if values.email != account.email:
            entries.append(self._context.entry(Event.EMAIL, account.name))
        return self._context.colleagues.change(
            self._site, account.name, values, *entries, configured=self._has_configured()
        )

    def _has_configured(self) -> bool:
        return self._context.authenticator.configured is not None

    def _invite(self, account: Account, way: str) -> Response:
        """Mail the invitation, or show it once. If the mail fails, show it with the reason."""
        invitation = self._context.invitations.create(account.name, self._context.name)
        if way != "mail":
            return self._show(account, invitation)
        failure = self._context.invitations.mail(account, invitation)
        return self._show(account, invitation, failure) if failure else self._back("mailed", account.name)

    def _show(self, account: Account, invitation: Invitation, failure: str = "") -> Response:
        return self._context.page("invited.html", account=account, invitation=invitation, failure=failure)

    def _way_faults(self, way: str, email: str) -> dict[str, str]:
        may_mail = self._context.invitations.may_mail()
        return {"email": "no-email"} if way == "mail" and not (may_mail and email) else {}

    def _changeable(self, name: str) -> Account:
        """The account, or a 404 for the one of the configuration."""
        if self._context.authenticator.is_configured(name):
            self._context.not_found()
        return self._context.find(name)

    def _form(self, form: Form, faults: dict[str, str]) -> Response:
        values = {"typed": form.values, "errors": self._context.errors(faults)}
        may_mail = self._context.invitations.may_mail()
        return self._context.page("account_new.html", 422 if faults else 200, may_mail=may_mail, **values)

    def _one(
        self, account: Account, form: Form | None = None, faults: dict[str, str] | None = None
    ) -> Response:
        row = next(row for row in account_rows(self._context) if row.name == account.name)
        typed = form.values if form else {"role": account.role, "email": account.email}
        return self._context.page(
            "account.html",
            422 if faults else 200,
            row=row,
            typed=typed,
            errors=self._context.errors(faults or {}),
            may_mail=self._context.invitations.may_mail(),
            is_own=account.name == self._context.name,
        )

    def _back(self, done: str, name: str) -> Response:
        said = self._context.ui_text().done(done, name)
        return self._context.redirect("admin.accounts.one", said, name=name)
