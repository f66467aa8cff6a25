"""What templates call: a group of links."""

from markupsafe import Markup

from ..core.widget import Portal
from .rules import Groups

LAYOUTS = ("row",)


class LinkHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._groups: Groups = portal.settings["LINKS"]

    def links(self, group: str, layout: str | None = None) -> Markup:
        """A group as a row of links; nothing for a group that has none."""
        if layout not in {None, *LAYOUTS}:
            raise ValueError(f"layout must be one of: {', '.join(LAYOUTS)}, not {layout!r}")
        if not self._groups.get(group):
            return Markup()
        return self._portal.share("links/row.html", group, make=lambda: self._row(group))

    def _row(self, group: str) -> Markup:
        lines = [(self._portal.language.text(link.title), link.url) for link in self._groups[group]]
        return self._portal.render("links/row.html", lines=lines)
