"""Past and coming events of documents: the entries of feeds and calendars."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .document import Document, Publication
from .effects import Relation, RelationKind

PUBLISHED, WITHDRAWN, SUSPENSION_ENDS = "published", "withdrawn", "suspension-ends"
# These change whether a document is in force.
_STATE = frozenset(
    {RelationKind.COMMENCES, RelationKind.REVIVES, RelationKind.SUSPENDS, RelationKind.RESUMES}
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a document. `kind` is that of the relation, or one of the three above."""

    kind: str
    on: date
    document: int
    relation: Relation | None = None

    @property
    def key(self) -> str:
        """Names the event within its document. It stays the same if the day was wrong and is corrected."""
        return f"{self.kind}-{self.relation.id}" if self.relation is not None else self.kind

    @property
    def changes_state(self) -> bool:
        if self.relation is None:
            return False
        return self.relation.kind in _STATE or self.relation.kind.ends


def of_document(document: Document) -> Iterator[Happening]:
    """Its publication and its withdrawal. Without a day of publication, the day of signing is taken."""
    published = document.published or document.signed
    if published is not None:
        yield Happening(PUBLISHED, published, document.id)
    if document.publication is Publication.WITHDRAWN and document.withdrawal is not None:
        yield Happening(WITHDRAWN, document.withdrawal.on, document.id)


def of_relations(relations: Iterable[Relation]) -> Iterator[Happening]:
    """The events of the targets of relations."""
    for one in relations:
        if one.target.id is None or not one.kind.is_dated:
            continue
        if one.date_from is not None:
            yield Happening(one.kind.value, one.date_from, one.target.id, one)
        if one.kind is RelationKind.SUSPENDS and one.date_to is not None:
            yield Happening(SUSPENSION_ENDS, one.date_to, one.target.id, one)


def newest(happenings: Iterable[Happening], day: date, most: int) -> list[Happening]:
    """Those that have happened by a day, the newest first."""
    return sorted((one for one in happenings if one.on <= day), key=_order, reverse=True)[:most]


def coming(happenings: Iterable[Happening], since: date, most: int) -> list[Happening]:
    """Changes of states since a day, the earliest first."""
    found = (one for one in happenings if one.on >= since and one.changes_state)
    return sorted(found, key=_order)[:most]


def _order(one: Happening) -> tuple[date, int, str]:
    return one.on, one.document, one.key
