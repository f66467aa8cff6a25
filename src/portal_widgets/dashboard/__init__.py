"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from ..core.widget import Mounted, Panel, Portal, Widget
from ..counting import Counting
from . import cli
from .admin import routes
from .store import DashboardStore


def mount(portal: Portal) -> Mounted:
    panel = Panel(
        name="dashboard",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=routes(portal, portal.part(Counting), DashboardStore(portal.database)),
        roles=frozenset({"viewer", "editor", "officer"}),
        front=True,
    )
    return Mounted(panel=panel)


WIDGET = Widget(name="dashboard", defaults={}, mount=mount)

__all__ = ["WIDGET", "cli"]
