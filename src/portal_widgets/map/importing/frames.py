"""Frames and paths: far islands get insets, borders are simplified together, and the paths are short."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from ..drawing import Frame, View, bearing
from .coverage import Surface
from .measure import label_point
from .projection import Numbers

WIDTH, TALLEST = 1000, 1200
INSET = 300
# Bytes of the paths of the whole map: with links and names, the picture stays below 50 kB.
MOST_BYTES = 27_000
# Pixels of the frame: the first that is short enough is taken.
TOLERANCES = (0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 6.0)
# Sections with twice the detail only help if there are many units.
MANY_UNITS = 30
# An island is far if the frame would grow by more than this with it.
FAR = 1.3
_SECTIONS = {"nw": (0.0, 0.0), "ne": (0.4, 0.0), "sw": (0.0, 0.4), "se": (0.4, 0.4)}
_SECTION_SIZE = 0.6

Areas = Mapping[str, BaseGeometry]


def draw(
    surface: Surface, step: Callable[[], None] = lambda: None
) -> tuple[tuple[Frame, ...], tuple[View, ...]]:
    """The frames, the main one first, and the views of them."""
    main, *far = _clusters(surface.areas)
    frames = [_frame("main", main, WIDTH, TALLEST)]
    step()
    views = [_whole("all", frames[0])]
    if len(main) > MANY_UNITS:
        detail = _frame("detail", main, 2 * WIDTH, 2 * TALLEST, TOLERANCES[1:])
        frames.append(detail)
        views += [_section(name, detail) for name in _SECTIONS]
    step()
    for number, cluster in enumerate(far, 1):
        inset = _inset(f"inset-{number}", cluster, main)
        frames.append(inset)
        views.append(_whole(inset.name, inset))
    return tuple(frames), tuple(views)


def _whole(name: str, frame: Frame) -> View:
    return View(name, frame.name, (0, 0, frame.width, frame.height))


def _section(name: str, frame: Frame) -> View:
    left, top = _SECTIONS[name]
    size = (round(frame.width * _SECTION_SIZE), round(frame.height * _SECTION_SIZE))
    return View(name, frame.name, (round(frame.width * left), round(frame.height * top), *size))


def _inset(name: str, cluster: Areas, main: Areas) -> Frame:
    frame = _frame(name, cluster, INSET, INSET)
    line = shapely.shortest_line(
        shapely.union_all([one.envelope for one in main.values()]),
        shapely.union_all([one.envelope for one in cluster.values()]),
    )
    (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
    direction = bearing(x2 - x1, y2 - y1)
    return replace(frame, distance=float(round(line.length)), bearing=round(direction, 1))


def _clusters(areas: Areas) -> list[Areas]:
    """The parts of the units in groups: first the one to draw in full, with the islands near it, then far
    groups, each with what is near in it.
    """
    keys = [key for key, area in areas.items() for _ in shapely.get_parts(area)]
    parts = [part for area in areas.values() for part in shapely.get_parts(area)]
    near = math.sqrt(sum(part.area for part in parts)) / 4
    groups = _near_each_other(parts, near)
    groups.sort(key=lambda group: -sum(parts[at].area for at in group))
    main, far = list(groups[0]), []
    for group in groups[1:]:
        if _grows(parts, main, group) > FAR:
            far.append(group)
        else:
            main += group
    return [
        _parts_by_key(keys, parts, main),
        *(_parts_by_key(keys, parts, one) for one in _joined(parts, far, 6 * near)),
    ]


def _near_each_other(parts: Sequence[BaseGeometry], distance: float) -> list[list[int]]:
    """Groups of parts whose boxes are at most so far from each other, by their numbers."""
    boxes = [part.envelope for part in parts]
    pairs = shapely.STRtree(boxes).query(boxes, predicate="dwithin", distance=distance).T.tolist()
    root = list(range(len(parts)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, other in pairs:
        root[find(one)] = find(other)
    groups: dict[int, list[int]] = {}
    for at in range(len(parts)):
        groups.setdefault(find(at), []).append(at)
    return list(groups.values())


def _grows(parts: Sequence[BaseGeometry], main: Sequence[int], group: Sequence[int]) -> float:
    before = box(*shapely.total_bounds([parts[at] for at in main])).area
    return float(box(*shapely.total_bounds([parts[at] for at in (*main, *group)])).area / before)


def _joined(parts: Sequence[BaseGeometry], groups: Sequence[list[int]], distance: float) -> list[list[int]]:
    if not groups:
        return []
    hulls = [MultiPolygon([parts[at] for at in group]).envelope for group in groups]
    near = _near_each_other(hulls, distance)
    return [[at for number in some for at in groups[number]] for some in near]


def _parts_by_key(keys: Sequence[str], parts: Sequence[BaseGeometry], some: Sequence[int]) -> Areas:
    found: dict[str, list[BaseGeometry]] = {}
    for at in sorted(some):
        found.setdefault(keys[at], []).append(parts[at])
    return {key: MultiPolygon(one) for key, one in found.items()}


def _frame(
    name: str, areas: Areas, width: int, tallest: int, tolerances: Sequence[float] = TOLERANCES
) -> Frame:
    """The areas in a frame with a margin of two units, as short as needed."""
    left, bottom, right, top = shapely.total_bounds(list(areas.values())).tolist()
    metres = max((right - left) / (width - 4), (top - bottom) / (tallest - 4), 1.0)
    height = math.ceil((top - bottom) / metres) + 4
    drawn_width = math.ceil((right - left) / metres) + 4
    corner = np.array([left, top])

    def to_frame(positions: Numbers) -> Numbers:
        return np.asarray((positions - corner) * np.array([1, -1]) / metres + 2)

    paths = {}
    for tolerance in tolerances:
        simple = shapely.coverage_simplify(list(areas.values()), tolerance * metres)
        moved = shapely.transform(simple, to_frame)
        paths = {key: _path(area) for key, area in zip(areas, moved, strict=True)}
        if sum(len(path) for path in paths.values()) <= MOST_BYTES * width / WIDTH:
            break
    rooms = {key: _room(shapely.transform(area, to_frame)) for key, area in areas.items()}
    west, north = round(left - 2 * metres, 1), round(top + 2 * metres, 1)
    return Frame(name, drawn_width, height, round(metres, 3), paths, rooms, west=west, north=north)


def _room(area: BaseGeometry) -> tuple[float, float, float]:
    point, radius = label_point(area)
    return round(point.x), round(point.y), round(radius, 1)


def _path(area: BaseGeometry) -> str:
    """The data of a path: whole numbers, each relative to the one before. Parts below three units are drawn
    as one dot for each place.
    """
    pieces: list[str] = []
    dots: dict[tuple[int, int], str] = {}
    for part in shapely.get_parts(area):
        rings = [_ring(ring) for ring in (part.exterior, *part.interiors)]
        if rings[0]:
            pieces += [one for one in rings if one]
        else:
            x, y = (round(value) for value in part.representative_point().coords[0])
            dots.setdefault((x // 4, y // 4), f"M{x - 1} {y - 1}h3v3h-3z")
    return "".join([*pieces, *dots.values()])


def _ring(ring: BaseGeometry) -> str:
    """A ring; "" if it has no area in whole numbers."""
    points = np.rint(np.asarray(ring.coords)[:-1]).astype(int)
    kept = [points[at] for at in range(len(points)) if (points[at] != points[at - 1]).any()]
    if len(kept) < 3 or (np.ptp(np.array(kept), axis=0) < 2).any():  # noqa: PLR2004 - the fewest corners, a width
        return ""
    x, y = kept[0]
    steps = []
    for one, other in pairwise(kept):
        dx, dy = (other - one).tolist()
        steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
    joined = steps[0] + "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
    return f"M{x} {y}l{joined}z"
