"""Geometry of the dashboard's charts: figures in, coordinates out.

Coordinates are per cent of the plot, from its upper left corner, so that one drawing fits every width. The
number of labels depends on the width: they are chosen for each of LEVELS, and the stylesheet shows those of
the plot's current level. Lengths of text are in em of the labels.
"""

import itertools
from collections.abc import Iterator, Sequence

from .labels import axis_labels, place_markers, value_labels
from .model import Chart, ChartBucket, Column, Mark, Point, Slot, Tick, first_value, sum_known

STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120, 180, 360)
# With more columns, the outlines would be thicker than the columns, so one outline around all of them is
# drawn instead.
MOST_COLUMNS = 40

_COLUMN = 0.74
_WIDEST = 7.0
_THINNER = 0.5


def column_chart(
    buckets: Sequence[ChartBucket],
    *,
    marks: Sequence[Mark] = (),
    compare: Sequence[int | None] | None = None,
    steps: Sequence[int] = STEPS,
) -> Chart:
    """The chart of `buckets`. `compare` has figures of another period, one for each bucket by its position.
    `steps` are the intervals of labels that suit the calendar, in ascending order.
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
        labels=axis_labels(slots, steps),
        values=value_labels(slots, highest, lowest),
        line=_line(slots),
        outlines=_outlines(slots),
        markers=place_markers(slots, marks),
        totals=tuple(sum_known(series) for series in _series(buckets)),
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


def _series(buckets: Sequence[ChartBucket]) -> Iterator[tuple[int | None, ...]]:
    return itertools.zip_longest(*(bucket.values for bucket in buckets))


def _slots(buckets: Sequence[ChartBucket], others: Sequence[int | None], scale: int) -> tuple[Slot, ...]:
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
    return max(known, key=first_value, default=None), min(whole, key=first_value, default=None)


def _line(slots: Sequence[Slot]) -> tuple[tuple[Point, ...], ...]:
    """The other period, with gaps where it is unknown."""
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
    """The outline of columns side by side, as the data of a path in a square of 100 by 100."""
    runs = itertools.groupby(columns, key=lambda column: column is not None)
    return "".join(_silhouette([column for column in run if column]) for known, run in runs if known)


def _silhouette(columns: Sequence[Column]) -> str:
    steps = "".join(f"V{column.y:g}H{column.x + column.width:g}" for column in columns)
    return f"M{columns[0].x:g} 100{steps}V100"
