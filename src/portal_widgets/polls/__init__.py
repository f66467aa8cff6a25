"""Thăm dò ý kiến: polls with one ballot for each voter, and a tally that anyone can check."""

from functools import partial

from ..config import Setting, function, optional, whole_number
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..core.tasks.scheduler import PeriodicTask
from . import cli
from .admin import blueprint as admin_blueprint
from .public.blueprint import routes
from .public.helpers import PollHelpers
from .service import TIDY_SECONDS, PollService

DEFAULTS = {
    # Only the host knows who is signed in to it.
    "POLL_VOTER": Setting(
        None,
        optional(function),
        "Function without arguments that returns who is signed in (any text that stays the same), or None: "
        "for polls in which each person has one ballot.",
    ),
    # Enough for an office behind one address at its busiest; a script that makes up voters needs days.
    "POLL_BALLOTS_PER_NETWORK": Setting(
        300,
        whole_number(0, 100_000),
        "How many ballots one poll takes from one network in ten minutes before the next must wait (an IPv4 "
        "address, an IPv6 /64). 0 for no limit.",
    ),
}


def mount(portal: Portal) -> MountedWidget:
    service = portal.service(PollService)
    helpers = PollHelpers(portal, service)
    panel = Panel(
        name="polls",
        title=lambda: portal.gettext("Polls"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
    )
    return MountedWidget(
        helpers={"poll": helpers.poll},
        blueprint=routes(portal, service),
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
        tasks=[PeriodicTask(TIDY_SECONDS, service.tidy)],
    )


WIDGET = Widget(name="polls", defaults=DEFAULTS, mount=mount, helpers=("poll",))
