"""Thống kê truy cập: visits by calendar period, and visitors online."""

from ..core.app.portal import Portal
from ..core.app.widget import MenuEntry, MountedWidget, Widget
from ..counting import COUNTING
from .settings import StatisticsSettings


def mount(portal: Portal) -> MountedWidget:
    from ..counting.engine import Counting
    from .blueprint import routes
    from .helpers import StatisticsHelpers
    from .json_routes import json_routes

    counting = portal.service(Counting)
    helpers = StatisticsHelpers(portal, counting)
    return MountedWidget(
        helpers={"visit_statistics": helpers.visit_statistics},
        menu=[MenuEntry(lambda: portal.gettext("Visit statistics"), "statistics.page", 80)],
        blueprint=routes(portal, helpers),
        json_routes=json_routes,
    )


WIDGET = Widget(
    name="statistics",
    mount=mount,
    settings=StatisticsSettings,
    helpers=("visit_statistics",),
    uses=(COUNTING,),
)
