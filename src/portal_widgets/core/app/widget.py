"""The widget contract: what a feature's folder says of itself, and what it adds to one portal. All of it is
data; whoever mounts widgets loops over it and names none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Request, Response
from flask.cli import AppGroup

from ...config import NoSettings, Settings
from ..http.request_body import Limit
from ..tasks.scheduler import PeriodicTask
from .page import PageContext
from .portal import Portal


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One finding: what was looked at, whether it is well, and what to do if not. `note`: it is well, and yet
    there is something to be read.
    """

    name: str
    well: bool
    says: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Something that `flask portal doctor` looks at. A `public` one is looked at by GET /health too, so it is
    quick, and its words hold no secret.
    """

    run: Callable[[], CheckResult]
    public: bool = False


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """A line of the admin area's start page: what waits for somebody, how many, and where they are."""

    title: str
    count: int
    url: str


@dataclass(frozen=True)
class Panel:
    """A part of the admin area, handed to the shell as data. It stands at `/admin/<name>/`, its
    blueprint bears the same name and has a view `index`. The role "admin" sees every panel. The
    area's start page leads to a panel that is `front`. `alarms` is how many of its things need somebody now:
    every page of the area asks, so it must know without looking. `waiting` is what the start page lists; it
    may ask the database.
    """

    name: str
    title: Callable[[], str]
    blueprint: Blueprint
    roles: frozenset[str]
    front: bool = False
    alarms: Callable[[], int] | None = None
    waiting: Callable[[], Iterable[WaitingItem]] | None = None


@dataclass(frozen=True, kw_only=True)
class MountedWidget:
    """What a widget adds to one portal. Every field may be left out.

    In pages: `helpers` are the template helpers by name, `head` the `data-` attributes for the script in
    <head> (the same whenever a path is read), `styles` further rules of the stylesheet, `own_style` the
    address of a stylesheet that a reader's own choice asks for, kept in a cookie ("" for none).

    In answers: `blueprint` holds its routes. `body_limits` are the bytes that a route takes, by its endpoint
    below the portal's name, where the usual limits are not right. `after_request` sees each response whose
    page has a part of ours, `every_response` each response of the application.

    For the office: `panel` is its part of the admin area. `commands` registers its commands in the group
    `flask portal`. `checks` are those of `doctor` and /health; `health_figures` is what /health tells besides
    and makes no server unhealthy. `purge` is its part of `flask portal purge`.

    Beside requests: `tasks` run at their own pace, `stop` completes what it holds when the process ends.

    For other widgets: `services` are what it offers, by the protocol they ask for.
    """

    helpers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    head: Callable[[PageContext], Mapping[str, str]] | None = None
    styles: str = ""
    own_style: Callable[[PageContext], str] | None = None
    blueprint: Blueprint | None = None
    body_limits: Mapping[str, Limit] = field(default_factory=dict)
    after_request: Callable[[PageContext, Request, Response], None] | None = None
    every_response: Callable[[Request, Response], None] | None = None
    panel: Panel | None = None
    commands: Callable[[AppGroup], None] | None = None
    checks: Sequence[HealthCheck] = ()
    health_figures: Callable[[], Mapping[str, int]] | None = None
    purge: Callable[[], None] | None = None
    tasks: Sequence[PeriodicTask] = ()
    stop: Callable[[], None] | None = None
    services: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Widget:
    """One feature folder. Its `static/` and `templates/` are found by their place.

    `settings` is the class of its settings. `configured` are services that follow from the settings alone:
    they are offered also where the widget is left out; where it is mounted, its own take their place.

    `helpers` are the names of its template helpers, for pages of portals that leave it out. `uses` are the
    features it stands on, which several widgets share. `requires` are the modules it cannot be mounted
    without; the extra that installs them has the widget's name.
    """

    name: str
    mount: Callable[[Portal], MountedWidget]
    settings: type[Any] = NoSettings
    configured: Callable[[Settings], Mapping[Any, Any]] = lambda _: {}
    helpers: tuple[str, ...] = ()
    uses: tuple["Widget", ...] = ()
    requires: tuple[str, ...] = ()
