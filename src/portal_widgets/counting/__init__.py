"""The pipeline behind views and statistics: record, classify, apply, show."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from . import cli
from .checks import counting_checks, health_figures
from .collect.tokens import LONGEST_ID, may_be_id
from .descriptions import Description
from .engine import Counting
from .settings import CountingSettings
from .store.protocol import MostRead, Numbers


def mount(portal: Portal) -> MountedWidget:
    counting = portal.service(Counting)
    return MountedWidget(
        commands=partial(cli.register_commands, portal=portal),
        checks=counting_checks(portal),
        health_figures=partial(health_figures, portal),
        purge=partial(cli.purge, portal),
        tasks=counting.tasks,
        stop=counting.stop,
    )


# Counting is for widgets that show or record views. It has no pages.
COUNTING = Widget(name="counting", mount=mount, settings=CountingSettings)

__all__ = [
    "COUNTING",
    "LONGEST_ID",
    "Counting",
    "CountingSettings",
    "Description",
    "MostRead",
    "Numbers",
    "may_be_id",
]
