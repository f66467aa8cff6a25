"""The published register as a file: a table to edit, or a package with nothing left out."""

from collections.abc import Iterable, Mapping
from datetime import date

from ..rules.document import Document
from ..rules.effects import Relation, RelationKind
from ..service import GazetteService
from .drafts import Draft
from .package import write_package
from .tables import write_table

# More documents than a portal has.
ALL = 10_000_000


def register_package(service: GazetteService) -> tuple[int, int, bytes]:
    """The number of documents and of relations, and the file."""
    documents, relations = _published(service)
    return (
        len(documents),
        len(relations),
        write_package(documents, relations, service.register(), service.store.issues.contents()),
    )


def register_table(service: GazetteService) -> tuple[int, bytes]:
    """The number of documents, and the CSV file that `read_table` reads."""
    documents, relations = _published(service)
    numbers = {one.id: one.work.number for one in documents}
    by_document: dict[int, list[Relation]] = {one.id: [] for one in documents}
    for relation in relations:
        if relation.acting.id in by_document:
            by_document[relation.acting.id].append(relation)
    drafts = (draft_of(line, one, by_document[one.id], numbers) for line, one in enumerate(documents, 2))
    return len(documents), write_table(drafts)


def _published(service: GazetteService) -> tuple[list[Document], list[Relation]]:
    """A relation of a draft says what a draft will do, so it is left out."""
    documents = service.store.documents.published(ALL)
    known = {None, *(one.id for one in documents)}
    relations = service.store.relations.of_documents([one.id for one in documents])
    return documents, [one for one in relations if {one.acting.id, one.target.id} <= known]


def draft_of(
    line: int, document: Document, relations: Iterable[Relation], numbers: Mapping[int, str]
) -> Draft:
    """A document as a line of a table. `relations` are those in which it acts. A table has one day of each
    kind: the effects of parts are left out.
    """
    whole = [one for one in relations if not one.target.part]

    def day(kind: RelationKind) -> date | None:
        own = (one for one in whole if one.kind is kind and one.target.id == document.id)
        return next((one.date_from for one in own), None)

    def others(kind: RelationKind) -> tuple[str, ...]:
        found = (one.target for one in whole if one.kind is kind and one.target.id != document.id)
        texts = (numbers.get(one.id, one.text) if one.id is not None else one.text for one in found)
        return tuple(dict.fromkeys(text for text in texts if text))

    work = document.work
    return Draft(
        line, work.number, work.body, work.kind, document.title, work.year, document.abstract,
        document.signed, document.published, day(RelationKind.COMMENCES), day(RelationKind.EXPIRES),
        document.signer.name, document.signer.office, document.fields, others(RelationKind.REPLACES),
        others(RelationKind.RELATED), document.source,
    )  # fmt: skip
