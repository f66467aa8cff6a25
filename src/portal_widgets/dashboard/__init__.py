"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask.cli import AppGroup

from ..core.app.page import TokenAccess
from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import Figures, MountedWidget, Panel, Widget
from ..counting import COUNTING

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from .settings import DashboardSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import OFFICE

    panel = Panel(
        name="statistics",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=LateBlueprint("statistics", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"viewer"}),
        front=True,
        help=lambda: portal.gettext(
            "Here you see how many people read the website, and which pages. Choose a period, and compare it "
            "with an earlier one."
        ),
        figures=partial(_figures, portal),
    )
    return MountedWidget(
        blueprint=_api(portal),
        json_routes=_json_routes,
        panel=panel,
        commands=partial(_commands, portal=portal),
    )


def _settings() -> "type[DashboardSettings]":
    from .settings import DashboardSettings

    return DashboardSettings


def _api(portal: Portal) -> Blueprint:
    from .routes import API

    api = LateBlueprint("api", API, partial(_api_views, portal), prefix="/api")

    @api.before_request
    def require_token() -> None:
        access = portal.offered(TokenAccess)
        if access is None:
            abort(404)
        access.require_token()

    return api


def _api_views(portal: Portal) -> Views:
    from .api import api_views
    from .report.store import ReportStore

    return api_views(portal, ReportStore(portal.database))


def _office_views(portal: Portal) -> Views:
    from ..counting.engine import Counting
    from .admin import office_views
    from .store.store import DashboardStore

    return office_views(portal, portal.service(Counting), DashboardStore(portal.database))


def _figures(portal: Portal) -> Figures:
    from .page.today import figures_of_today
    from .store.store import DashboardStore

    return figures_of_today(portal, DashboardStore(portal.database))


def _json_routes() -> "Iterable[JsonRoute]":
    from .api import json_routes

    return json_routes()


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


WIDGET = Widget(name="dashboard", mount=mount, settings=_settings, uses=(COUNTING,))
