"""Thống kê truy cập: visits by calendar period, and visitors online."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MenuEntry, MountedWidget, Widget
from ..core.late import Late
from ..core.openapi.json_route import JsonRoute
from ..counting import COUNTING
from .routes import PUBLIC
from .settings import StatisticsSettings

if TYPE_CHECKING:
    from .helpers import StatisticsHelpers


def mount(portal: Portal) -> MountedWidget:
    helpers = Late(partial(_helpers, portal))
    return MountedWidget(
        helpers={"visit_statistics": helpers.method(lambda made: made.visit_statistics)},
        menu=[MenuEntry(lambda: portal.gettext("Visit statistics"), "statistics.page", 80)],
        blueprint=LateBlueprint("statistics", PUBLIC, partial(_views, portal, helpers)),
        json_routes=_json_routes,
    )


def _helpers(portal: Portal) -> "StatisticsHelpers":
    from ..counting.engine import Counting
    from .helpers import StatisticsHelpers

    return StatisticsHelpers(portal, portal.service(Counting))


def _views(portal: Portal, helpers: "Late[StatisticsHelpers]") -> Views:
    from .blueprint import views

    return views(portal, helpers())


def _json_routes() -> Iterable[JsonRoute]:
    from .json_routes import json_routes

    return json_routes()


WIDGET = Widget(
    name="statistics",
    mount=mount,
    settings=StatisticsSettings,
    helpers=("visit_statistics",),
    uses=(COUNTING,),
)
