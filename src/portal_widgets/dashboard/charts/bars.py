"""A table of bars."""

from collections.abc import Sequence
from dataclasses import dataclass

# Lists of bars


@dataclass(frozen=True, slots=True)
class BarRow:
    """One line: its name, perhaps a link, its figure, and ready texts for further columns."""

    label: str
    value: int
    href: str | None = None
    lang: str | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BarLine:
    """A row with its share of the total and the length of its bar, in per cent."""

    row: BarRow
    share: float
    length: float


@dataclass(frozen=True, slots=True)
class BarTable:
    """Lines, and what 100 % is."""

    lines: tuple[BarLine, ...]
    total: int


def bar_table(rows: Sequence[BarRow], *, total: int | None = None) -> BarTable:
    """Rows in the given order. `total` is 100 %; the default is the sum of all rows."""
    whole = sum(row.value for row in rows) if total is None else total
    longest = max((row.value for row in rows), default=0)
    lines = (BarLine(row, _percent(row.value, whole, 1), _percent(row.value, longest, 2)) for row in rows)
    return BarTable(tuple(lines), whole)


def _percent(part: int, whole: int, digits: int) -> float:
    return round(100 * part / whole, digits) if whole else 0.0
