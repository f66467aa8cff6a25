"""Statements that are compiled once and executed many times.

SQLAlchemy needs longer for a statement than SQLite does: to write its text, and again to execute it. For
SQLite, the driver therefore gets the text itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, repeat
from typing import Generic, TypeVar

import sqlalchemy as sa

Value = TypeVar("Value")

# SQLite before 3.32 takes at most 999 variables in one statement.
VARIABLES = 900
# Lists have a multiple of this length, because the driver keeps only some prepared statements.
_STEP = 32


class Prepared(Generic[Value]):
    """A SELECT of one row, whose conditions contain their values as `bindparam`s. One of them may be the list
    "among".
    """

    def __init__(self, statement: "sa.Select[Value]") -> None:
        self._statement = statement
        self._compiled = lru_cache(maxsize=64)(self._compile)

    def row(
        self, connection: sa.Connection, values: Mapping[str, object], among: Sequence[object] = ()
    ) -> Sequence[Value] | None:
        """The first row; None if there is none. SQLite's driver returns texts, numbers and bytes as they are
        stored.
        """
        if connection.dialect.name != "sqlite":
            return connection.execute(
                self._statement, {**values, "among": among} if among else values
            ).first()
        compiled = self._compiled(tuple(values), _rounded(len(among), VARIABLES - len(values)))
        rows: Sequence[Sequence[Value]] = execute(connection, compiled.text, compiled.in_order(values, among))
        return rows[0] if rows else None

    def value(
        self, connection: sa.Connection, values: Mapping[str, object], among: Sequence[object] = ()
    ) -> Value | None:
        """The first value of the row; None if there is none."""
        row = self.row(connection, values, among)
        return None if row is None else row[0]

    def _compile(self, names: tuple[str, ...], count: int) -> "_Compiled":
        from sqlalchemy.dialects import sqlite

        chosen = {"among": [""] * count} if count else {}
        compiled = self._statement.params(**dict.fromkeys(names), **chosen).compile(
            dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
        )
        binds = compiled.binds.items()
        constants = {name: bind.value for name, bind in binds if not name.startswith("among")}
        return _Compiled(str(compiled), tuple(compiled.positiontup or ()), constants)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A text for the driver, with the names of its parameters in their order. `constants` has the values of
    those that the conditions contain.
    """

    text: str
    order: tuple[str, ...]
    constants: Mapping[str, object]

    def in_order(self, values: Mapping[str, object], among: Sequence[object]) -> tuple[object, ...]:
        # The last value is repeated up to the length of the statement's list.
        places = chain(among, repeat(among[-1])) if among else iter(among)
        known = {**self.constants, **values}
        return tuple([plain(known[name]) if name in known else next(places) for name in self.order])


def execute(connection: sa.Connection, text: str, values: Sequence[object]) -> Sequence[Sequence[Value]]:
    """Execute a statement with SQLite's driver, inside the connection's transaction. Returns its rows. Raises
    SQLAlchemy's errors, without the values.
    """
    if connection.dispatch.before_cursor_execute or connection.dispatch.after_cursor_execute:
        # Somebody observes the statements, for example a tracing tool of the host.
        result = connection.exec_driver_sql(text, tuple(values))
        return result.fetchall() if result.returns_rows else ()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, values)
        return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise sa.exc.DBAPIError.instance(
            text, None, error, base, hide_parameters=True, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def plain(value: object) -> object:
    """A value as SQLite's driver takes it: a date is a text (ISO 8601)."""
    return value.isoformat() if isinstance(value, date) else value


def _rounded(count: int, most: int) -> int:
    return min(-(-count // _STEP) * _STEP, most) if count > _STEP else count
