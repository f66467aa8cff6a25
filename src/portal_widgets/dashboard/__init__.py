"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..counting import COUNTING, Counting
from . import cli
from .admin import routes
from .settings import DashboardSettings
from .store.store import DashboardStore


def mount(portal: Portal) -> MountedWidget:
    panel = Panel(
        name="statistics",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=routes(portal, portal.service(Counting), DashboardStore(portal.database)),
        roles=frozenset({"viewer"}),
        front=True,
    )
    return MountedWidget(panel=panel, commands=partial(cli.register_commands, portal=portal))


WIDGET = Widget(name="dashboard", mount=mount, settings=DashboardSettings, uses=(COUNTING,))
