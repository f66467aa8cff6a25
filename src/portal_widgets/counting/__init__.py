"""The pipeline behind views and statistics: record, classify, apply, show."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .settings import CountingSettings


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .checks import counting_checks, health_figures
    from .engine import Counting

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
COUNTING = Widget(
    name="counting",
    mount=mount,
    settings=CountingSettings,
    requires=("crawleruseragents", "ua_parser"),
    extra="statistics",
)

__all__ = ["COUNTING", "CountingSettings"]
