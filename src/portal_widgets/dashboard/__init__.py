"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from ..core.widget import Mounted, Panel, Portal, Widget
from ..counting import Counting
from . import cli
from .admin import routes
from .postbox import MAIL, postbox
from .store import DashboardStore


def mount(portal: Portal) -> Mounted:
    postbox(portal.settings)  # what does not fit together shows here, not when a mail is due
    panel = Panel(
        name="dashboard",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=routes(portal, portal.part(Counting), DashboardStore(portal.database)),
        roles=frozenset({"viewer", "editor", "officer"}),
        front=True,
    )
    return Mounted(panel=panel)


WIDGET = Widget(name="dashboard", defaults=MAIL, mount=mount)

__all__ = ["WIDGET", "cli"]
