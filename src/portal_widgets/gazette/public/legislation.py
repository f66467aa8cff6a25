"""A document as data for machines: Legislation of schema.org."""

from collections.abc import Iterable

from ..rules.document import Document, FileForm
from ..rules.effects import RelationKind
from ..rules.state import MainState, Span

# Names of schema.org for what this document does to others.
_CHANGES = {
    RelationKind.AMENDS: "legislationAmends",
    RelationKind.SUPPLEMENTS: "legislationAmends",
    RelationKind.REPLACES: "legislationRepeals",
    RelationKind.REPEALS: "legislationRepeals",
    RelationKind.ANNULS: "legislationRepeals",
    RelationKind.CORRECTS: "legislationCorrects",
    RelationKind.COMMENCES: "legislationCommences",
    RelationKind.CONSOLIDATES: "legislationConsolidates",
    RelationKind.GUIDES: "legislationEnsuresImplementationOf",
}
# Schema.org counts these among the changes; guidance is not one.
_IN_CHANGES = set(_CHANGES.values()) - {"legislationEnsuresImplementationOf", "legislationConsolidates"}
_FORCE = {
    MainState.IN_FORCE: "InForce",
    MainState.PARTLY_BEGUN: "PartiallyInForce",
    MainState.PARTLY_ENDED: "PartiallyInForce",
    MainState.PARTLY_SUSPENDED: "PartiallyInForce",
    MainState.NOT_YET: "NotInForce",
    MainState.SUSPENDED: "NotInForce",
    MainState.ENDED: "NotInForce",
}


def legislation(
    document: Document,
    url: str,
    name: str,
    kind: str,
    body: str,
    state: Span,
    changes: Iterable[tuple[RelationKind, str]],
    files: Iterable[tuple[str, str, FileForm]],
) -> dict[str, object]:
    """`changes` are the addresses of the documents that it changes, `files` those of its files with their
    media types.
    """
    found: dict[str, list[str]] = {}
    for relation, address in changes:
        name_of_change = _CHANGES.get(relation, "")
        if name_of_change and address not in found.setdefault(name_of_change, []):
            found[name_of_change].append(address)
    changed = {address for one in sorted(_IN_CHANGES) for address in found.get(one, ())}
    force = _FORCE.get(state.state.main)
    return {
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": name,
        "abstract": document.abstract,
        "inLanguage": "vi",
        "legislationIdentifier": document.work.number,
        "legislationType": kind,
        "legislationDate": document.signed,
        "datePublished": document.published,
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": body} if body else None,
        "legislationDateVersion": state.start,
        "legislationChanges": sorted(changed),
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "encoding": [
            {"@type": "LegislationObject", "contentUrl": address, "encodingFormat": media_type}
            for address, media_type, _ in files
        ],
        **found,
    }
