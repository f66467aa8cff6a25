"""The template helper for a group of links."""

from markupsafe import Markup

from ...core.app.helpers import empty_part
from ...core.app.portal import Portal
from ..rules import Group, Layout
from ..service import LinkService
from ..settings import LinkSettings


class LinkHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, service: LinkService) -> None:
        self._portal = portal
        self._service = service

    def links(self, group: str, layout: str | None = None) -> Markup:
        """A group and the groups below it, in its own layout or the given one. Empty if the group has no link
        to show. Raises ValueError for an unknown layout.
        """
        if layout is not None and layout not in set(Layout):
            raise ValueError(f"layout must be one of: {', '.join(Layout)}, not {layout!r}")
        known, _, edition = self._service.current()
        if known.group(group) is None:
            groups = ", ".join(one.key for one in known.every()) or "none"
            return self._empty(f"there is no group {group}; the groups are: {groups}")
        day = self._portal.clock.today()
        drawn = self._portal.shared_fragment(
            "links/group.html",
            group,
            layout,
            edition,
            day.isoformat(),
            make=lambda: self._draw(group, layout),
        )
        return drawn or self._empty(f"the group {group} has no link to show today, or in this language")

    def _empty(self, reason: str) -> Markup:
        return empty_part(self._portal.app, "links", reason)

    def _draw(self, key: str, layout: str | None) -> Markup:
        known, held, _ = self._service.current()
        group = known.group(key)
        shown = group.visible(self._portal.clock.today(), self._portal.language.code) if group else None
        return draw(self._portal, shown, layout, held) if shown else Markup()


def draw(portal: Portal, group: Group, layout: str | None, held: frozenset[str], about: str = "") -> Markup:
    """The HTML of a group in a layout. If a page shows a group twice, `about` makes its name unique."""
    links = [link for one in group.every() for link in one.links]
    if not links:
        return Markup()
    chosen = Layout(layout) if layout else group.layout
    name = (portal.language.text(group.title) or portal.gettext("Web links")) + about
    values = {"links": links, "group": group, "name": name, **context(portal, held)}
    return portal.render(f"links/{chosen.value}.html", **values)


def context(portal: Portal, held: frozenset[str]) -> dict[str, object]:
    """The variables for the templates of links. Their prefix avoids collisions with the host's layout."""
    return {"pw_held": held, "pw_new_windows": portal.settings[LinkSettings].link_window == "new"}
