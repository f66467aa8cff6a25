"""Places the texts of a chart where they have room: labels of the axis, values, markers."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .model import LEVELS, TEXT_HEIGHT, Label, Mark, Marker, Slot, first_value

# Up to this number of columns, every column shows its value if there is room.
FEW = 12
_GAP = 0.6
_OVER_LEFT = 1.6
_OVER_RIGHT = 1.0
_MARKER = 2.1
_MARK_ROWS = 3
_MARK_WIDTH = LEVELS[1]


# Labels


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a text in a plot of a certain width: its ends in em, its foot in per cent."""

    x: float
    anchor: str
    left: float
    right: float
    y: float = 100.0

    def hits(self, other: "_Place") -> bool:
        beside = self.left >= other.right + _GAP or other.left >= self.right + _GAP
        return not beside and abs(self.y - other.y) < TEXT_HEIGHT


@lru_cache(maxsize=1024)
def text_width(text: str) -> float:
    """The approximate width of `text` (rather too large), in em of the usual sans serif fonts."""
    return sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if sign in " .,:;/'|-·":
        return 0.34
    return 0.85 if sign.isupper() or sign in "mw" else 0.6


def _place(slot: Slot, text: str, width: float, y: float = 100.0) -> _Place:
    """The place of a text above or below the middle of the slot. At the edges of the plot it stays inside."""
    length = text_width(text)
    middle = slot.centre / 100 * width
    if middle - length / 2 < -_OVER_LEFT:
        return _Place(0.0, "start", 0.0, length, y)
    if middle + length / 2 > width + _OVER_RIGHT:
        return _Place(100.0, "end", width - length, width, y)
    return _Place(slot.centre, "middle", middle - length / 2, middle + length / 2, y)


def axis_labels(slots: Sequence[Slot], steps: Sequence[int]) -> tuple[Label, ...]:
    return _labels([_thin_out(slots, steps, width) for width in LEVELS])


def _thin_out(slots: Sequence[Slot], steps: Sequence[int], width: float) -> list[tuple[Slot, _Place]]:
    """As many labels as have room, at equal distances, beginning with the first."""

    def placed(chosen: Sequence[Slot]) -> Iterator[tuple[Slot, _Place]]:
        return ((slot, _place(slot, slot.bucket.label, width)) for slot in chosen)

    for step in _coarser(steps, len(slots)):
        # The labels are created one by one, until two of them touch.
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


def value_labels(slots: Sequence[Slot], highest: Slot | None, lowest: Slot | None) -> tuple[Label, ...]:
    if highest is None or lowest is None:
        return ()
    last = max((slot for slot in slots if slot.columns[0]), key=lambda slot: slot.index)
    chosen = list(dict.fromkeys([highest, last, lowest]))
    return _labels([_all_values(slots, width) or _some_values(slots, chosen, width) for width in LEVELS])


def _all_values(slots: Sequence[Slot], width: float) -> list[tuple[Slot, _Place]]:
    """Label every column, if there are few and each value is narrower than its slot."""
    if len(slots) > FEW:
        return []
    places = [(slot, _place(slot, _digits(slot), width, slot.highest)) for slot in slots if slot.columns[0]]
    room = width / len(slots) - _GAP
    return places if all(place.right - place.left <= room for _, place in places) else []


def _some_values(slots: Sequence[Slot], chosen: Sequence[Slot], width: float) -> list[tuple[Slot, _Place]]:
    """Label the chosen columns: above all columns that the text covers, and above earlier texts."""
    found: list[tuple[Slot, _Place]] = []
    for slot in chosen:
        place = _place(slot, _digits(slot), width)
        y = min(near.highest for near in _beneath(slots, place, width))
        lifted = min([y, *(other.y - TEXT_HEIGHT for _, other in found if _over(place, y, other))])
        place = _place(slot, _digits(slot), width, lifted)
        # There is room for two lines above the plot.
        if lifted >= -TEXT_HEIGHT and not any(place.hits(other) for _, other in found):
            found.append((slot, place))
    return found


def _over(place: _Place, y: float, other: _Place) -> bool:
    return _Place(place.x, place.anchor, place.left, place.right, y).hits(other)


def _beneath(slots: Sequence[Slot], place: _Place, width: float) -> Sequence[Slot]:
    count = len(slots)
    first = max(int(place.left / width * count), 0)
    return slots[first : int(place.right / width * count) + 1] or slots[-1:]


def _digits(slot: Slot) -> str:
    return f"{first_value(slot):,}"


def _labels(levels: Sequence[Sequence[tuple[Slot, _Place]]]) -> tuple[Label, ...]:
    """One label for all levels that have it at the same place."""
    found: dict[tuple[int, float, float, str], tuple[Slot, list[int]]] = {}
    for level, places in enumerate(levels):
        for slot, place in places:
            found.setdefault((slot.index, place.x, place.y, place.anchor), (slot, []))[1].append(level)
    return tuple(
        Label(slot, x, y, anchor, tuple(at)) for (_, x, y, anchor), (slot, at) in sorted(found.items())
    )


def place_markers(slots: Sequence[Slot], marks: Sequence[Mark]) -> tuple[Marker, ...]:
    """Marks in the order of time, below each other if they are close; if there are too many, several marks
    share one number. Marks outside the chart are left out.
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
