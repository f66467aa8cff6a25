"""Statements that are compiled once and executed many times.

SQLAlchemy needs longer to write a statement with a list of parameters than SQLite to find its rows. For
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
    """A SELECT whose conditions contain their values as `bindparam`s. One of them may be the list "among"."""

    def __init__(self, statement: "sa.Select[Value]") -> None:
        self._statement = statement
        self._compiled = lru_cache(maxsize=64)(self._compile)

    def execute(
        self, connection: sa.Connection, values: Mapping[str, object], among: Sequence[object] = ()
    ) -> "sa.CursorResult[Value]":
        """The result. SQLite's driver returns texts, numbers and bytes as they are stored."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, {**values, "among": among} if among else values)
        compiled = self._compiled(tuple(values), _rounded(len(among), VARIABLES - len(values)))
        return connection.exec_driver_sql(compiled.text, compiled.in_order(values, among))

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


def plain(value: object) -> object:
    """A value as SQLite's driver takes it: a date is a text (ISO 8601)."""
    return value.isoformat() if isinstance(value, date) else value


def _rounded(count: int, most: int) -> int:
    return min(-(-count // _STEP) * _STEP, most) if count > _STEP else count
