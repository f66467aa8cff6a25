"""Thống kê truy cập: visits by calendar period, and visitors online."""

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from ..counting import COUNTING, Counting
from .blueprint import routes
from .helpers import StatisticsHelpers
from .settings import StatisticsSettings


def mount(portal: Portal) -> MountedWidget:
    counting = portal.service(Counting)
    helpers = StatisticsHelpers(portal, counting)
    return MountedWidget(
        helpers={"visit_statistics": helpers.visit_statistics},
        blueprint=routes(portal, helpers),
    )


WIDGET = Widget(
    name="statistics",
    mount=mount,
    settings=StatisticsSettings,
    helpers=("visit_statistics",),
    uses=(COUNTING,),
)
