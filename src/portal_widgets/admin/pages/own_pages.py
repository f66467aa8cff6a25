"""The pages of one's own account: password and second factor."""

import io

from flask import Response, request
from markupsafe import Markup
from werkzeug.security import check_password_hash, generate_password_hash

from ...core.forms import Form
from ...core.http.rate_limiter import Limit
from ...core.http.request_body import is_submission, sent_form
from ..access_control import AccessControl
from ..accounts import LONGEST_PASSWORD, Account, Event, clean_password
from ..second_factor import is_available
from ..sign_in import MINUTES, PER_NAME
from .context import AccountContext
from .forms import FIRST_CODE, OWN_PASSWORD, WITH_PASSWORD, PasswordForm

HASH_METHOD = "scrypt"


class OwnPages:
    """The pages of every signed-in person."""

    def __init__(self, context: AccountContext, access_control: AccessControl) -> None:
        self._context = context
        self._access_control = access_control

    def password(self) -> Response:
        """The form for another password, and what it does."""
        account = self._account()
        if not is_submission(request) or self._is_configured():
            return self._password({})
        form = sent_form(PasswordForm, OWN_PASSWORD)
        faults = form.find_faults()
        if not faults:
            faults = self._check_password(account, form["old"])
        if faults:
            return self._password(faults)
        self._change_password(account, form["password"])
        said = self._context.ui_text().done("password", account.name)
        return self._context.redirect("admin.password", said)

    def second_factor(self) -> Response:
        """The state of the second factor. A form with the password begins it, renews its recovery codes, or
        turns it off.
        """
        if not is_submission(request):
            return self._second_factor({})
        form = sent_form(Form, WITH_PASSWORD)
        faults = form.find_faults() or self._check_password(self._account(), form["old"])
        if faults:
            return self._second_factor(faults)
        name, factor = self._context.name, self._context.factor
        if form["do"] == "off":
            factor.remove(name, name)
            return self._context.redirect(
                "admin.second_factor", self._context.ui_text().done("factor-off", name)
            )
        if form["do"] == "codes" and factor.is_on(name):
            return self._recovery_codes(factor.renew_recovery_codes(name))
        if form["do"] == "begin" and is_available():
            factor.begin(name)
        return self._second_factor({})

    def confirm(self) -> Response:
        """Turn the second factor on with a first code. Shows the recovery codes once."""
        form = sent_form(Form, FIRST_CODE)
        faults = form.find_faults()
        if not faults and is_available():
            if self._wait("confirm"):
                return self._second_factor({}, self._too_often())
            codes = self._context.factor.confirm(self._context.name, form["code"])
            if codes is not None:
                return self._recovery_codes(codes)
            faults = {"code": "code"}
        return self._second_factor(faults)

    def _password(self, faults: dict[str, str]) -> Response:
        return self._context.page(
            "password.html",
            422 if faults else 200,
            errors=self._errors(faults),
            configured=self._is_configured(),
            has_factor=self._context.factor.is_on(self._context.name),
        )

    def _second_factor(self, faults: dict[str, str], errors: dict[str, str] | None = None) -> Response:
        name, factor = self._context.name, self._context.factor
        enrolment = factor.enrolment(name) if is_available() else None
        wrong = errors or self._errors(faults)
        return self._context.page(
            "second_factor.html",
            422 if wrong else 200,
            available=is_available(),
            is_on=factor.is_on(name),
            left=factor.store.recovery_codes_left(self._context.portal.site, name),
            enrolment=enrolment,
            picture=_picture(enrolment.uri) if enrolment else None,
            errors=wrong,
        )

    def _recovery_codes(self, codes: list[str]) -> Response:
        return self._context.page("recovery_codes.html", codes=codes)

    def _change_password(self, account: Account, password: str) -> None:
        """All other sessions end. This browser gets a new one."""
        context, name = self._context, account.name
        hash_, now = generate_password_hash(password, method=HASH_METHOD), context.portal.clock.milliseconds()
        entry = context.entry(Event.PASSWORD, name)
        context.authenticator.store.change_password(context.portal.site, name, hash_, now, entry)
        changed = Account(name, account.role, hash_, account.email)
        self._access_control.set_cookie(
            context.authenticator.start_session(changed, self._access_control.cookie())
        )

    def _check_password(self, account: Account, typed: str) -> dict[str, str]:
        """The fault of the current password, with the limits of the sign-in."""
        if self._wait("password"):
            return {"old": "too-often"}
        if not check_password_hash(account.hash, clean_password(typed)[: LONGEST_PASSWORD + 1]):
            return {"old": "wrong"}
        self._context.limiter.reset(self._limit("password"))
        return {}

    def _wait(self, what: str) -> int:
        return self._context.limiter.wait(self._limit(what))

    def _limit(self, what: str) -> Limit:
        return Limit(PER_NAME, MINUTES, f"{what} {self._context.name}")

    def _too_often(self) -> dict[str, str]:
        return self._errors({"code": "too-often"})

    def _errors(self, faults: dict[str, str]) -> dict[str, str]:
        return self._context.errors(faults)

    def _account(self) -> Account:
        return self._context.find(self._context.name)

    def _is_configured(self) -> bool:
        return self._context.authenticator.is_configured(self._context.name)


def _picture(uri: str) -> Markup:
    """The address as a QR code (ISO/IEC 18004), drawn here: no other server learns the secret. Without a size
    of its own it has a viewBox, so that it shrinks with the page and is not cut off.
    """
    import segno

    drawn, code = io.BytesIO(), segno.make(uri, micro=False, error="m")
    code.save(
        drawn, kind="svg", omitsize=True, border=4, dark="#000", light="#fff", xmldecl=False, svgns=False
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - made by segno from its own numbers
