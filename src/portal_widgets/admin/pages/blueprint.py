"""/admin/sign-in, the panel for accounts, /admin/password, /admin/second-factor and /admin/invitation."""

from functools import partial

from flask import Blueprint, Response, make_response

from ...core.app.portal import Portal
from ...core.app.widget import Panel
from ..access_control import AccessControl
from ..accounts import ROLES
from ..ui_text import AdminUiText
from .account_pages import AccountPages
from .context import AccountContext
from .invitation_pages import InvitationPages
from .log_pages import LogPages
from .own_pages import OwnPages
from .sign_in_pages import SignInPages
from .token_pages import TokenPages
from .waiting import waiting_accounts


def accounts_panel(portal: Portal, context: AccountContext | None) -> Panel:
    """The panel. If the host has the accounts, it only explains the roles."""
    panel = Blueprint("accounts", __name__)
    if context is None:
        _role_routes(panel, portal)
    else:
        _account_routes(panel, AccountPages(context))
        _log_routes(panel, LogPages(context))
        _token_routes(panel, TokenPages(context))
    return Panel(
        "accounts",
        lambda: portal.gettext("Accounts"),
        panel,
        frozenset({"admin"}),
        help=lambda: portal.gettext(
            "Here you see who may use the administration, and with which role. The log lists every sign-in "
            "and every change of an account."
        ),
        waiting=partial(waiting_accounts, context) if context is not None else None,
    )


def _role_routes(panel: Blueprint, portal: Portal) -> None:
    @panel.get("/")
    def index() -> Response:
        words = AdminUiText(portal.language)
        return make_response(portal.render_page("admin/roles.html", roles=ROLES, pw_words=words))


def _account_routes(panel: Blueprint, pages: AccountPages) -> None:
    @panel.get("/")
    def index() -> Response:
        return pages.index()

    @panel.route("/new", methods=["GET", "POST"])
    def new() -> Response:
        return pages.new()

    @panel.get("/users/<name>")
    def one(name: str) -> Response:
        return pages.one(name)

    @panel.post("/users/<name>/change")
    def change(name: str) -> Response:
        return pages.change(name)

    @panel.post("/users/<name>/invite")
    def invite(name: str) -> Response:
        return pages.invite(name)

    _access_routes(panel, pages)


def _access_routes(panel: Blueprint, pages: AccountPages) -> None:
    @panel.post("/users/<name>/close")
    def close(name: str) -> Response:
        return pages.close(name)

    @panel.post("/users/<name>/reopen")
    def reopen(name: str) -> Response:
        return pages.reopen(name)

    @panel.post("/users/<name>/end-sessions")
    def end_sessions(name: str) -> Response:
        return pages.end_sessions(name)

    @panel.post("/users/<name>/unlock")
    def unlock(name: str) -> Response:
        return pages.unlock(name)

    @panel.post("/users/<name>/remove-factor")
    def remove_factor(name: str) -> Response:
        return pages.remove_factor(name)


def _log_routes(panel: Blueprint, pages: LogPages) -> None:
    @panel.get("/log")
    def log() -> Response:
        return pages.show()

    @panel.get("/log.csv")
    def log_file() -> Response:
        return pages.file()


def _token_routes(panel: Blueprint, pages: TokenPages) -> None:
    @panel.route("/tokens", methods=["GET", "POST"])
    def tokens() -> Response:
        return pages.tokens()

    @panel.post("/tokens/<key>/withdraw")
    def withdraw_token(key: str) -> Response:
        return pages.withdraw(key)


def own_routes(admin: Blueprint, context: AccountContext, access_control: AccessControl) -> None:
    """The pages of every signed-in person, and the one for invited persons."""
    own, invitations = OwnPages(context, access_control), InvitationPages(context)

    @admin.route("/password", methods=["GET", "POST"])
    def password() -> Response:
        return own.password()

    @admin.route("/second-factor", methods=["GET", "POST"])
    def second_factor() -> Response:
        return own.second_factor()

    @admin.post("/second-factor/confirm")
    def confirm_second_factor() -> Response:
        return own.confirm()

    @admin.route("/invitation", methods=["GET", "POST"])
    def invitation() -> Response:
        return invitations.accept()


def sign_in_routes(admin: Blueprint, pages: SignInPages) -> None:
    @admin.get("/sign-in")
    def sign_in() -> Response:
        return pages.show()

    @admin.post("/sign-in")
    def try_sign_in() -> Response:
        return pages.attempt()

    @admin.post("/sign-in/code")
    def try_code() -> Response:
        return pages.attempt_code()

    @admin.post("/sign-out")
    def sign_out() -> Response:
        return pages.sign_out()
