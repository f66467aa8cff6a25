"""The facts that decide the state of a document: what other acts do to it, and what it guides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .effects import Relation, RelationKind


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
