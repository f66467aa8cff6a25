"""Template helpers: the organisation's footer, and the block with all facts about it or a unit."""

from markupsafe import Markup

from ..core.app.helpers import empty_part
from ..core.app.portal import Portal
from ..core.http.json_ld import json_ld
from ..core.rendering.phone_links import dialled
from .rules import Organisation
from .service import OrganisationService
from .structured import organisation_data


class OrganisationHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, service: OrganisationService) -> None:
        self._portal = portal
        self._service = service

    def organisation(self, unit: str = "") -> Markup:
        """Name, address and contacts, also as data for search engines. Empty if there is no such unit, or if
        it has no name.
        """
        return self._shared("organisation", "organisation/footer.html", unit)

    def about(self, unit: str = "") -> Markup:
        """All known facts: tasks, structure, contact officer, and the units below."""
        return self._shared("about", "organisation/about.html", unit)

    def _shared(self, helper: str, template: str, unit: str) -> Markup:
        depends = unit, self._service.name  # before the unit, which may be newer, but not older
        one = self._service.find(unit)
        if one is None:
            reason = f"there is no unit {unit} with a name" if unit else "the organisation has no name"
            return empty_part(self._portal.app, helper, reason)
        return self._portal.shared_fragment(
            template, *depends, make=lambda: draw(self._portal, template, one)
        )


def draw(portal: Portal, template: str, one: Organisation) -> Markup:
    machine = json_ld(organisation_data(one, portal.language)) if template.endswith("footer.html") else ""
    return portal.render(template, one=one, machine=machine, dialled=dialled)
