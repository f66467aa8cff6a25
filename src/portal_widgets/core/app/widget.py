"""The widget contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Request, Response

from ...config import Setting
from .page import PageContext
from .portal import Portal


@dataclass(frozen=True)
class Panel:
    """A part of the admin area, handed to the shell as data. It stands at `/admin/<name>/`, its
    blueprint bears the same name and has a view `index`. The role "admin" sees every panel. The
    area's start page leads to a panel that is `front`. `alarms` is how many of its things need somebody now:
    every page of the area asks, so it must know without looking.
    """

    name: str
    title: Callable[[], str]
    blueprint: Blueprint
    roles: frozenset[str]
    front: bool = False
    alarms: Callable[[], int] | None = None


@dataclass(frozen=True)
class MountedWidget:
    """What a widget adds to one portal: template helpers, routes, `data-` attributes for the script in
    <head> (the same whenever a path is read), the address of a stylesheet that a reader's own choice,
    kept in a cookie, asks for ("" for none), what is to be done when a page is made, and its panel in the
    admin area.
    """

    helpers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    blueprint: Blueprint | None = None
    head: Callable[[PageContext], Mapping[str, str]] | None = None
    own_style: Callable[[PageContext], str] | None = None
    after_request: Callable[[PageContext, Request, Response], None] | None = None
    styles: str = ""
    panel: Panel | None = None


@dataclass(frozen=True)
class Widget:
    """One feature folder. Its `static/` and `templates/` are found by their place."""

    name: str
    defaults: Mapping[str, Setting]
    mount: Callable[["Portal"], MountedWidget]
