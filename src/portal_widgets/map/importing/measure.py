"""The derived facts of each unit: sizes, shape, neighbours by land and over the sea."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from ..drawing import Neighbour, Shape, bearing
from .coverage import Surface

# Metres. Areas that meet in a point or along less are not neighbours.
SHORTEST_BORDER = 1.0
Edges = dict[str, dict[str, Neighbour]]


@dataclass(frozen=True)
class Measured:
    """The facts by key, and the corner of the whole, in metres on the plane."""

    shapes: Mapping[str, Shape]
    bounds: tuple[float, float, float, float]


def measure(
    surface: Surface,
    official: Mapping[str, float],
    islands: Mapping[str, str],
    step: Callable[[], None] = lambda: None,
) -> Measured:
    """Measure every unit. `official` has the official areas in square metres, and `islands` the names of the
    largest parts, where they are known.
    """
    bounds = tuple(shapely.total_bounds(list(surface.areas.values())).tolist())
    labels = {}
    for key, area in surface.areas.items():
        labels[key] = label_point(area)[0]
        step()
    land = _land_neighbours(surface.areas, labels)
    sea = _sea_neighbours(surface.areas, land)
    shapes = {
        key: replace(
            _shape(surface, key, bounds, labels[key], land[key], sea[key]),
            official_area=official.get(key),
            largest_name=islands.get(key, ""),
        )
        for key in surface.areas
    }
    return Measured(shapes, bounds)


def label_point(area: BaseGeometry) -> tuple[Point, float]:
    """The point of the largest part that is farthest from its border, and the distance there."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    tolerance = max(math.sqrt(largest.area) / 50, 1e-6)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=tolerance)
    return Point(radius.coords[0]), radius.length


def _shape(
    surface: Surface,
    key: str,
    bounds: tuple[float, ...],
    label: Point,
    land: Mapping[str, Neighbour],
    sea: Mapping[str, Neighbour],
) -> Shape:
    area = surface.areas[key]
    left, bottom, right, top = area.bounds
    parts = shapely.get_parts(area)
    outer = max(area.length - sum(one.metres for one in land.values()), 0.0)
    longitude, latitude = surface.projection.degrees(label.x, label.y)
    axis, elongation = _axis(area)
    return Shape(
        area=round(area.area),
        perimeter=round(area.length),
        outer=round(outer),
        width=round(right - left),
        height=round(top - bottom),
        x=round(label.x - bounds[0]),
        y=round(label.y - bounds[1]),
        left=round(left - bounds[0]),
        bottom=round(bottom - bounds[1]),
        axis=round(axis),
        elongation=round(elongation, 2),
        solidity=round(area.area / area.convex_hull.area, 2),
        parts=len(parts),
        holes=sum(len(part.interiors) for part in parts),
        longitude=round(longitude, 4),
        latitude=round(latitude, 4),
        neighbours=_clockwise(land),
        sea=_clockwise(sea),
        inside=next(iter(land)) if len(land) == 1 and outer < SHORTEST_BORDER else "",
        largest=round(max(part.area for part in parts)),
    )


def _clockwise(neighbours: Mapping[str, Neighbour]) -> tuple[Neighbour, ...]:
    return tuple(sorted(neighbours.values(), key=lambda one: (one.bearing, one.key)))


def _axis(area: BaseGeometry) -> tuple[float, float]:
    """The bearing of the longest side of the narrowest rectangle around the area, and its length by width."""
    corners = list(shapely.oriented_envelope(area).exterior.coords)
    sides = [(other[0] - one[0], other[1] - one[1]) for one, other in pairwise(corners[:3])]
    sides.sort(key=lambda side: math.hypot(*side))
    short, long = sides
    return bearing(*long) % 180, math.hypot(*long) / max(math.hypot(*short), 1.0)


def _land_neighbours(areas: Mapping[str, BaseGeometry], labels: Mapping[str, Point]) -> Edges:
    keys, geometries = list(areas), list(areas.values())
    borders = [one.boundary for one in geometries]
    found: Edges = {key: {} for key in keys}
    tree = shapely.STRtree(geometries)
    for one, other in tree.query(geometries, predicate="intersects").T.tolist():
        if one >= other:
            continue
        common = shapely.intersection(borders[one], borders[other])
        if common.length < SHORTEST_BORDER:
            continue
        middle = _middle(common)
        for here, there in ((one, other), (other, one)):
            label = labels[keys[here]]
            direction = bearing(middle.x - label.x, middle.y - label.y)
            found[keys[here]][keys[there]] = Neighbour(keys[there], round(common.length), round(direction, 1))
    return found


def _middle(border: BaseGeometry) -> Point:
    """The middle of a border: the centroid of its lines, which may be in several pieces."""
    lines = [one for one in shapely.get_parts(border) if one.length > 0]
    return shapely.MultiLineString(lines).centroid


def _sea_neighbours(areas: Mapping[str, BaseGeometry], land: Edges) -> Edges:
    """Links over the sea until every unit can be reached from every other one: each group of units that is
    connected by land is linked with the nearest other group, again and again.
    """
    sea: Edges = {key: {} for key in areas}
    groups = _groups(list(areas), land)
    coarse = {key: shapely.simplify(area, 200) for key, area in areas.items()}
    while len(groups) > 1:
        one, other = _nearest(groups[0], groups[1:], coarse)
        _link(sea, areas, one, other)
        joined = next(group for group in groups[1:] if other in group)
        groups = [*(group for group in groups[1:] if group is not joined), groups[0] | joined]
    return sea


def _groups(keys: list[str], land: Edges) -> list[set[str]]:
    """Units that are connected by land, the smallest group first."""
    groups, left = [], dict.fromkeys(keys)
    while left:
        start = next(iter(left))
        group, waiting = {start}, [start]
        while waiting:
            for other in land[waiting.pop()]:
                if other not in group:
                    group.add(other)
                    waiting.append(other)
        groups.append(group)
        left = {key: None for key in left if key not in group}
    return sorted(groups, key=len)


def _nearest(group: set[str], others: list[set[str]], areas: Mapping[str, BaseGeometry]) -> tuple[str, str]:
    outside = sorted(key for one in others for key in one)
    tree = shapely.STRtree([areas[key] for key in outside])
    inside = sorted(group)
    (mine, theirs), distances = tree.query_nearest(
        [areas[key] for key in inside], return_distance=True, all_matches=False
    )
    best = int(distances.argmin())
    return inside[int(mine[best])], outside[int(theirs[best])]


def _link(sea: Edges, areas: Mapping[str, BaseGeometry], one: str, other: str) -> None:
    line = shapely.shortest_line(areas[one], areas[other])
    (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
    forth = bearing(x2 - x1, y2 - y1)
    sea[one][other] = Neighbour(other, round(line.length), round(forth, 1))
    sea[other][one] = Neighbour(one, round(line.length), round((forth + 180) % 360, 1))
