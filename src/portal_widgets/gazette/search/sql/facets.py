"""How many documents each value of each filter would leave."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from ...rules.query import FacetValue, SearchFilters
from ...rules.register import GazetteRegister
from ...store.tables import span
from .conditions import span_on
from .matching import Condition
from .tables import entry

# A count above is shown as "more than 1,000".
CAP = 1000
PLAIN = ("kind", "body", "year")

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
    `CAP` are `CAP + 1`. `source` contains `entry`.
    """
    counted = _plain(connection, source, where, filters)
    counted["field"] = _fields(connection, source, where(replace(filters, field="")), register)
    counted["state"] = _states(connection, source, where(replace(filters, state="")), on)
    return {
        name: tuple(FacetValue(value, min(count, CAP + 1)) for value, count in _ordered(name, counts))
        for name, counts in counted.items()
    }


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _plain(
    connection: sa.Connection, source: sa.FromClause, where: Where, filters: SearchFilters
) -> dict[str, Counter[str]]:
    """One pass counts all plain filters that are not chosen; each chosen one needs its own pass."""
    counted = {name: Counter[str]() for name in PLAIN}
    for names, without in _passes(filters):
        columns = [entry.c[name] for name in names]
        statement = (
            sa.select(sa.func.count().label("count"), *columns).select_from(source).where(*where(without))
        )
        for row in connection.execute(statement.group_by(*columns)).mappings():
            for name in names:
                counted[name][str(row[name])] += row["count"]
    return counted


def _passes(filters: SearchFilters) -> Iterator[tuple[list[str], SearchFilters]]:
    without = {"kind": replace(filters, kind=""), "body": replace(filters, body="")}
    without["year"] = replace(filters, year=None)
    if same := [name for name in PLAIN if without[name] == filters]:
        yield same, filters
    for name in PLAIN:
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


def _states(
    connection: sa.Connection, source: sa.FromClause, where: list[Condition], on: date
) -> Counter[str]:
    columns = (span.c.state, span.c.partly_ended, span.c.partly_suspended)
    joined = source.join(span, span_on(on))
    statement = sa.select(*columns, sa.func.count()).select_from(joined).where(*where)
    counted = Counter[str]()
    for state, ended, suspended, count in connection.execute(statement.group_by(*columns)):
        also = {"partly-ended": ended, "partly-suspended": suspended}
        for name in {state, *(name for name, holds in also.items() if holds)}:
            counted[name] += count
    return counted
