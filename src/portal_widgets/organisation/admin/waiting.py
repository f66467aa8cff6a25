"""The mandatory facts that are missing, for the start page of the admin area."""

from ...core.app.portal import Portal
from ...core.app.widget import WaitingItem
from ..rules import gaps
from ..service import OrganisationService
from .ui_text import OrganisationUiText


def missing_facts(portal: Portal, service: OrganisationService) -> list[WaitingItem]:
    """No query: the newest edition is in memory."""
    ui_text = OrganisationUiText(portal.language)
    found = gaps(service.current(), service.required_facts())
    title = portal.language.ngettext(
        "mandatory fact of the organisation is missing",
        "mandatory facts of the organisation are missing",
        len(found),
    )
    facts = ", ".join(dict.fromkeys(ui_text.fact(gap.fact) for gap in found))
    return [WaitingItem(title, len(found), portal.url("admin.organisation.index"), detail=facts)]
