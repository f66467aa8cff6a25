"""Relations between documents. Each is one row, which is read in both directions. Those that bear on a
document are the facts that decide its state.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RelationKind(StrEnum):
    """The effect of the acting document on the target, or another relation between them."""

    COMMENCES = "commences"
    EXPIRES = "expires"
    REPLACES = "replaces"
    REPEALS = "repeals"
    ANNULS = "annuls"
    REVIVES = "revives"
    SUSPENDS = "suspends"
    RESUMES = "resumes"
    CONTINUES = "continues"
    AMENDS = "amends"
    SUPPLEMENTS = "supplements"
    CORRECTS = "corrects"
    GUIDES = "guides"
    BASED_ON = "based_on"
    CONSOLIDATES = "consolidates"
    CITES = "cites"
    RELATED = "related"

    @property
    def ends(self) -> bool:
        """Whether the target, or a part of it, ends."""
        return self in _ENDS

    @property
    def changes_text(self) -> bool:
        """Whether the words of the target change, while its state stays the same."""
        return self in _TEXT

    @property
    def is_dated(self) -> bool:
        """Whether the relation takes effect on a day, and changes the state or the text of the target."""
        return self in _DATED


_ENDS = frozenset(
    {RelationKind.EXPIRES, RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.ANNULS},
)
_TEXT = frozenset({RelationKind.AMENDS, RelationKind.SUPPLEMENTS, RelationKind.CORRECTS})
_DATED = _ENDS | {
    RelationKind.COMMENCES,
    RelationKind.REVIVES,
    RelationKind.SUSPENDS,
    RelationKind.RESUMES,
    RelationKind.AMENDS,
    RelationKind.SUPPLEMENTS,
    RelationKind.CORRECTS,
}


class DayWording(StrEnum):
    """The words of the act about an end. "hết hiệu lực kể từ ngày X": X is the first day without effect. "đến
    hết ngày X": X is the last day with effect.
    """

    FROM = "from"
    THROUGH = "through"


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document, by its id, or as text if it is not in this gazette or not yet matched."""

    id: int | None = None
    text: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation. `date_from` is the first day of the effect, whatever the `wording` of the act. `date_to`
    is the first day after it, for suspensions: None if the act names no day. A part "" is the whole document,
    otherwise a label such as "Điều 5, khoản 2". The acting document may be the target itself, for
    commencements and terms.
    """

    kind: RelationKind
    acting: DocumentRef
    target: DocumentRef
    date_from: date | None = None
    date_to: date | None = None
    wording: DayWording = DayWording.FROM
    note: str = ""
    source: str = ""
    position: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Guided:
    """A relation in which the document guides another one, with the facts of that one. They are None if it is
    not in this gazette.
    """

    relation: Relation
    facts: "Facts | None" = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides the state of a document. It is the target of the relations in `incoming`."""

    id: int
    incoming: tuple[Relation, ...] = ()
    guided: tuple[Guided, ...] = ()

    def of_kind(self, *kinds: RelationKind) -> list[Relation]:
        return [one for one in self.incoming if one.kind in kinds]


class FactIndex:
    """Finds the facts of documents among many relations."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._incoming: defaultdict[int, list[Relation]] = defaultdict(list)
        self._guiding: defaultdict[int, list[Relation]] = defaultdict(list)
        for one in sorted(set(relations), key=lambda one: (one.position, one.id)):
            if one.target.id is not None:
                self._incoming[one.target.id].append(one)
            if one.kind is RelationKind.GUIDES and one.acting.id is not None:
                self._guiding[one.acting.id].append(one)

    def facts(self, document: int) -> Facts:
        return self._facts(document, frozenset())

    def _facts(self, document: int, above: frozenset[int]) -> Facts:
        """Documents that guide each other in a circle are read once."""
        above = above | {document}
        guided = [
            Guided(one, self._facts(one.target.id, above) if one.target.id is not None else None)
            for one in self._guiding[document]
            if one.target.id not in above
        ]
        return Facts(document, tuple(self._incoming[document]), tuple(guided))
