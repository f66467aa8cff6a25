"""Geometry of the dashboard's charts: figures in, coordinates out.

Coordinates are per cent of the plot, from its upper left corner, so that one drawing fits every width.
How many labels have room depends on the width: they are chosen for each of LEVELS, and the stylesheet
shows those of the level the plot has come to. Lengths of text are in em of the labels.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# From which width on (in em) a level holds: the container queries of admin.css. The first is what
# is left of a telephone's 320 px when the text is twice as large.
LEVELS = (4, 7, 12, 16, 24, 40, 66)
STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120, 180, 360)
# Above, columns would be thinner than their outlines: their silhouette is drawn instead.
MOST_COLUMNS = 40
# Up to here every column bears its value, as far as there is room.
FEW = 12
TINTS = 5
HOURS = tuple(f"{hour}h" for hour in range(24))

_COLUMN = 0.74
_WIDEST = 7.0
_THINNER = 0.5
_TEXT = 8.0  # a line of text, in per cent of the lowest plot
_GAP = 0.6
_OVER_LEFT = 1.6
_OVER_RIGHT = 1.0
_MARKER = 2.1
_MARK_ROWS = 3
_MARK_WIDTH = LEVELS[1]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One hour, day, week or month. A value of None is not known: it lies in the future."""

    label: str
    long_label: str
    values: tuple[int | None, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened in a bucket and explains the figures around it."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """From `y` down to the ground."""

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
    """The place of one bucket: as wide as all others, with a column for every value that is known."""

    index: int
    bucket: Bucket
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
        """Where its columns end; 100 is the ground."""
        return min((column.y for column in self.columns if column), default=100.0)

    @property
    def highest(self) -> float:
        """Above this nothing is drawn."""
        return min(self.top, self.point.y if self.point else 100.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round figure on the upright axis."""

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
    def lifted(self) -> bool:
        """Whether it had to give way to something, so that a line must lead to its own column."""
        return self.slot.top - self.y > _TEXT / 4


@dataclass(frozen=True, slots=True)
class Marker:
    """A number under the axis, and what it stands for: the buckets' names and the texts."""

    number: int
    x: float
    row: int
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over time. `highest` and `lowest` are slots by the first value; one that is still
    running cannot be the lowest. `outlines` has a path for each value if there are many buckets.
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
        """Those with figures that will still grow."""
        return tuple(slot for slot in self.slots if not slot.bucket.complete and any(slot.columns))


def column_chart(
    buckets: Sequence[Bucket],
    *,
    marks: Sequence[Mark] = (),
    compare: Sequence[int | None] | None = None,
    steps: Sequence[int] = STEPS,
) -> Chart:
    """The chart of `buckets`. `compare` holds figures of another period, one for each bucket by its
    position; `steps` says which every-nth labels the calendar likes, in ascending order.
    """
    others = [*(compare or ()), *itertools.repeat(None, len(buckets))][: len(buckets)]
    known = [value for bucket in buckets for value in bucket.values if value is not None]
    known_others = [value for value in others if value is not None]
    ticks = nice_ticks(max([*known, *known_others], default=0))
    slots = _slots(buckets, others, ticks[-1])
    highest, lowest = _extremes(slots)
    return Chart(
        slots=slots,
        ticks=tuple(Tick(tick, _y(tick, ticks[-1])) for tick in ticks),
        labels=_axis(slots, steps),
        values=_values(slots, highest, lowest),
        line=_line(slots),
        outlines=_outlines(slots),
        markers=_markers(slots, marks),
        totals=tuple(_sum(series) for series in _series(buckets)),
        compare_total=sum(known_others) if compare is not None else None,
        highest=highest,
        lowest=lowest,
    )


def nice_ticks(most: int) -> tuple[int, ...]:
    """Three to five whole numbers from 0 to at least `most`, in steps of 1, 2, 2.5 or 5 times ten."""
    step = next(step for step in _nice_steps() if step * 4 >= most)
    return tuple(range(0, max(2, -(-most // step)) * step + 1, step))


def _nice_steps() -> Iterator[int]:
    for ten in (10**power for power in itertools.count()):
        yield from (ten, 2 * ten, 25 * ten // 10, 5 * ten) if ten > 1 else (1, 2, 5)


def _y(value: int, scale: int) -> float:
    return round(100 - 100 * value / scale, 3)


def _series(buckets: Sequence[Bucket]) -> Iterator[tuple[int | None, ...]]:
    return itertools.zip_longest(*(bucket.values for bucket in buckets))


def _slots(buckets: Sequence[Bucket], others: Sequence[int | None], scale: int) -> tuple[Slot, ...]:
    wide = 100 / max(len(buckets), 1)
    widest = wide if len(buckets) > MOST_COLUMNS else min(wide * _COLUMN, _WIDEST)

    def column(index: int, series: int, value: int | None) -> Column | None:
        if value is None:
            return None
        width = widest if len(buckets) > MOST_COLUMNS else widest * _THINNER**series
        x = (index + 0.5) * wide - width / 2
        y = _y(value, scale)
        return Column(round(x, 3), y, round(width, 3), round(100 - y, 3))

    return tuple(
        Slot(
            index,
            bucket,
            round(index * wide, 3),
            round(wide, 3),
            tuple(column(index, series, value) for series, value in enumerate(bucket.values)),
            other,
            None if other is None else Point(round((index + 0.5) * wide, 3), _y(other, scale)),
        )
        for index, (bucket, other) in enumerate(zip(buckets, others, strict=True))
    )


def _extremes(slots: Sequence[Slot]) -> tuple[Slot | None, Slot | None]:
    known = [slot for slot in slots if slot.columns and slot.columns[0]]
    whole = [slot for slot in known if slot.bucket.complete] or known
    return max(known, key=_first_value, default=None), min(whole, key=_first_value, default=None)


def _first_value(slot: Slot) -> int:
    return slot.bucket.values[0] or 0


def _line(slots: Sequence[Slot]) -> tuple[tuple[Point, ...], ...]:
    """The other period, broken where it is not known."""
    runs = itertools.groupby((slot.point for slot in slots), key=lambda point: point is not None)
    return tuple(tuple(point for point in run if point) for known, run in runs if known)


def _outlines(slots: Sequence[Slot]) -> tuple[str, ...]:
    if len(slots) <= MOST_COLUMNS:
        return ()
    return tuple(
        _outline([slot.columns[series] if slot.bucket.complete else None for slot in slots])
        for series in range(len(slots[0].columns))
    )


def _outline(columns: Sequence[Column | None]) -> str:
    """The silhouette of columns side by side, as the data of a path in a square of 100 by 100."""
    runs = itertools.groupby(columns, key=lambda column: column is not None)
    return "".join(_silhouette([column for column in run if column]) for known, run in runs if known)


def _silhouette(columns: Sequence[Column]) -> str:
    steps = "".join(f"V{column.y:g}H{column.x + column.width:g}" for column in columns)
    return f"M{columns[0].x:g} 100{steps}V100"


# Labels


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text would stand in a plot of a certain width: its ends in em, its foot in per cent."""

    x: float
    anchor: str
    left: float
    right: float
    y: float = 100.0

    def hits(self, other: "_Place") -> bool:
        beside = self.left >= other.right + _GAP or other.left >= self.right + _GAP
        return not beside and abs(self.y - other.y) < _TEXT


@lru_cache(maxsize=1024)
def text_width(text: str) -> float:
    """About how wide `text` is, rather too much, in em of the usual sans serif fonts."""
    return sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if sign in " .,:;/'|-·":
        return 0.34
    return 0.85 if sign.isupper() or sign in "mw" else 0.6


def _place(slot: Slot, text: str, width: float, y: float = 100.0) -> _Place:
    """Above or below the middle of the slot; at the edges of the plot, within them."""
    length = text_width(text)
    middle = slot.centre / 100 * width
    if middle - length / 2 < -_OVER_LEFT:
        return _Place(0.0, "start", 0.0, length, y)
    if middle + length / 2 > width + _OVER_RIGHT:
        return _Place(100.0, "end", width - length, width, y)
    return _Place(slot.centre, "middle", middle - length / 2, middle + length / 2, y)


def _axis(slots: Sequence[Slot], steps: Sequence[int]) -> tuple[Label, ...]:
    return _labels([_thinned(slots, steps, width) for width in LEVELS])


def _thinned(slots: Sequence[Slot], steps: Sequence[int], width: float) -> list[tuple[Slot, _Place]]:
    """As many labels as have room, at even distances from the first on."""

    def placed(chosen: Sequence[Slot]) -> Iterator[tuple[Slot, _Place]]:
        return ((slot, _place(slot, slot.bucket.label, width)) for slot in chosen)

    for step in _coarser(steps, len(slots)):
        # Made one by one: the first two that touch end it.
        neighbours = itertools.pairwise(place for _, place in placed(slots[::step]))
        if not any(one.hits(other) for one, other in neighbours):
            return list(placed(slots[::step]))
    return list(placed(slots[:1]))


def _coarser(steps: Sequence[int], count: int) -> Iterator[int]:
    yield from steps
    step = steps[-1] * 2
    while step < count:
        yield step
        step *= 2


def _values(slots: Sequence[Slot], highest: Slot | None, lowest: Slot | None) -> tuple[Label, ...]:
    if highest is None or lowest is None:
        return ()
    last = max((slot for slot in slots if slot.columns[0]), key=lambda slot: slot.index)
    chosen = list(dict.fromkeys([highest, last, lowest]))
    return _labels([_all_values(slots, width) or _some_values(slots, chosen, width) for width in LEVELS])


def _all_values(slots: Sequence[Slot], width: float) -> list[tuple[Slot, _Place]]:
    """On every column, if there are few and each value is narrower than its slot."""
    if len(slots) > FEW:
        return []
    places = [(slot, _place(slot, _digits(slot), width, slot.highest)) for slot in slots if slot.columns[0]]
    room = width / len(slots) - _GAP
    return places if all(place.right - place.left <= room for _, place in places) else []


def _some_values(slots: Sequence[Slot], chosen: Sequence[Slot], width: float) -> list[tuple[Slot, _Place]]:
    """On the chosen ones: above all columns the text reaches over, and above texts of before."""
    found: list[tuple[Slot, _Place]] = []
    for slot in chosen:
        place = _place(slot, _digits(slot), width)
        y = min(near.highest for near in _beneath(slots, place, width))
        lifted = min([y, *(other.y - _TEXT for _, other in found if _over(place, y, other))])
        place = _place(slot, _digits(slot), width, lifted)
        # Above the plot there is room for two lines.
        if lifted >= -_TEXT and not any(place.hits(other) for _, other in found):
            found.append((slot, place))
    return found


def _over(place: _Place, y: float, other: _Place) -> bool:
    return _Place(place.x, place.anchor, place.left, place.right, y).hits(other)


def _beneath(slots: Sequence[Slot], place: _Place, width: float) -> Sequence[Slot]:
    count = len(slots)
    first = max(int(place.left / width * count), 0)
    return slots[first : int(place.right / width * count) + 1] or slots[-1:]


def _digits(slot: Slot) -> str:
    return f"{_first_value(slot):,}"


def _labels(levels: Sequence[Sequence[tuple[Slot, _Place]]]) -> tuple[Label, ...]:
    """One label for all levels that want it at the same place."""
    found: dict[tuple[int, float, float, str], tuple[Slot, list[int]]] = {}
    for level, places in enumerate(levels):
        for slot, place in places:
            found.setdefault((slot.index, place.x, place.y, place.anchor), (slot, []))[1].append(level)
    return tuple(
        Label(slot, x, y, anchor, tuple(at)) for (_, x, y, anchor), (slot, at) in sorted(found.items())
    )


def _markers(slots: Sequence[Slot], marks: Sequence[Mark]) -> tuple[Marker, ...]:
    """Marks in the order of time, below each other where they are close; of a crowd, several share
    one number. Marks outside the chart are left out.
    """
    inside = sorted((mark for mark in marks if 0 <= mark.index < len(slots)), key=lambda mark: mark.index)
    ends = [-100.0] * _MARK_ROWS
    found: list[tuple[float, int, list[tuple[str, str]]]] = []
    for index, group in itertools.groupby(inside, key=lambda mark: mark.index):
        notes = [(slots[index].bucket.long_label, mark.text) for mark in group]
        at = slots[index].centre / 100 * _MARK_WIDTH
        row = next((row for row, end in enumerate(ends) if end <= at), None)
        if row is None:
            found[-1][2].extend(notes)
            continue
        ends[row] = at + _MARKER
        found.append((slots[index].centre, row, notes))
    return tuple(Marker(number, x, row, tuple(notes)) for number, (x, row, notes) in enumerate(found, 1))


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
    """Rows in the order given. `total` is what 100 % is: without it, all rows together."""
    whole = sum(row.value for row in rows) if total is None else total
    longest = max((row.value for row in rows), default=0)
    lines = (BarLine(row, _percent(row.value, whole, 1), _percent(row.value, longest, 2)) for row in rows)
    return BarTable(tuple(lines), whole)


def _percent(part: int, whole: int, digits: int) -> float:
    return round(100 * part / whole, digits) if whole else 0.0


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
    """`counts` has a row for each of `days` and in it a figure for each of `hours`."""
    most = max((value or 0 for row in counts for value in row), default=0)
    rows = tuple(_heat_row(day, row, most) for day, row in zip(days, counts, strict=True))
    totals = tuple(_sum(column) for column in zip(*counts, strict=True))
    return HeatTable(tuple(hours), rows, totals, sum(totals))


def _heat_row(day: str, row: Sequence[int | None], most: int) -> HeatRow:
    return HeatRow(day, tuple(HeatCell(value, _tint(value, most)) for value in row), _sum(row))


def _sum(values: Iterable[int | None]) -> int:
    return sum(value or 0 for value in values)


def _tint(value: int | None, most: int) -> int:
    return -(-TINTS * value // most) if value else 0


# Sparklines


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The data of a path in a square of 100 by 100, and where it ends."""

    path: str
    end: Point | None


def sparkline(values: Sequence[int | None]) -> Sparkline:
    """From 0 to the highest value, broken where one is not known."""
    most = max((value for value in values if value is not None), default=0) or 1
    across = 100 / max(len(values) - 1, 1)
    points = [
        None if value is None else Point(round(index * across, 2), round(100 - 100 * value / most, 2))
        for index, value in enumerate(values)
    ]
    runs = itertools.groupby(points, key=lambda point: point is not None)
    path = "".join(_stroke([point for point in run if point]) for known, run in runs if known)
    return Sparkline(path, next((point for point in reversed(points) if point), None))


def _stroke(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in points)
