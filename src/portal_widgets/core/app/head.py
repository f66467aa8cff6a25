"""The parts that every page needs, whichever widgets are mounted: <head>, and the attributes of <html>."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from .assets import Assets
from .page import HEAD, PageContext
from .portal import Portal
from .widget import MountedWidget


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
    }


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
