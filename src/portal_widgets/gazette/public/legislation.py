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
    found: dict[str, object] = {}
    for relation, address in changes:
        if relation in _CHANGES:
            known = found.setdefault(_CHANGES[relation], [])
            assert isinstance(known, list)  # noqa: S101 - made above
            if address not in known:
                known.append(address)
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
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "encoding": [
            {"@type": "LegislationObject", "contentUrl": address, "encodingFormat": media_type}
            for address, media_type, _ in files
        ],
        **found,
    }
