"""How many documents each value of each filter would leave."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from ...rules.query import COUNTED, FacetValue, SearchFilters
from ...rules.register import GazetteRegister
from ...store.tables import span
from .conditions import PARTLY, span_on
from .matching import Condition
from .tables import entry

# A document has one value of each. A state may have others beside it.
SINGLE = ("kind", "body", "year", "state")

# The conditions of the query and of filters.
Where = Callable[[SearchFilters], list[Condition]]


def facets(
    connection: sa.Connection,
    source: sa.FromClause,
    where: Where,
    filters: SearchFilters,
    register: GazetteRegister,
    on: date,
) -> Mapping[str, tuple[FacetValue, ...]]:
    """The values of each filter, each counted as if only this filter were chosen differently. Counts above
    `COUNTED` are `COUNTED + 1`. `source` contains `entry`.
    """
    counted = _single(connection, source.outerjoin(span, span_on(span, on)), where, filters)
    counted["field"] = _fields(connection, source, where(replace(filters, field="")), register)
    return {
        name: tuple(FacetValue(value, min(count, COUNTED + 1)) for value, count in _ordered(name, counts))
        for name, counts in counted.items()
    }


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _single(
    connection: sa.Connection, source: sa.FromClause, where: Where, filters: SearchFilters
) -> dict[str, Counter[str]]:
    """One pass counts all filters that are not chosen; each chosen one needs its own pass."""
    counted = {name: Counter[str]() for name in SINGLE}
    for names, without in _passes(filters):
        columns = [span.c[name] if name in span.c else entry.c[name] for name in names]
        if "state" in names:
            columns += [span.c[name] for name in PARTLY.values()]
        statement = sa.select(sa.func.count().label("count"), *columns).select_from(source)
        for row in connection.execute(statement.where(*where(without)).group_by(*columns)).mappings():
            for name in names:
                if row[name] is not None:
                    counted[name][str(row[name])] += row["count"]
            also = {value for value, name in PARTLY.items() if row.get(name)} - {row.get("state")}
            for value in also:
                counted["state"][value] += row["count"]
    return counted


def _passes(filters: SearchFilters) -> Iterator[tuple[list[str], SearchFilters]]:
    without = {
        "kind": replace(filters, kind=""),
        "body": replace(filters, body=""),
        "year": replace(filters, year=None),
        "state": replace(filters, state=""),
    }
    if same := [name for name in SINGLE if without[name] == filters]:
        yield same, filters
    for name in SINGLE:
        if name not in same:
            yield [name], without[name]


def _fields(
    connection: sa.Connection, source: sa.FromClause, where: list[Condition], register: GazetteRegister
) -> Counter[str]:
    """A document is counted once in each of its fields and in the fields above them."""
    statement = sa.select(entry.c.fields, sa.func.count()).select_from(source).where(*where)
    above = {one.key: [up.key for up in register.field_path(one.key)] for one in register.fields}
    counted = Counter[str]()
    for listed, count in connection.execute(statement.group_by(entry.c.fields)):
        for key in {up for one in listed.split() for up in above.get(one, [one])}:
            counted[key] += count
    return counted
