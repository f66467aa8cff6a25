"""The parts that every page needs, whichever widgets are mounted: <head>, the attributes of <html>, and the
links for a menu.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import request
from markupsafe import Markup

from .assets import Assets
from .page import HEAD, PageContext
from .portal import Portal
from .widget import MountedWidget


class MenuLink(NamedTuple):
    """A link for the host's menu. `current` is whether it leads to this page."""

    title: str
    url: str
    current: bool


def page_helpers(
    portal: Portal, mounted: Sequence[MountedWidget], assets: Assets
) -> dict[str, Callable[..., object]]:
    """The template helpers that belong to no widget. A widget may replace one of them, as the reading options
    do.
    """

    def html_attributes(lang: str | None = None) -> Markup:
        """The attributes of <html>: the language of the page."""
        return Markup('lang="{}"').format(lang or portal.page.language.page)

    def is_personal() -> bool:
        """Return whether this page depends on the reader, so that no cache may keep it."""
        return portal.page.personal

    return {
        "head": _head(portal, mounted, assets),
        "html_attributes": html_attributes,
        "is_personal": is_personal,
        "menu": _menu(portal, mounted),
    }


def _menu(portal: Portal, mounted: Sequence[MountedWidget]) -> Callable[[], list[MenuLink]]:
    entries = sorted((one for part in mounted for one in part.menu), key=lambda one: one.place)

    def menu() -> list[MenuLink]:
        """The public pages of the mounted widgets, in the language of the page."""
        here = request.endpoint
        return [
            MenuLink(one.title(), portal.url(one.endpoint), here == f"{portal.name}.{one.endpoint}")
            for one in entries
        ]

    return menu


def _head(portal: Portal, mounted: Sequence[MountedWidget], assets: Assets) -> Callable[..., Markup]:
    own_styles = [part.own_style for part in mounted if part.own_style is not None]

    def head(*, counted: bool = True) -> Markup:
        """Stylesheet and scripts for <head>, with the data that the scripts need. An error page is not
        `counted`.
        """
        page_context = portal.page
        page_context.notes[HEAD] = True
        if not counted:
            page_context.counted = False
        # The reader's choice is in a cookie; most readers do not have it.
        own = "".join([style(page_context) for style in own_styles]) if page_context.cookies else ""
        read = page_context.path if page_context.counted else ""
        return portal.cached_fragment(
            page_context, "core/head.html", read, own, make=lambda: make(page_context, own)
        )

    def make(page_context: PageContext, own: str) -> Markup:
        attributes: dict[str, str] = {}
        for part in mounted:
            attributes |= part.head(page_context) if part.head is not None else {}
        return portal.render("core/head.html", assets=assets, attributes=attributes, own=own)

    return head
