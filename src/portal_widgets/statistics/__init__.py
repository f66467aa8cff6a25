"""Thống kê truy cập: visits by calendar period, and visitors online."""

from ..core.widget import Mounted, Portal, Widget
from ..counting import Counting
from .helpers import StatisticsHelpers


def mount(portal: Portal) -> Mounted:
    helpers = StatisticsHelpers(portal, portal.part(Counting))
    return Mounted(helpers={"visit_statistics": helpers.visit_statistics})


WIDGET = Widget(name="statistics", defaults={}, mount=mount)
