"""How many documents each value of each filter would leave."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...rules.query import COUNTED, FacetValue
from ...rules.register import GazetteRegister
from ...store.tables import span
from .conditions import PARTLY, span_on
from .matching import Condition
from .tables import entry

# The signs between the values of a document, and between documents. No key contains them.
_VALUE, _DOCUMENT = "\t", "\n"
SINGLE = ("kind", "body", "year", "state")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many documents all filters leave, and how many each value of each filter would leave if only this
    filter were chosen differently.
    """

    total: int
    counts: Mapping[str, Counter[str]]

    def values(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """The values in the order of a page. Counts above `COUNTED` are `COUNTED + 1`."""
        return {
            name: tuple(FacetValue(value, min(count, COUNTED + 1)) for value, count in _ordered(name, counts))
            for name, counts in self.counts.items()
        }


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def count_facets(
    connection: sa.Connection,
    source: sa.FromClause,
    where: Sequence[Condition],
    chosen: Mapping[str, Condition],
    register: GazetteRegister,
    on: date,
) -> Facets:
    """Count in one pass over the documents of `where`. `chosen` are the conditions of the chosen filters by
    name, on `entry` and `span`; `source` contains `entry`.
    """
    asked = [
        (SINGLE, [*chosen.values()]),
        (("field",), [*chosen.values()]),
        *(((name,), [one for other, one in chosen.items() if other != name]) for name in chosen),
    ]
    columns = [_listed(names, conditions) for names, conditions in asked]
    statement = sa.select(*columns).select_from(source.outerjoin(span, span_on(span, on))).where(*where)
    texts = connection.execute(statement).one()
    above = {one.key: [up.key for up in register.field_path(one.key)] for one in register.fields}
    counts: dict[str, Counter[str]] = {}
    for (names, _), text in zip(asked, texts, strict=True):
        counts |= _counted(names, text, above)
    return Facets(len(texts[0].split(_DOCUMENT)) if texts[0] else 0, counts)


def _listed(names: Sequence[str], conditions: Sequence[Condition]) -> sa.ColumnElement[str]:
    """The values of all documents as one text."""
    first, *others = map(_text, names)
    for other in others:
        first = first + _VALUE + other
    listed: sa.ColumnElement[str] = sa.func.aggregate_strings(first, _DOCUMENT).filter(*conditions)
    return listed


def _text(name: str) -> sa.ColumnElement[str]:
    """The values of a document with blanks between them."""
    if name == "state":
        partly = [sa.case((span.c[column], f" {state}"), else_="") for state, column in PARTLY.items()]
        return sa.func.coalesce(span.c.state + partly[0] + partly[1], "")
    return (
        sa.cast(entry.c.year, sa.String) if name == "year" else entry.c["fields" if name == "field" else name]
    )


def _counted(
    names: Sequence[str], text: str | None, above: Mapping[str, Sequence[str]]
) -> dict[str, Counter[str]]:
    counted = {name: Counter[str]() for name in names}
    for document, count in Counter(text.split(_DOCUMENT) if text else ()).items():
        for name, values in zip(names, document.split(_VALUE), strict=True):
            for value in _distinct(name, values, above):
                counted[name][value] += count
    return counted


def _distinct(name: str, values: str, above: Mapping[str, Sequence[str]]) -> set[str]:
    """A document is counted once in each of its fields and in the fields above them, and once in each of its
    states.
    """
    if name == "field":
        return {up for one in values.split() for up in above.get(one, [one])}
    return set(values.split()) if name == "state" else {values}
