"""The parts of a chart: buckets, columns, points, labels, markers."""

from collections.abc import Iterable
from dataclasses import dataclass

# The smallest width of each level, in em: the container queries of admin.css. The first is the width of a
# telephone with 320 px when the text is twice as large.
LEVELS = (4, 7, 12, 16, 24, 40, 66)
TEXT_HEIGHT = 8.0  # a line of text, in per cent of the lowest plot


@dataclass(frozen=True, slots=True)
class ChartBucket:
    """One hour, day, week or month. A value of None is unknown, because it is in the future."""

    label: str
    long_label: str
    values: tuple[int | None, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """An event in a bucket that explains the figures around it."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column, from `y` down to the base line."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the plot."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one bucket: as wide as all others, with a column for every known value."""

    index: int
    bucket: ChartBucket
    x: float
    width: float
    columns: tuple[Column | None, ...]
    compare: int | None
    point: Point | None

    @property
    def centre(self) -> float:
        return round(self.x + self.width / 2, 3)

    @property
    def top(self) -> float:
        """The upper end of the highest column; 100 is the base line."""
        return min((column.y for column in self.columns if column), default=100.0)

    @property
    def highest(self) -> float:
        """The upper end of everything that is drawn."""
        return min(self.top, self.point.y if self.point else 100.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round figure on the vertical axis."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a bucket, for the widths that have room for it. `y` is its foot."""

    slot: Slot
    x: float
    y: float
    anchor: str
    levels: tuple[int, ...]

    @property
    def always(self) -> bool:
        """Whether every width has room for it."""
        return len(self.levels) == len(LEVELS)

    @property
    def lifted(self) -> bool:
        """Whether the label had to move, so that a line must connect it with its column."""
        return self.slot.top - self.y > TEXT_HEIGHT / 4


@dataclass(frozen=True, slots=True)
class Marker:
    """A number under the axis, and its meaning: the buckets' names and the texts."""

    number: int
    x: float
    row: int
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over time. `highest` and `lowest` are slots by the first value. A slot that is still running
    cannot be the lowest. `outlines` has a path for each value if there are many buckets.
    """

    slots: tuple[Slot, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    values: tuple[Label, ...]
    line: tuple[tuple[Point, ...], ...]
    outlines: tuple[str, ...]
    markers: tuple[Marker, ...]
    totals: tuple[int, ...]
    compare_total: int | None
    highest: Slot | None
    lowest: Slot | None

    @property
    def empty(self) -> bool:
        return self.highest is None and not self.line

    @property
    def dense(self) -> bool:
        return bool(self.outlines)

    @property
    def mark_rows(self) -> int:
        return 1 + max((marker.row for marker in self.markers), default=-1)

    @property
    def running(self) -> tuple[Slot, ...]:
        """The buckets whose figures will still grow."""
        return tuple(slot for slot in self.slots if not slot.bucket.complete and any(slot.columns))


def first_value(slot: Slot) -> int:
    return slot.bucket.values[0] or 0


def sum_known(values: Iterable[int | None]) -> int:
    return sum(value or 0 for value in values)
