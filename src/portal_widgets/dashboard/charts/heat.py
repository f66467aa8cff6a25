"""A table of weekdays and hours, tinted by their figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import sum_known

TINTS = 5
HOURS = tuple(f"{hour}h" for hour in range(24))


# Hours by weekdays


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A figure and its tint, from 0 (nothing) to TINTS (near the highest)."""

    value: int | None
    tint: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One weekday."""

    name: str
    cells: tuple[HeatCell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Weekdays by hours; `totals` are those of the hours."""

    hours: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[int, ...]
    total: int


def heat_table(
    counts: Sequence[Sequence[int | None]], days: Sequence[str], hours: Sequence[str] = HOURS
) -> HeatTable:
    """The table of `counts`, which has a row for each of `days`. Each row has a figure for each
    of `hours`.
    """
    most = max((value or 0 for row in counts for value in row), default=0)
    rows = tuple(_heat_row(day, row, most) for day, row in zip(days, counts, strict=True))
    totals = tuple(sum_known(column) for column in zip(*counts, strict=True))
    return HeatTable(tuple(hours), rows, totals, sum(totals))


def _heat_row(day: str, row: Sequence[int | None], most: int) -> HeatRow:
    return HeatRow(day, tuple(HeatCell(value, _tint(value, most)) for value in row), sum_known(row))


def _tint(value: int | None, most: int) -> int:
    return -(-TINTS * value // most) if value else 0
