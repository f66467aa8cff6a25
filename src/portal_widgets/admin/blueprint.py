"""GET /admin/ and its panels, /admin/sign-in, POST /admin/sign-out. Access control comes first."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import Blueprint, Response, abort, flash, make_response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ..core.app.page import OfficeAccess
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel
from ..core.forms import Form
from ..core.http.rate_limiter import RateLimiter
from ..core.http.request_body import sent_form
from ..core.text.urls import safe_redirect_target
from ..errors import ConfigurationError
from .access_control import AccessControl
from .auth import AccountAuthenticator, HostAuthenticator
from .cli import register_commands
from .layout import LayoutContext
from .settings import AdminSettings
from .sign_in import FIELDS, SignIn

# The largest form that a user may send before signing in, in bytes.
SIGN_IN_BYTES = 8192
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def mount(portal: Portal, panels: Sequence[Panel], head: Callable[[], Markup]) -> MountedWidget:
    """Mount the admin area of one portal with these panels. `head` makes the links to the area's files."""
    authenticator = _authenticator(portal)
    access_control = AccessControl(portal, authenticator, panels)
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    admin.before_request(access_control.check_request)
    admin.context_processor(LayoutContext(portal, access_control, panels, head).context)
    for panel in panels:
        admin.register_blueprint(panel.blueprint, url_prefix=f"/{panel.name}")
    if isinstance(authenticator, AccountAuthenticator):
        _sign_in_routes(admin, portal, access_control, SignIn(authenticator, RateLimiter(portal, "sign-in")))

    @admin.get("/")
    def start() -> ResponseReturnValue:
        """Redirect to the front panel if the user may see it. Otherwise list the panels the user may see."""
        seen = access_control.panels_of(portal.person)
        front = next((panel for panel in seen if panel.front), None)
        if front is not None:
            return redirect(_with_query(portal.url(f"admin.{front.name}.index", lang=None)))
        return portal.render_page("admin/start.html", panels=seen)

    _without_slash(admin, panels)

    @admin.route("", methods=METHODS[1:])
    @admin.route("/", methods=METHODS[1:])
    @admin.route("/<path:rest>", methods=METHODS)
    def nothing(rest: str = "") -> ResponseReturnValue:  # noqa: ARG001 - the path does not matter
        """Unknown addresses pass the access control, too."""
        abort(404)

    return MountedWidget(
        blueprint=admin,
        body_limits={"admin.try_sign_in": SIGN_IN_BYTES, "admin.sign_out": SIGN_IN_BYTES},
        every_response=access_control.set_response_headers,
        commands=partial(register_commands, portal=portal),
        services={OfficeAccess: authenticator},
    )


def _sign_in_routes(admin: Blueprint, portal: Portal, access_control: AccessControl, signing: SignIn) -> None:
    def fallback() -> str:
        return portal.url("admin.start")

    @admin.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        back = safe_redirect_target(request.args.get("next"), fallback())
        if portal.person is not None:
            return redirect(back)
        return portal.render_page("admin/sign_in.html", form=signing.form(back))

    @admin.post("/sign-in")
    def try_sign_in() -> Response:
        typed = sent_form(Form, FIELDS)
        back = safe_redirect_target(typed["next"], fallback())
        form = signing.attempt(portal, typed, request.remote_addr, access_control.cookie(), back)
        if form.cookie:
            access_control.set_cookie(form.cookie)
            return make_response(redirect(form.next, code=303))
        response = make_response(portal.render_page("admin/sign_in.html", form=form), form.status)
        if form.wait:
            response.headers["Retry-After"] = str(form.wait)
        return response

    @admin.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        signing.authenticator.end_session(access_control.cookie())
        access_control.set_cookie(None)
        flash(portal.gettext("You have signed out."))
        return redirect(portal.url("admin.sign_in"), code=303)


def _without_slash(admin: Blueprint, panels: Sequence[Panel]) -> None:
    """Let the first pages of the area and of its panels answer without the slash, too: hosts and people write
    both. The rules with the slash are created first, so that links have the slash.
    """
    admin.add_url_rule("", "start")
    for panel in panels:
        panel.blueprint.add_url_rule("", "index")


def _with_query(url: str) -> str:
    """The address with the query of this request, which may contain the language."""
    asked = request.query_string.decode("ascii", "ignore")
    return f"{url}?{asked}" if asked else url


def _authenticator(portal: Portal) -> AccountAuthenticator | HostAuthenticator:
    settings = portal.settings[AdminSettings]
    if settings.admin_guard is None:
        return AccountAuthenticator(portal)
    if settings.admin_password_hash is not None:
        raise ConfigurationError(
            "PORTAL_WIDGETS_ADMIN_GUARD and PORTAL_WIDGETS_ADMIN_PASSWORD_HASH: set only one. Either the "
            "host signs users in, or the widgets do.",
        )
    return HostAuthenticator(settings.admin_guard, settings.admin_name)
