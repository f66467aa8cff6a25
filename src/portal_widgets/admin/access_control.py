"""The checks of every admin request: the area is open, the user has the role, and the form is ours."""

import hmac
from collections.abc import Sequence

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from ..core.app.error_handlers import TitledForbidden
from ..core.app.page import ERROR_LAYOUT, PERSON, Person
from ..core.app.portal import Portal
from ..core.app.widget import Panel
from ..core.forms import Field, Form
from ..core.http.request_body import is_submission, sent_form
from ..core.settings import CoreSettings
from ..core.text.signed import signing_keys
from .accounts import form_token, is_token, new_token
from .auth import Authenticator
from .settings import PUBLIC_VIEWS

COOKIE = "pw_admin"
FORM_TOKEN = "pw_csrf"  # noqa: S105 - a field's name
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
}
# The request's notes keep, under this name, the cookie that the browser will have after the response.
_COOKIE = "admin-cookie"


class AccessControl:
    """Runs before and after every admin request of one portal."""

    def __init__(self, portal: Portal, authenticator: Authenticator, panels: Sequence[Panel]) -> None:
        self._portal = portal
        self._authenticator = authenticator
        self._panels = panels
        self._name = f"{portal.name}.admin"
        self._path = portal.settings[CoreSettings].url_prefix + "/admin"

    def check_request(self) -> ResponseReturnValue | None:
        """Let the request pass, send it to the sign-in page, or refuse it."""
        notes, cookie = self._portal.page.notes, request.cookies.get(COOKIE, "")
        notes[ERROR_LAYOUT] = "admin/error.html"
        visit = self._authenticator.authenticate(cookie)
        if not visit.open:
            abort(404)
        if visit.answer is not None:
            return visit.answer
        notes[PERSON] = visit.person
        notes[_COOKIE] = cookie if is_token(cookie) else new_token()
        # The order matters: a form is read only after its sender is known.
        if is_submission(request):
            self._portal.require_same_origin()
        if visit.person is not None:
            self._require_role(visit.person)
        elif not self._is_open_view():
            return self._redirect_to_sign_in()
        if is_submission(request):
            self._require_own_form()
        return None

    def set_response_headers(self, response: Response) -> None:
        """Set the headers of a response of the area, including errors that no view has made."""
        response.headers.update(HEADERS)
        self._set_cookie(response)

    def panels_of(self, person: Person | None) -> list[Panel]:
        return [panel for panel in self._panels if person is not None and person.may(panel.roles)]

    def panel(self) -> Panel | None:
        """The panel that the request belongs to."""
        within = {f"{self._name}.{panel.name}": panel for panel in self._panels}
        return next((within[name] for name in request.blueprints if name in within), None)

    def cookie(self) -> str:
        return str(self._portal.page.notes.get(_COOKIE) or "")

    def set_cookie(self, cookie: str | None) -> None:
        """Send the browser another cookie with this response. None deletes the cookie."""
        self._portal.page.notes[_COOKIE] = cookie

    def form_token(self) -> str:
        """The form token for this browser, or "" for a user who may not see the area."""
        return self._form_tokens()[-1] if self.cookie() else ""

    def _form_tokens(self) -> list[str]:
        """One token for each key of the application. The newest is the last."""
        site, cookie = self._portal.site, self.cookie()
        return [form_token(key, site, cookie) for key in signing_keys(self._portal.app.config)]

    def _require_own_form(self) -> None:
        given = sent_form(Form, {FORM_TOKEN: Field(str)})[FORM_TOKEN].encode("utf-8", "replace")
        if not any(hmac.compare_digest(given, token.encode()) for token in self._form_tokens()):
            sentence = self._portal.gettext(
                "This form is too old, or your browser does not accept cookies. Nothing was changed. "
                "Please load the page again and repeat the change.",
            )
            abort(403, sentence)

    def _require_role(self, person: Person) -> None:
        panel = self.panel()
        if panel is not None and not person.may(panel.roles):
            gettext = self._portal.gettext
            raise TitledForbidden(
                gettext("Your account does not have permission to use this part."),
                heading=gettext("No permission"),
            )

    def _is_open_view(self) -> bool:
        group, _, view = (request.endpoint or "").rpartition(".")
        return group == self._name and view in PUBLIC_VIEWS

    def _redirect_to_sign_in(self) -> ResponseReturnValue:
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            abort(
                403, self._portal.gettext("Programs with a token cannot use the pages of the administration.")
            )
        asked = request.root_path + request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(self._portal.url("admin.sign_in", next=asked), code=303)

    def _set_cookie(self, response: Response) -> None:
        notes, path = self._portal.page.notes, request.root_path + self._path
        if _COOKIE not in notes or notes[_COOKIE] == request.cookies.get(COOKIE):
            return
        secure = request.is_secure
        if notes[_COOKIE] is None:
            response.delete_cookie(COOKIE, path=path, secure=secure, httponly=True, samesite="Lax")
            return
        response.set_cookie(COOKIE, notes[_COOKIE], path=path, secure=secure, httponly=True, samesite="Lax")
