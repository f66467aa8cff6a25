"""The admin's visit statistics: how many people read the portal, what, when, and from where."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..counting import COUNTING
from .settings import DashboardSettings


def mount(portal: Portal) -> MountedWidget:
    from ..counting.engine import Counting
    from . import cli
    from .admin import routes
    from .api import api_routes, json_routes
    from .page.today import figures_of_today
    from .report.store import ReportStore
    from .store.store import DashboardStore

    store = DashboardStore(portal.database)
    panel = Panel(
        name="statistics",
        title=lambda: portal.gettext("Visit statistics"),
        blueprint=routes(portal, portal.service(Counting), store),
        roles=frozenset({"viewer"}),
        front=True,
        help=lambda: portal.gettext(
            "Here you see how many people read the website, and which pages. Choose a period, and compare it "
            "with an earlier one."
        ),
        figures=partial(figures_of_today, portal, store),
    )
    return MountedWidget(
        blueprint=api_routes(portal, ReportStore(portal.database)),
        json_routes=json_routes,
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
    )


WIDGET = Widget(name="dashboard", mount=mount, settings=DashboardSettings, uses=(COUNTING,))
