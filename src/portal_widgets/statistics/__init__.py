"""Thống kê truy cập: visits by calendar period, and visitors online."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MenuEntry, MountedWidget, Widget
from ..core.late import Late
from ..counting import COUNTING

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from .helpers import StatisticsHelpers
    from .settings import StatisticsSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import PUBLIC

    helpers = Late(partial(_helpers, portal))
    return MountedWidget(
        helpers={"visit_statistics": helpers.method(lambda made: made.visit_statistics)},
        menu=[MenuEntry(lambda: portal.gettext("Visit statistics"), "statistics.page", 80)],
        blueprint=LateBlueprint("statistics", PUBLIC, partial(_views, portal, helpers)),
        json_routes=_json_routes,
    )


def _settings() -> "type[StatisticsSettings]":
    from .settings import StatisticsSettings

    return StatisticsSettings


def _helpers(portal: Portal) -> "StatisticsHelpers":
    from ..counting.engine import Counting
    from .helpers import StatisticsHelpers

    return StatisticsHelpers(portal, portal.service(Counting))


def _views(portal: Portal, helpers: "Late[StatisticsHelpers]") -> Views:
    from .blueprint import views

    return views(portal, helpers())


def _json_routes() -> "Iterable[JsonRoute]":
    from .json_routes import json_routes

    return json_routes()


WIDGET = Widget(
    name="statistics",
    mount=mount,
    settings=_settings,
    helpers=("visit_statistics",),
    uses=(COUNTING,),
)
