"""Thống kê truy cập: visits by calendar period, and visitors online."""

from ..config import Setting
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from ..counting import COUNTING, Counting
from .blueprint import routes
from .helpers import StatisticsHelpers
from .rules import KEYS, read_rows, refresh

DEFAULTS = {
    # The same seven numbers stand in the JSON and in the badges, whatever the block shows.
    "STATISTICS_SHOW": Setting(
        KEYS,
        read_rows,
        "Which rows the statistics block shows, and in which order.",
    ),
    # WCAG 2.2.2: what renews itself can be paused; 0 switches it off for everyone.
    "STATISTICS_REFRESH_SECONDS": Setting(
        60,
        refresh,
        "How often the statistics block renews its numbers while it is seen, in seconds; 0: never.",
    ),
}


def mount(portal: Portal) -> MountedWidget:
    counting = portal.service(Counting)
    helpers = StatisticsHelpers(portal, counting)
    return MountedWidget(
        helpers={"visit_statistics": helpers.visit_statistics},
        blueprint=routes(portal, helpers),
    )


WIDGET = Widget(
    name="statistics", defaults=DEFAULTS, mount=mount, helpers=("visit_statistics",), uses=(COUNTING,)
)
