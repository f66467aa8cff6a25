"""What templates call: the organisation's footer."""

from collections.abc import Mapping
from dataclasses import asdict

from markupsafe import Markup

from ..core.widget import Portal
from .rules import Organisation, dialled


class OrganisationHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._organisation: Organisation = portal.settings["ORGANISATION"]

    def organisation(self) -> Markup:
        """Name, address and contacts; nothing if the organisation has no name."""
        if not self._organisation.name:
            return Markup()
        return self._portal.share("organisation/footer.html", make=self._footer)

    def _footer(self) -> Markup:
        text = self._portal.language.text
        facts = {
            name: text(value) if isinstance(value, Mapping) else value
            for name, value in asdict(self._organisation).items()
        }
        return self._portal.render("organisation/footer.html", dialled=dialled, **facts)
