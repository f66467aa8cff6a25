"""The life of a document as rows of a table, and as a picture that says nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..rules.effects import Facts
from ..rules.state import MainState, Span
from ..rules.timeline import spans

WIDTH = 1000
# The picture ends some days after the last change, so that the last state has a width.
AFTER = timedelta(days=180)
_NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One state in the picture, from the left edge `x`."""

    x: int
    width: int
    state: MainState


@dataclass(frozen=True, slots=True)
class Timeline:
    """The spans of a document, their bars, and the place of the day that is shown."""

    spans: Sequence[Span]
    bars: Sequence[Bar]
    now: int
    first: date
    last: date


def timeline(facts: Facts, issued: date | None, day: date) -> Timeline:
    """The picture begins on the day of the document, or shortly before its first change."""
    found = spans(facts)
    changes = [one.start for one in found[1:]]
    first = min([day, *changes, *([issued] if issued is not None else [])])
    last = max([day, *changes]) + AFTER
    scale = WIDTH / max((last - first).days, 1)

    def place(one: date) -> int:
        return min(WIDTH, max(0, round((one - first).days * scale)))

    bars = []
    for one in found:
        x, end = place(one.start), place(one.until or last)
        if one.until is None or one.until > first:
            bars.append(Bar(min(x, WIDTH - _NARROWEST), max(end - x, _NARROWEST), one.state.main))
    return Timeline(found, bars, place(day), first, last)
