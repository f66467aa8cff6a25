"""The pipeline behind views and statistics: record, classify, apply, show."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MountedWidget, Widget
from ..core.late import Late

if TYPE_CHECKING:
    from .engine import Counting
    from .settings import CountingSettings


def mount(portal: Portal) -> MountedWidget:
    counting = Late(partial(_counting, portal))
    if portal.settings[_settings()].country_database:
        counting()  # a file that cannot be read stops the start
    return MountedWidget(
        commands=partial(_commands, portal=portal),
        checks=Late(partial(_checks, portal)),
        health_figures=partial(_health_figures, portal),
        purge=partial(_purge, portal),
        tasks=Late(lambda: counting().tasks),
    )


def _settings() -> "type[CountingSettings]":
    from .settings import CountingSettings

    return CountingSettings


def _counting(portal: Portal) -> "Counting":
    from .engine import Counting

    return portal.service(Counting)


def _checks(portal: Portal) -> Sequence[HealthCheck]:
    from .checks import counting_checks

    return counting_checks(portal)


def _health_figures(portal: Portal) -> Mapping[str, int]:
    from .checks import health_figures

    return health_figures(portal)


def _purge(portal: Portal) -> None:
    from .cli import purge

    purge(portal)


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


# Counting is for widgets that show or record views. It has no pages.
COUNTING = Widget(
    name="counting",
    mount=mount,
    settings=_settings,
    requires=("crawleruseragents", "ua_parser"),
    extra="statistics",
)
