"""From one unit to another: distance, direction, and the path over units that touch each other."""

import heapq
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .drawing import Drawing, Neighbour, Shape, bearing

COMPASS = 8


@dataclass(frozen=True, slots=True)
class Between:
    """The way from one unit to another, from middle to middle: metres, and degrees from north. `border` is
    the shared border if they touch. `path` has the keys of the units on the way, both ends included; `by_sea`
    are the places in it where the next unit is across the sea.
    """

    metres: float
    bearing: float
    border: Neighbour | None
    path: tuple[str, ...]
    by_sea: tuple[int, ...] = ()


def between(drawing: Drawing, start: str, goal: str) -> Between | None:
    """None if one of them is not drawn, or if both are the same."""
    one, other = drawing.shapes.get(start), drawing.shapes.get(goal)
    if one is None or other is None or start == goal:
        return None
    path = _path(drawing, start, goal)
    by_sea = tuple(
        at for at in range(len(path) - 1) if drawing.shapes[path[at]].neighbour(path[at + 1]) is None
    )
    return Between(distance(one, other), direction(one, other), one.neighbour(goal), path, by_sea)


def distance(one: Shape, other: Shape) -> float:
    """Metres from middle to middle."""
    return math.hypot(other.x - one.x, other.y - one.y)


def direction(one: Shape, other: Shape) -> float:
    """Degrees from north, clockwise."""
    return bearing(other.x - one.x, other.y - one.y)


def sector(degrees: float) -> int:
    """The direction of the compass rose: 0 is north, 1 north-east, and so on."""
    return round(degrees / (360 / COMPASS)) % COMPASS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is: metres from the western and from the southern edge of its frame, and the direction
    from the middle of the frame; None if it is in the middle. `inset` is the name of its inset.
    """

    east: float
    north: float
    sector: int | None
    inset: str = ""


def place(drawing: Drawing, key: str) -> Place | None:
    """None if the unit is not drawn."""
    frame = next((one for one in drawing.frames if key in one.rooms), None)
    if frame is None:
        return None
    x, y, _radius = frame.rooms[key]
    east, north = x - frame.width / 2, frame.height / 2 - y
    in_the_middle = math.hypot(east, north) < min(frame.width, frame.height) / 6
    return Place(
        x * frame.metres,
        (frame.height - y) * frame.metres,
        None if in_the_middle else sector(bearing(east, north)),
        frame.name if frame.distance else "",
    )


def _path(drawing: Drawing, start: str, goal: str) -> tuple[str, ...]:
    """The shortest way from middle to middle (Dijkstra), over units that touch, or over the sea."""
    before = {start: ""}
    best = {start: 0.0}
    waiting = [(0.0, start)]
    while waiting:
        so_far, key = heapq.heappop(waiting)
        if key == goal:
            return _back(before, goal)
        for other, metres in _steps(drawing, key):
            if so_far + metres < best.get(other, math.inf):
                best[other], before[other] = so_far + metres, key
                heapq.heappush(waiting, (so_far + metres, other))
    return start, goal


def _steps(drawing: Drawing, key: str) -> Iterator[tuple[str, float]]:
    here = drawing.shapes[key]
    for one in (*here.neighbours, *here.sea):
        if one.key in drawing.shapes:
            yield one.key, distance(here, drawing.shapes[one.key])


def _back(before: Mapping[str, str], goal: str) -> tuple[str, ...]:
    path = [goal]
    while before[path[-1]]:
        path.append(before[path[-1]])
    return tuple(reversed(path))
