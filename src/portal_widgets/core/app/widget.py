"""The widget contract: how a feature's folder describes itself, and what it adds to one portal. All of it is
data, so code can loop over the widgets without naming them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Request, Response
from flask.cli import AppGroup

from ...config import LateSettings, NoSettings, Settings
from ..http.request_body import Limit
from ..late import Late
from ..tasks.background_tasks import Tasks
from .page import PageContext
from .portal import Portal

if TYPE_CHECKING:
    from ..openapi.json_route import JsonRoute


class CheckResult(NamedTuple):
    """One finding: the subject, whether it is in order, and the remedy. A `note` is information about a
    subject that is in order. `title` and `plain` are the subject and the finding in the language of the page,
    for the system page of the admin area.
    """

    name: str
    well: bool
    says: str
    note: bool = False
    title: str = ""
    plain: str = ""


class HealthCheck(NamedTuple):
    """A check of `flask portal doctor`. GET /health also runs `public` checks, so they must be quick, and
    their texts must not contain secrets. The start page of the admin area runs each check that is an `alarm`,
    with one or two queries. `title` names the subject on the area's system page.
    """

    run: Callable[[], CheckResult]
    title: Callable[[], str]
    public: bool = False
    alarm: bool = False


class Severity(IntEnum):
    """How soon somebody must act. The start page lists the lowest value first."""

    URGENT = 1
    DUE = 2
    NOTE = 3


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """A line of the admin area's start page: which things wait for somebody, how many, and where they are.
    `title` follows the number, as in "3 new messages". `detail` is a second line. `roles` are the roles that
    see it; None for every role that sees the panel.
    """

    title: str
    count: int
    url: str
    severity: Severity = Severity.DUE
    roles: frozenset[str] | None = None
    detail: str = ""


class Figures(NamedTuple):
    """A small table of the start page. Each row has a title and a number for each of the `columns`; None for
    an unknown number. `url` is the page with more figures.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int | None]]]
    url: str


class MenuEntry(NamedTuple):
    """A public page of a widget for the host's menu: its title, and its endpoint below the portal's name.
    Entries are ordered by `place`, the lowest first.
    """

    title: Callable[[], str]
    endpoint: str
    place: int


class Panel(NamedTuple):
    """A part of the admin area, passed to the shell as data. It is at `/admin/<name>/`. Its blueprint has the
    same name and a view `index`. The role "admin" sees every panel. A panel that is `front` is the first in
    the navigation. `help` is two sentences about the panel, for its pages that have no help of their own.
    `alarms` is the number of urgent items. Every page of the area calls it, so it may not query the database.
    `waiting` and `figures` are for the start page. Each of them may make one or two queries.
    """

    name: str
    title: Callable[[], str]
    blueprint: Blueprint
    roles: frozenset[str]
    front: bool = False
    help: Callable[[], str] | None = None
    alarms: Callable[[], int] | None = None
    waiting: Callable[[], Iterable[WaitingItem]] | None = None
    figures: Callable[[], Figures] | None = None


@dataclass(frozen=True, kw_only=True)
class MountedWidget:
    """Everything that a widget adds to one portal. Every field is optional.

    In pages: `helpers` are the template helpers by name, `filters` those of Jinja, `head` the `data-`
    attributes for the script in <head> (the same for every request to a path), `styles` additional rules of
    the stylesheet, `own_style` the address of a stylesheet for a reader's own choice, which is in a cookie
    ("" if there is no choice).

    For the host's menu: `menu` are its public pages.

    In answers: `blueprint` holds its routes, `json_routes` describe those with public JSON. `body_limits` are
    the largest request bodies in bytes, by the endpoint below the portal's name, for routes with unusual
    limits. `after_request` gets each response whose page has a part of ours, `every_response` each response
    of the application.

    For the office: `panel` is its part of the admin area, `more_panels` are further parts. `commands`
    registers its commands in the group `flask portal`. `checks` are those of `doctor` and /health;
    `health_figures` are additional figures for /health that never make it fail. `purge` is its part of
    `flask portal purge`.

    Beside requests: `tasks` run periodically, `stop` finishes its work when the process ends.

    For other widgets: `services` are its services, by the protocol that others request.

    Checks, tasks and services may be `Late`: then they are imported when somebody needs them.
    """

    helpers: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    head: Callable[[PageContext], Mapping[str, str]] | None = None
    styles: str = ""
    own_style: Callable[[PageContext], str] | None = None
    menu: Sequence[MenuEntry] = ()
    blueprint: Blueprint | None = None
    json_routes: "Callable[[], Iterable[JsonRoute]]" = tuple
    body_limits: Mapping[str, Limit] = field(default_factory=dict)
    after_request: Callable[[PageContext, Request, Response], None] | None = None
    every_response: Callable[[Request, Response], None] | None = None
    panel: Panel | None = None
    more_panels: Sequence[Panel] = ()
    commands: Callable[[AppGroup], None] | None = None
    checks: Sequence[HealthCheck] | Late[Sequence[HealthCheck]] = ()
    health_figures: Callable[[], Mapping[str, int]] | None = None
    purge: Callable[[], None] | None = None
    tasks: Tasks = ()
    stop: Callable[[], None] | None = None
    services: Mapping[object, object] = field(default_factory=dict)

    @property
    def panels(self) -> list[Panel]:
        """Every panel of the widget."""
        return [*([self.panel] if self.panel is not None else []), *self.more_panels]


@dataclass(frozen=True, eq=False)
class Widget:
    """One feature folder. Its `static/` and `templates/` are found by their location.

    `settings` imports the class of its settings. `configured` are services that need only the settings. They
    are offered even if the widget is not mounted; if it is mounted, its own services replace them.

    `helpers` and `filters` are the names of its template helpers and filters, for portals that do not mount
    it: then a filter returns its text unchanged. `uses` are features that several widgets share. `requires`
    are the modules that must be installed; `extra` is the extra that installs them (default: the widget's
    name).
    """

    name: str
    mount: Callable[[Portal], MountedWidget]
    settings: LateSettings = lambda: NoSettings
    configured: Callable[[Settings], Mapping[object, object]] = lambda _: {}
    helpers: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    uses: tuple["Widget", ...] = ()
    requires: tuple[str, ...] = ()
    extra: str = ""
