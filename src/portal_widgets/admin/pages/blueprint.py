"""/admin with its handbook, /admin/sign-in, the panel for accounts, /admin/password, /admin/second-factor and
/admin/invitation.
"""

import re

from flask import Response, abort, make_response
from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..access_control import AccessControl
from ..accounts import ROLES
from ..settings import HANDBOOK
from ..sign_in import SignIn
from ..ui_text import AdminUiText
from .account_pages import AccountPages
from .context import AccountContext
from .invitation_pages import InvitationPages
from .log_pages import LogPages
from .own_pages import OwnPages
from .sign_in_pages import SignInPages
from .token_pages import TokenPages


def accounts_views(portal: Portal, context: AccountContext | None) -> Views:
    """The panel. If the host has the accounts, it only explains the roles."""
    panel = Views()
    if context is None:
        _role_routes(panel, portal)
    else:
        _account_routes(panel, AccountPages(context))
        _log_routes(panel, LogPages(context))
        _token_routes(panel, TokenPages(context))
    return panel


def area_views(portal: Portal, access_control: AccessControl, context: AccountContext | None) -> Views:
    """The start page, the handbook, the sign-in, and the pages of every signed-in person."""
    admin = Views()
    if context is not None:
        signing = SignIn(portal, context.authenticator, context.factor)
        _sign_in_routes(admin, SignInPages(portal, access_control, signing))
        _own_routes(admin, context, access_control)

    @admin.view
    def start() -> str:
        """Show what waits for the user, and today's figures."""
        return portal.render_page("admin/start.html", panels=access_control.panels_of(portal.person))

    @admin.view
    def handbook(page: str) -> str:
        """Show a page of the handbook, without pictures."""
        text = (HANDBOOK / f"{page}.html").read_text("utf-8")
        return portal.render_page(
            "admin/handbook.html",
            heading=Markup(re.findall("<h1>(.*)</h1>", text)[0]),  # noqa: S704 - a file of the package
            text=Markup(text),  # noqa: S704 - a file of the package
            is_index=page == "index",
        )

    @admin.view
    def nothing(rest: str = "") -> Response:  # noqa: ARG001 - the path does not matter
        abort(404)

    return admin


def _role_routes(panel: Views, portal: Portal) -> None:
    @panel.view
    def index() -> Response:
        words = AdminUiText(portal.language)
        return make_response(portal.render_page("admin/roles.html", roles=ROLES, pw_words=words))


def _account_routes(panel: Views, pages: AccountPages) -> None:
    @panel.view
    def index() -> Response:
        return pages.index()

    @panel.view
    def new() -> Response:
        return pages.new()

    @panel.view
    def one(name: str) -> Response:
        return pages.one(name)

    @panel.view
    def change(name: str) -> Response:
        return pages.change(name)

    @panel.view
    def invite(name: str) -> Response:
        return pages.invite(name)

    _access_routes(panel, pages)


def _access_routes(panel: Views, pages: AccountPages) -> None:
    @panel.view
    def close(name: str) -> Response:
        return pages.close(name)

    @panel.view
    def reopen(name: str) -> Response:
        return pages.reopen(name)

    @panel.view
    def end_sessions(name: str) -> Response:
        return pages.end_sessions(name)

    @panel.view
    def unlock(name: str) -> Response:
        return pages.unlock(name)

    @panel.view
    def remove_factor(name: str) -> Response:
        return pages.remove_factor(name)


def _log_routes(panel: Views, pages: LogPages) -> None:
    @panel.view
    def log() -> Response:
        return pages.show()

    @panel.view
    def log_file() -> Response:
        return pages.file()


def _token_routes(panel: Views, pages: TokenPages) -> None:
    @panel.view
    def tokens() -> Response:
        return pages.tokens()

    @panel.view
    def withdraw_token(key: str) -> Response:
        return pages.withdraw(key)


def _own_routes(admin: Views, context: AccountContext, access_control: AccessControl) -> None:
    """The pages of every signed-in person, and the one for invited persons."""
    own, invitations = OwnPages(context, access_control), InvitationPages(context)

    @admin.view
    def password() -> Response:
        return own.password()

    @admin.view
    def second_factor() -> Response:
        return own.second_factor()

    @admin.view
    def confirm_second_factor() -> Response:
        return own.confirm()

    @admin.view
    def invitation() -> Response:
        return invitations.accept()


def _sign_in_routes(admin: Views, pages: SignInPages) -> None:
    @admin.view
    def sign_in() -> Response:
        return pages.show()

    @admin.view
    def try_sign_in() -> Response:
        return pages.attempt()

    @admin.view
    def try_code() -> Response:
        return pages.attempt_code()

    @admin.view
    def sign_out() -> Response:
        return pages.sign_out()
