"""The organisation for search engines: schema.org `GovernmentOrganization` as JSON-LD."""

from ..core.http.json_ld import without_empty
from ..core.text.languages import Language
from .rules import Organisation


def organisation_data(one: Organisation, language: Language) -> dict[str, object]:
    """The known facts; a unit is nested in the unit above it."""
    text = language.text
    facts = {
        "@type": "GovernmentOrganization",
        "name": text(one.name),
        "parentOrganization": _parent(text(one.governing_body)),
        "address": text(one.address),
        "telephone": list(one.telephones),
        "faxNumber": one.fax,
        "email": one.email,
        "contactPoint": _contact(one, language),
        "subOrganization": [organisation_data(unit, language) for unit in one.units.values()],
    }
    return without_empty(facts)


def _parent(name: str) -> dict[str, str] | None:
    return {"@type": "GovernmentOrganization", "name": name} if name else None


def _contact(one: Organisation, language: Language) -> dict[str, object] | None:
    officer = one.officer
    point = without_empty(
        {
            "name": language.text(officer.name),
            "description": ", ".join(
                filter(None, (language.text(officer.title), language.text(officer.unit)))
            ),
            "telephone": officer.telephone,
            "email": officer.email,
        }
    )
    return {"@type": "ContactPoint", "contactType": "contact officer", **point} if point else None
