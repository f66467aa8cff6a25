"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from functools import partial

from ..config import Setting
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..core.text.email_addresses import addresses
from ..counting import COUNTING, Counting
from . import cli
from .admin import routes
from .store.store import DashboardStore

DEFAULTS = {
    # Whoever is to rely on a report should not have to fetch it.
    "REPORT_MAIL_TO": Setting(
        (), addresses, "Who gets the report that `flask portal report --mail` sends: e-mail addresses."
    ),
}


def mount(portal: Portal) -> MountedWidget:
    panel = Panel(
        name="statistics",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=routes(portal, portal.service(Counting), DashboardStore(portal.database)),
        roles=frozenset({"viewer"}),
        front=True,
    )
    return MountedWidget(panel=panel, commands=partial(cli.register_commands, portal=portal))


WIDGET = Widget(name="dashboard", defaults=DEFAULTS, mount=mount, uses=(COUNTING,))
