"""GET /admin/ and its panels, /admin/sign-in with its second step, POST /admin/sign-out, the pages for
accounts, and the handbook. Access control comes first.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ..core.app.page import OfficeAccess, TokenAccess
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel
from ..errors import ConfigurationError
from .access_control import PUBLIC_VIEWS, AccessControl
from .api.access import ApiAccess
from .auth import AccountAuthenticator, HostAuthenticator
from .cli import purge, register_commands, tasks
from .layout import HANDBOOK, HANDBOOK_PAGES, LayoutContext
from .pages.blueprint import accounts_panel, own_routes, sign_in_routes
from .pages.context import AccountContext
from .pages.sign_in_pages import SignInPages
from .second_factor import SecondFactor
from .settings import AdminSettings
from .sign_in import SignIn
from .system import SystemParts, system_panel

# The largest form that a user may send before signing in, in bytes.
SIGN_IN_BYTES = 8192
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def mount(
    portal: Portal, panels: Sequence[Panel], head: Callable[[], Markup], system: SystemParts
) -> MountedWidget:
    """Mount the admin area of one portal with these panels. `head` makes the links to the area's files."""
    authenticator, factor = _authenticator(portal), SecondFactor(portal)
    accounts = None
    if isinstance(authenticator, AccountAuthenticator):
        accounts = AccountContext(portal, authenticator, factor)
    panels = [
        *sorted(panels, key=lambda panel: not panel.front),
        accounts_panel(portal, accounts),
        system_panel(portal, system),
    ]
    access_control = AccessControl(portal, authenticator, panels)
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    admin.before_request(access_control.check_request)
    admin.context_processor(LayoutContext(portal, access_control, panels, head).context)
    for panel in panels:
        admin.register_blueprint(panel.blueprint, url_prefix=f"/{panel.name}")
    if accounts is not None:
        signing = SignIn(portal, accounts.authenticator, factor)
        sign_in_routes(admin, SignInPages(portal, access_control, signing))
        own_routes(admin, accounts, access_control)

    @admin.get("/")
    def start() -> ResponseReturnValue:
        """Show what waits for the user, and today's figures."""
        return portal.render_page("admin/start.html", panels=access_control.panels_of(portal.person))

    _handbook_routes(admin, portal)
    _without_slash(admin, panels)

    @admin.route("", methods=METHODS[1:])
    @admin.route("/", methods=METHODS[1:])
    @admin.route("/<path:rest>", methods=METHODS)
    def nothing(rest: str = "") -> ResponseReturnValue:  # noqa: ARG001 - the path does not matter
        """Unknown addresses pass the access control, too."""
        abort(404)

    return MountedWidget(
        blueprint=admin,
        body_limits={f"admin.{view}": SIGN_IN_BYTES for view in PUBLIC_VIEWS},
        every_response=access_control.set_response_headers,
        commands=partial(register_commands, portal=portal),
        purge=partial(purge, portal) if accounts is not None else None,
        tasks=tasks(portal) if accounts is not None else [],
        services={
            OfficeAccess: authenticator,
            **({TokenAccess: ApiAccess(portal)} if accounts is not None else {}),
        },
    )


def _handbook_routes(admin: Blueprint, portal: Portal) -> None:
    @admin.get(f"/help/<any({', '.join(sorted(HANDBOOK_PAGES))}):page>")
    def handbook(page: str) -> str:
        """Show a page of the handbook, without pictures."""
        text = (HANDBOOK / f"{page}.html").read_text("utf-8")
        return portal.render_page(
            "admin/handbook.html",
            heading=Markup(re.findall("<h1>(.*)</h1>", text)[0]),  # noqa: S704 - a file of the package
            text=Markup(text),  # noqa: S704 - a file of the package
            is_index=page == "index",
        )


def _without_slash(admin: Blueprint, panels: Sequence[Panel]) -> None:
    """Let the first pages of the area and of its panels answer without the slash, too: hosts and people write
    both. The rules with the slash are created first, so that links have the slash.
    """
    admin.add_url_rule("", "start")
    for panel in panels:
        panel.blueprint.add_url_rule("", "index")


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
