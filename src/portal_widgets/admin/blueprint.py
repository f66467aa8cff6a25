"""The admin area of one portal with its panels. Its parts are imported at the first request to it, and access
control comes first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Request, Response
from flask.cli import AppGroup
from markupsafe import Markup

from ..config import Setting
from ..core.app.page import OfficeAccess, TokenAccess
from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MountedWidget, Panel, WaitingItem
from ..core.late import Late
from ..core.settings import CoreSettings
from ..core.tasks.scheduler import PeriodicTask
from ..errors import ConfigurationError
from .pages.routes import ACCOUNTS, AREA, OWN, ROLES, SIGN_IN, SYSTEM, UNKNOWN
from .settings import PUBLIC_VIEWS, AdminSettings

if TYPE_CHECKING:
    from .access_control import AccessControl
    from .api.access import ApiAccess
    from .auth import AccountAuthenticator, HostAuthenticator
    from .layout import LayoutContext
    from .pages.context import AccountContext

# The largest form that a user may send before signing in, in bytes.
SIGN_IN_BYTES = 8192


def mount(
    portal: Portal,
    panels: Sequence[Panel],
    head: Callable[[], Markup],
    mounted: Sequence[MountedWidget],
    known: Callable[[], Mapping[str, Setting]],
) -> MountedWidget:
    """Mount the admin area of one portal with these panels. `head` makes the links to the area's files.
    `known` returns the declarations of all settings by key.
    """
    area = Area(portal, has_accounts=_has_accounts(portal))
    area.panels = [
        *sorted(panels, key=lambda panel: not panel.front),
        area.accounts_panel(),
        _system_panel(portal, mounted, known),
    ]
    layout = Late(partial(area.layout, head))
    own = (*SIGN_IN, *OWN) if area.has_accounts else ()
    admin = LateBlueprint("admin", (*own, *AREA), area.views, prefix="/admin")
    admin.before_request(lambda: area.access_control().check_request())
    admin.context_processor(lambda: layout().context())
    for panel in area.panels:
        admin.register_blueprint(panel.blueprint, url_prefix=f"/{panel.name}")
        # After the rule with the slash, as above.
        panel.blueprint.add_url_rule("", "index")
    admin.add(UNKNOWN)
    return MountedWidget(
        blueprint=admin,
        body_limits={f"admin.{view}": SIGN_IN_BYTES for view in PUBLIC_VIEWS},
        every_response=area.every_response,
        commands=partial(_commands, portal=portal),
        purge=partial(_purge, portal) if area.has_accounts else None,
        tasks=Late(partial(_tasks, portal)) if area.has_accounts else (),
        services={
            OfficeAccess: area.authenticator,
            **({TokenAccess: Late(partial(_token_access, portal))} if area.has_accounts else {}),
        },
    )


class Area:
    """The parts of one portal's admin area. Each is imported and made when it is first needed."""

    panels: Sequence[Panel]

    def __init__(self, portal: Portal, *, has_accounts: bool) -> None:
        self._portal = portal
        self.has_accounts = has_accounts
        self._path = portal.settings[CoreSettings].url_prefix + "/admin"
        self.authenticator = Late(self._authenticator)
        self.accounts = Late(self._accounts)
        self.access_control = Late(self._access_control)

    def every_response(self, request: Request, response: Response) -> None:
        """Set the headers of every response of the area, including errors that no view has made."""
        path = request.path  # read once, because every response of the host passes here
        if path.startswith(self._path) and path[len(self._path) :][:1] in {"", "/"}:
            self.access_control().set_response_headers(response)

    def accounts_panel(self) -> Panel:
        portal = self._portal
        return Panel(
            "accounts",
            lambda: portal.gettext("Accounts"),
            LateBlueprint("accounts", ACCOUNTS if self.has_accounts else ROLES, self._account_views),
            frozenset({"admin"}),
            help=lambda: portal.gettext(
                "Here you see who may use the administration, and with which role. The log lists every "
                "sign-in and every change of an account."
            ),
            waiting=self._waiting,
        )

    def views(self) -> Views:
        from .pages.blueprint import area_views

        return area_views(self._portal, self.access_control(), self.accounts())

    def layout(self, head: Callable[[], Markup]) -> "LayoutContext":
        from .layout import LayoutContext

        return LayoutContext(self._portal, self.access_control(), self.panels, head)

    def _authenticator(self) -> "AccountAuthenticator | HostAuthenticator":
        from .auth import AccountAuthenticator, HostAuthenticator

        settings = self._portal.settings[AdminSettings]
        if settings.admin_guard is None:
            return AccountAuthenticator(self._portal)
        return HostAuthenticator(settings.admin_guard, settings.admin_name)

    def _access_control(self) -> "AccessControl":
        from .access_control import AccessControl

        return AccessControl(self._portal, self.authenticator(), self.panels)

    def _accounts(self) -> "AccountContext | None":
        from .auth import AccountAuthenticator
        from .pages.context import AccountContext
        from .second_factor import SecondFactor

        authenticator = self.authenticator()
        if not isinstance(authenticator, AccountAuthenticator):
            return None
        return AccountContext(self._portal, authenticator, SecondFactor(self._portal))

    def _account_views(self) -> Views:
        from .pages.blueprint import accounts_views

        return accounts_views(self._portal, self.accounts())

    def _waiting(self) -> Iterable[WaitingItem]:
        from .pages.waiting import waiting_accounts

        accounts = self.accounts()
        return () if accounts is None else waiting_accounts(accounts)


def _has_accounts(portal: Portal) -> bool:
    settings = portal.settings[AdminSettings]
    if settings.admin_guard is None:
        return True
    if settings.admin_password_hash is not None:
        raise ConfigurationError(
            "PORTAL_WIDGETS_ADMIN_GUARD and PORTAL_WIDGETS_ADMIN_PASSWORD_HASH: set only one. Either the "
            "host signs users in, or the widgets do.",
        )
    return False


def _system_panel(
    portal: Portal, mounted: Sequence[MountedWidget], known: Callable[[], Mapping[str, Setting]]
) -> Panel:
    """Only the role "admin" sees it."""

    def views() -> Views:
        from .system import system_views

        return system_views(portal, mounted, known())

    def waiting() -> Iterable[WaitingItem]:
        from .system import failing_checks

        return failing_checks(portal, mounted)

    return Panel(
        "system",
        lambda: portal.gettext("System check"),
        LateBlueprint("system", SYSTEM, views),
        frozenset({"admin"}),
        help=lambda: portal.gettext(
            "This page checks the parts that the website depends on. Give the technical text of a failing "
            "check to the people who run the server."
        ),
        waiting=waiting,
    )


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


def _purge(portal: Portal) -> None:
    from .cli import purge

    purge(portal)


def _tasks(portal: Portal) -> Sequence[PeriodicTask]:
    from .cli import tasks

    return tasks(portal)


def _token_access(portal: Portal) -> "ApiAccess":
    from .api.access import ApiAccess

    return ApiAccess(portal)
