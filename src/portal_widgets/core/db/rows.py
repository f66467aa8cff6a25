"""Many rows at once, written and read.

SQLite's driver lets other threads in at every row it is handed or hands over. Beside busy threads, each time
may cost it a whole turn of theirs (5 ms): a batch of two thousand rows would take seconds. So there, many
rows go into one statement and come out as one value.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

# SQLite before 3.32 takes at most 999 variables in one statement.
VARIABLES = 900


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str] = (),
    add: Sequence[str] = (),
    replace: Sequence[str] = (),
) -> None:
    """Insert rows; where the key (the primary one, if not said) is taken, add to the columns of
    `add` and replace those of `replace`. Without either, a row that exists is left as it is.
    """
    if not rows:
        return
    changes = tuple(keys), tuple(add), tuple(replace)
    if connection.dialect.name != "sqlite" or len(rows) == 1:
        connection.execute(_statement(connection.dialect.name, table, *changes), rows)
        return
    names = tuple(rows[0])
    most = VARIABLES // len(names)
    for first in range(0, len(rows), most):
        some = rows[first : first + most]
        values = tuple(_plain(row[name]) for row in some for name in names)
        connection.exec_driver_sql(_text(table, names, len(some), *changes), values)


def add_to(
    connection: sa.Connection,
    column: sa.Column[int],
    key: sa.Column[int],
    gained: Mapping[int, int],
    **also: int,
) -> None:
    """Add what each row of a key has gained to one column, and set others in all these rows."""
    table = column.table
    if connection.dialect.name != "sqlite" or len(gained) == 1:
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
        connection.exec_driver_sql(text, (*also.values(), *numbers, *(which for which, _ in some)))


def rows_of(
    connection: sa.Connection,
    columns: Sequence[sa.ColumnElement[Any]],
    *where: sa.ColumnElement[bool],
) -> Iterator[Any]:
    """What `SELECT columns WHERE ...` finds: texts, numbers and bytes."""
    if connection.dialect.name != "sqlite":
        yield from (tuple(row) for row in connection.execute(sa.select(*columns).where(*where)))
        return
    # JSON holds no bytes.
    binary = [place for place, column in enumerate(columns) if isinstance(column.type, sa.LargeBinary)]
    packed = [sa.func.hex(column) if place in binary else column for place, column in enumerate(columns)]
    found = sa.select(sa.func.json_group_array(sa.func.json_array(*packed))).where(*where)
    for row in json.loads(connection.execute(found).scalar_one()):
        for place in binary:
            row[place] = bytes.fromhex(row[place])
        yield row


def rows_among(
    connection: sa.Connection,
    columns: Sequence[sa.ColumnElement[Any]],
    key: sa.Column[Any],
    values: Iterable[Any],
    *where: sa.ColumnElement[bool],
) -> Iterator[Any]:
    """As `rows_of`, where the key is among any number of values. Each condition may hold one more value."""
    wanted, most = sorted(values), VARIABLES - len(where)
    for first in range(0, len(wanted), most):
        yield from rows_of(connection, columns, *where, key.in_(wanted[first : first + most]))


def _statement(
    dialect: str,
    table: sa.Table,
    keys: Sequence[str],
    add: Sequence[str],
    replace: Sequence[str],
) -> Any:
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)
    changes = {name: table.c[name] + insert.excluded[name] for name in add}
    changes |= {name: insert.excluded[name] for name in replace}
    if not changes:
        return insert.on_conflict_do_nothing()
    keys = keys or [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(index_elements=keys, set_=changes)


@lru_cache(maxsize=64)
def _halves(table: sa.Table, names: Sequence[str], *changes: Sequence[str]) -> tuple[str, str]:
    """The statement before and behind its values."""
    one = _statement("sqlite", table, *changes).values({name: sa.bindparam(name) for name in names})
    text = str(one.compile(dialect=sqlite.dialect(paramstyle="named")))
    _, _, end = text.partition(" VALUES (")[2].partition(")")
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ", end  # noqa: S608 - our own names


def _text(table: sa.Table, names: Sequence[str], count: int, *changes: Sequence[str]) -> str:
    begin, end = _halves(table, names, *changes)
    row = f"({', '.join('?' * len(names))})"
    return begin + ", ".join([row] * count) + end


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
