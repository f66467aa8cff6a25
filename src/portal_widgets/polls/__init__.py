"""Thăm dò ý kiến: polls with one ballot for each voter, and a tally that anyone can check."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MenuEntry, MountedWidget, Panel, Widget
from ..core.public_data import PollSummaries
from ..core.tasks.scheduler import PeriodicTask
from .settings import PollSettings


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .admin import blueprint as admin_blueprint
    from .admin.waiting import waiting_polls
    from .public.blueprint import routes
    from .public.helpers import PollHelpers
    from .public.json_routes import json_routes
    from .public.summaries import PublishedPolls
    from .service import TIDY_SECONDS, PollService

    service = portal.service(PollService)
    helpers = PollHelpers(portal, service)
    panel = Panel(
        name="polls",
        title=lambda: portal.gettext("Polls"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you write, publish and close polls. After the first ballot only the wording may change, "
            "and every change is published beside the result."
        ),
        waiting=partial(waiting_polls, portal, service),
    )
    return MountedWidget(
        helpers={"poll": helpers.poll},
        menu=[MenuEntry(lambda: portal.gettext("Polls"), "polls.every", 10)],
        blueprint=routes(portal, service),
        json_routes=json_routes,
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
        tasks=[PeriodicTask(TIDY_SECONDS, service.tidy)],
        services={PollSummaries: PublishedPolls(portal, service)},
    )


WIDGET = Widget(name="polls", mount=mount, settings=PollSettings, helpers=("poll",))
