"""Writes and reads many rows at once.

SQLite's driver lets other threads run at every row that it takes or returns. If other threads are busy, each
switch may cost a full time slice (5 ms), so a batch of two thousand rows would take seconds. For SQLite, many
rows therefore go into one statement and come out as one value.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import sqlalchemy as sa

from .prepared import VARIABLES, Prepared, execute, plain

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison
    from sqlalchemy.dialects import postgresql, sqlite

# SQLite's driver stores their values without help; a date becomes a text (ISO 8601).
_PLAIN_TYPES = (sa.Integer, sa.String, sa.LargeBinary, sa.Boolean, sa.Date)

# The tuple with the values of a row.
Selected = TypeVar("Selected")


class Row(Protocol):
    """One row of a result, with its columns as attributes."""

    def __getattr__(self, name: str, /) -> Any: ...


def insert_row(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> int:
    """Insert a row. Returns its number, which the database has chosen."""
    key: Sequence[int] = connection.execute(sa.insert(table), row).inserted_primary_key or ()
    return key[0]


def batches(ids: Iterable[int], size: int = VARIABLES) -> Iterator[list[int]]:
    """The ids in their order, each once, in lists that one statement takes."""
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), size):
        yield wanted[first : first + size]


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, object]],
    *,
    keys: Sequence[str] = (),
    add: Sequence[str] = (),
    replace: Sequence[str] = (),
) -> None:
    """Insert rows. If the key exists (default: the primary key), add to the columns of `add` and replace
    those of `replace`. Without either, an existing row is not changed.
    """
    if rows:
        names = tuple(rows[0])
        plain = list(map(_values(names), rows))
        upsert_rows(connection, table, names, plain, keys=keys, add=add, replace=replace)


def upsert_rows(
    connection: sa.Connection,
    table: sa.Table,
    names: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
    *,
    keys: Sequence[str] = (),
    add: Sequence[str] = (),
    replace: Sequence[str] = (),
) -> None:
    """The same as `upsert`, for tuples with the values of these columns. It is faster for thousands of
    rows.
    """
    if not rows:
        return
    changes = tuple(keys), tuple(add), tuple(replace)
    if connection.dialect.name != "sqlite" or not _are_plain(table, names):
        named = [dict(zip(names, row, strict=True)) for row in rows]
        connection.execute(_statement(connection.dialect.name, table, *changes), named)
        return
    most = VARIABLES // len(names)
    dated = _are_dated(table, names)
    for first in range(0, len(rows), most):
        some = rows[first : first + most]
        values = tuple(chain.from_iterable(some))
        values = tuple(map(plain, values)) if dated else values
        execute(connection, _text(table, names, len(some), *changes), values)


def add_to(
    connection: sa.Connection,
    column: sa.Column[int],
    key: sa.Column[int],
    gained: Mapping[int, int],
    **also: int,
) -> None:
    """Add to one column the gain of each key, and set other columns in all these rows."""
    table = column.table
    if connection.dialect.name != "sqlite":
        values = {**also, column.name: column + sa.bindparam("gain")}
        update = sa.update(table).where(key == sa.bindparam("which")).values(values)
        connection.execute(update, [{"which": which, "gain": gain} for which, gain in gained.items()])
        return
    left = list(gained.items())
    most = (VARIABLES - len(also)) // 3
    for first in range(0, len(left), most):
        some = left[first : first + most]
        set_also = "".join(f"{name} = ?, " for name in also)
        cases, places = " WHEN ? THEN ?" * len(some), ", ".join("?" * len(some))
        text = (
            f"UPDATE {table} SET {set_also}{column.name} = {column.name} + "  # noqa: S608 - our own names
            f"CASE {key.name}{cases} END WHERE {key.name} IN ({places})"
        )
        numbers = (number for pair in some for number in pair)
        execute(connection, text, (*also.values(), *numbers, *(which for which, _ in some)))


class Selection(Generic[Selected]):
    """A SELECT that is built once and executed many times, because building takes longer than executing.

    The conditions contain their values as `bindparam`s. With `among`, the value of a column must be in a list
    of any length.
    """

    def __init__(
        self,
        columns: Sequence[sa.ColumnElement[object]],
        *where: sa.ColumnElement[bool],
        among: sa.Column[object] | None = None,
    ) -> None:
        self._where = where
        self._chosen = among is not None
        if among is not None:
            self._where = (*where, among.in_(sa.bindparam("among", expanding=True)))
        # JSON cannot represent bytes.
        self._binary = [
            place for place, column in enumerate(columns) if isinstance(column.type, sa.LargeBinary)
        ]
        packed = [
            sa.func.hex(column) if place in self._binary else column for place, column in enumerate(columns)
        ]
        packing = sa.func.json_group_array(sa.func.json_array(*packed))
        self._plain = sa.select(*columns).where(*self._where)
        self._packed = Prepared(sa.select(packing).where(*self._where))

    def rows(
        self, connection: sa.Connection, among: "Iterable[SupportsRichComparison]" = (), **values: object
    ) -> Iterator[Selected]:
        """The rows of the result, as tuples of texts, numbers and bytes."""
        if not self._chosen:
            yield from self._some(connection, values)
            return
        wanted, most = sorted(among), VARIABLES - len(values)
        for first in range(0, len(wanted), most):
            yield from self._some(connection, values, wanted[first : first + most])

    def _some(
        self, connection: sa.Connection, values: Mapping[str, object], among: Sequence[object] = ()
    ) -> Iterator[Selected]:
        found: Iterable[Any]
        if connection.dialect.name != "sqlite":
            found = map(tuple, connection.execute(self._plain, {**values, "among": among}))
            yield from found
            return
        for row in json.loads(self._packed.value(connection, values, among) or "[]"):
            for place in self._binary:
                row[place] = bytes.fromhex(row[place])
            yield row


@lru_cache(maxsize=256)
def _statement(
    dialect: str,
    table: sa.Table,
    keys: tuple[str, ...],
    add: tuple[str, ...],
    replace: tuple[str, ...],
) -> "sqlite.Insert | postgresql.Insert":
    insert = _insert(dialect, table)
    changes = {name: table.c[name] + insert.excluded[name] for name in add}
    changes |= {name: insert.excluded[name] for name in replace}
    if not changes:
        return insert.on_conflict_do_nothing()
    elements = keys or tuple(column.name for column in table.primary_key)
    return insert.on_conflict_do_update(index_elements=elements, set_=changes)


def _insert(dialect: str, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT with the conflict clause of a dialect. A portal needs only one of the two."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@lru_cache(maxsize=64)
def _halves(table: sa.Table, names: tuple[str, ...], *changes: tuple[str, ...]) -> tuple[str, str]:
    """The parts of the statement before and after its values."""
    from sqlalchemy.dialects import sqlite

    one = _statement("sqlite", table, *changes).values({name: sa.bindparam(name) for name in names})
    text = str(one.compile(dialect=sqlite.dialect(paramstyle="named")))
    _, _, end = text.partition(" VALUES (")[2].partition(")")
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ", end  # noqa: S608 - our own names


@lru_cache(maxsize=1024)
def _text(table: sa.Table, names: tuple[str, ...], count: int, *changes: tuple[str, ...]) -> str:
    begin, end = _halves(table, names, *changes)
    row = f"({', '.join('?' * len(names))})"
    return begin + ", ".join([row] * count) + end


@lru_cache(maxsize=256)
def _are_plain(table: sa.Table, names: tuple[str, ...]) -> bool:
    """Return whether the driver takes values of these columns as they are. SQLAlchemy compiles an upsert
    each time, which takes longer than the database needs for a row.
    """
    return all(isinstance(table.c[name].type, _PLAIN_TYPES) for name in names)


@lru_cache(maxsize=256)
def _are_dated(table: sa.Table, names: tuple[str, ...]) -> bool:
    return any(isinstance(table.c[name].type, sa.Date) for name in names)


@lru_cache(maxsize=256)
def _values(names: tuple[str, ...]) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
    """Extract these values from a row, in this order."""
    if len(names) == 1:
        return lambda row: (row[names[0]],)
    return itemgetter(*names)
