"""The pipeline behind views and statistics: hear, understand, apply, show."""

import sys
from functools import partial
from typing import Any

from ..config import Setting, function, one_of, optional, whole_number
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from . import cli
from .checks import counting_checks, health_figures
from .collect.tokens import LONGEST_ID
from .descriptions import Description
from .engine import Counting
from .store.protocol import MostRead, Numbers


def _journal(value: Any) -> Any:
    if value == "file" and sys.platform == "win32":
        raise ValueError('"file" needs Linux or macOS; with "memory", views that wait end with the process')
    return one_of("file", "memory")(value)


def _file(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be the path of a file")  # noqa: TRY004 - every check raises ValueError
    return value


DEFAULTS = {
    # "beacon" counts what a browser has shown, also from caches; "server" needs no script, but hears
    # only pages that the application makes itself.
    "COUNT_BY": Setting(
        "beacon",
        one_of("beacon", "server"),
        "Who reports a view: the page in the reader's browser (`beacon`), or the application while it "
        "makes the page (`server`), for portals without a cache in front.",
    ),
    # Only the host knows who works for the portal.
    "IS_STAFF": Setting(
        None,
        optional(function),
        "Function without arguments: whether the current request comes from staff, whose views are "
        "not counted.",
    ),
    "JOURNAL": Setting(
        "file",
        _journal,
        "Where a view stands until it is counted: in a `file` of the instance folder, which outlives "
        "its process, or in `memory`.",
    ),
    # No address is kept, so the country must be looked up while the reader waits.
    "COUNTRY_DATABASE": Setting(
        None,
        optional(_file),
        "Path of a MaxMind database of countries (.mmdb); without it, countries are not counted.",
    ),
    "RETENTION_MONTHS": Setting(
        25,
        whole_number(1, 1200),
        "After how many months `flask portal purge` folds the days of articles and labels into months.",
    ),
}


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


# What widgets that show or record views use; it has no page of its own.
COUNTING = Widget(name="counting", defaults=DEFAULTS, mount=mount)

__all__ = ["COUNTING", "LONGEST_ID", "Counting", "Description", "MostRead", "Numbers"]
