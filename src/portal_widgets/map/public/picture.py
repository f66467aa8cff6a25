"""A view of a drawing as data for the template of its SVG."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..drawing import Drawing, Frame, Shape, View
from ..rules import UnitFacts
from ..ui_text import MapUiText

# Part of the width of the view: 16 pixels if the picture has 534.
_LETTERS = 0.03
_LETTER_WIDTH = 0.56
_LINE_HEIGHT = 1.1
_MOST_LINES = 2
# The scale bar is at most this part of the width.
_BAR = 4

Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Area:
    """One unit in the picture."""

    key: str
    name: str
    lang: str
    url: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """A short name in the picture, on one or two lines."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the SVG of a view shows. `bar` is the length of the scale bar in the frame, and
    `bar_metres` its true length.
    """

    name: str
    box: tuple[int, int, int, int]
    areas: Sequence[Area]
    labels: Sequence[Label]
    letters: int
    bar: int
    bar_metres: int
    frame: Frame

    @property
    def view_box(self) -> str:
        return " ".join(map(str, self.box))


def picture(
    drawing: Drawing, view: View, facts: Mapping[str, UnitFacts], ui_text: MapUiText, address: Address
) -> Picture:
    """The view with the units that exist and are drawn in its frame, in the order of the drawing."""
    frame = drawing.frame(view.frame)
    letters = round(max(view.box[2], view.box[3]) * _LETTERS)
    areas = [
        Area(key, ui_text.name(facts[key]), ui_text.lang(facts[key]), address(key), path)
        for key, path in frame.paths.items()
        if key in facts and _touches(drawing, frame, key, view.box)
    ]
    labels = [
        label
        for area in areas
        if (label := _label(facts[area.key].name, frame.rooms[area.key], letters, view.box))
    ]
    bar_metres = _round_length(view.box[2] * frame.metres / _BAR)
    return Picture(
        view.name, view.box, areas, labels, letters, round(bar_metres / frame.metres), bar_metres, frame
    )


def around(drawing: Drawing, key: str) -> View | None:
    """A view of one unit and some space around it; None if it is not drawn."""
    shape = drawing.shapes.get(key)
    frame = next((one for one in drawing.frames if key in one.rooms), None)
    if shape is None or frame is None:
        return None
    x, y, _radius = frame.rooms[key]
    if frame.distance:
        return View(frame.name, frame.name, (0, 0, frame.width, frame.height))
    size = round(max(shape.width, shape.height) / frame.metres * 2) + 40
    left = min(max(round(x - size / 2), 0), max(frame.width - size, 0))
    top = min(max(round(y - size / 2), 0), max(frame.height - size, 0))
    return View("around", frame.name, (left, top, min(size, frame.width), min(size, frame.height)))


def _touches(drawing: Drawing, frame: Frame, key: str, box: tuple[int, int, int, int]) -> bool:
    """Whether the box around a unit touches the section. In a frame that is shown as a whole, all do."""
    left, top, width, height = box
    if (width, height) == (frame.width, frame.height):
        return True
    shape, (x, y, _radius) = drawing.shapes[key], frame.rooms[key]
    west, north = x - (shape.x - shape.left) / frame.metres, y - _above(shape) / frame.metres
    east, south = west + shape.width / frame.metres, north + shape.height / frame.metres
    return west < left + width and east > left and north < top + height and south > top


def _above(shape: Shape) -> float:
    """Metres from the label point to the northern end."""
    return shape.bottom + shape.height - shape.y


def _label(
    name: str, room: tuple[float, float, float], letters: int, box: tuple[int, int, int, int]
) -> Label | None:
    """The name on one or two lines, if it fits into the free circle and the view."""
    x, y, radius = room
    inside = box[0] + radius < x < box[0] + box[2] - radius and box[1] + radius < y < box[1] + box[3] - radius
    if not inside and not (box[0] < x < box[0] + box[2] and box[1] < y < box[1] + box[3]):
        return None
    for lines in _wrapped(name):
        wide = max(map(len, lines)) * letters * _LETTER_WIDTH / 2
        high = len(lines) * letters * _LINE_HEIGHT / 2
        if math.hypot(wide, high) <= radius:
            return Label(x, round(y - high + letters), lines)
    return None


@lru_cache(maxsize=4096)
def _wrapped(name: str) -> tuple[tuple[str, ...], ...]:
    """The name on one line, then on two lines that are as equal as possible."""
    words = name.split()
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    two = min(cuts, key=lambda lines: max(map(len, lines)), default=None)
    return ((name,), two) if two is not None else ((name,),)


def _round_length(metres: float) -> int:
    """The largest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10 ** math.floor(math.log10(max(metres, 1)))
    return int(next(step * power for step in (5, 2, 1) if step * power <= max(metres, 1)))
