"""What templates call: the organisation's footer, and the block that tells all about it or a unit."""

from typing import Any

from markupsafe import Markup

from ..core.json_ld import json_ld
from ..core.widget import Portal
from ..telephones import dialled
from .rules import Organisation
from .structured import described


class OrganisationHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.known: dict[str, Organisation] = dict(portal.settings["ORGANISATION"].every())

    def organisation(self, unit: str = "") -> Markup:
        """Name, address and contacts, with what machines read of them; nothing if there is no name.
        KeyError for a unit that is not configured.
        """
        one = self.known[unit]
        if not one.name:
            return Markup()
        return self._portal.share("organisation/footer.html", unit, make=lambda: self._footer(unit, one))

    def about(self, unit: str = "") -> Markup:
        """Everything that is known: tasks, structure, who can be asked, and the units below."""
        one = self.known[unit]
        if not one.name:
            return Markup()
        return self._portal.share("organisation/about.html", unit, make=lambda: self._about(unit, one))

    def values(self, unit: str, one: Organisation) -> dict[str, Any]:
        return {"one": one, "unit": unit, "dialled": dialled}

    def _footer(self, unit: str, one: Organisation) -> Markup:
        machine = json_ld(described(one, self._portal.language))
        return self._portal.render("organisation/footer.html", machine=machine, **self.values(unit, one))

    def _about(self, unit: str, one: Organisation) -> Markup:
        return self._portal.render("organisation/about.html", **self.values(unit, one))
