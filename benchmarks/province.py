"""An invented province: units with shared, wiggling borders, holes and islands, as GeoJSON and as a register."""

import json
import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

# Kilometres; and where the province is, in degrees.
SIZE = 90.0
LONGITUDE, LATITUDE = 106.2, 10.4
KM_PER_DEGREE = 111.2
WORDS = (
    "Đồng",
    "Bến",
    "Vân",
    "Lam",
    "Sỏi",
    "Trà",
    "Mây",
    "Châu",
    "Kiều",
    "Sim",
    "Ân",
    "Giang",
    "Thạnh",
    "Lộc",
    "Phước",
)

N = len(WORDS)


def areas(
    count: int = 126, *, holes: int = 3, islands: int = 20, spacing: float = 0.06, seed: int = 7
) -> list[BaseGeometry]:
    """The areas in kilometres: `holes` of them are inside another, and the last has only islands, far away."""
    dice = random.Random(seed)  # noqa: S311 - an invention
    inland = count - holes - 1
    coast = _coast(dice)
    cells = _cells(dice, inland, coast)
    by_room = sorted(range(inland), key=lambda at: -cells[at].area)
    near = max(islands - 8, 0)
    for at in by_room[:holes]:
        heart = _blob(dice, cells[at].representative_point(), math.sqrt(cells[at].area) / 5)
        cells.append(heart)
        cells[at] = cells[at].difference(heart)
    for number in range(near):
        island = _blob(
            dice, Point(SIZE * 1.12 + dice.random() * 6, SIZE * (number + 0.5) / near), 0.4 + dice.random()
        )
        nearest = min(range(inland), key=lambda at: cells[at].distance(island))
        cells[nearest] = MultiPolygon([*shapely.get_parts(cells[nearest]), island])
    far = [
        _blob(
            dice,
            Point(SIZE * 3 + dice.random() * 30, SIZE * (0.3 + dice.random() * 0.4)),
            0.5 + dice.random(),
        )
        for _ in range(islands - near)
    ]
    cells.append(shapely.union_all(far))
    # The wiggle moves every point of the plane, so a shared border stays shared and nothing crosses.
    return [shapely.transform(shapely.segmentize(one, spacing), _wiggle) for one in cells]


def points(areas: Sequence[BaseGeometry]) -> int:
    return int(sum(shapely.get_num_coordinates(area) for area in areas))


def geojson(areas: Sequence[BaseGeometry], properties: Sequence[dict[str, Any]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": one,
            "geometry": json.loads(shapely.to_geojson(shapely.transform(area, _degrees))),
        }
        for area, one in zip(areas, properties, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def units(count: int) -> list[dict[str, Any]]:
    """Facts of invented units, no name twice."""
    kinds = ["commune", "commune", "commune", "ward"]
    facts = [
        {
            "key": f"u{number:03}",
            "code": f"{90000 + number}",
            "name": f"{WORDS[number % N]} {WORDS[(number // N + number) % N]}{' ' + str(number // N) if number >= N else ''}",
            "kind": kinds[number % 4],
        }
        for number in range(count)
    ]
    facts[-1]["kind"] = "special-zone"
    return facts


def register(facts: Sequence[dict[str, Any]], title: str = "Lam Châu") -> dict[str, Any]:
    """The register's data: the units belong to a province, and have always existed."""
    province = {"key": "province", "versions": [{"name": title, "kind": "province", "code": "97"}]}
    rest = [
        {
            "key": one["key"],
            "versions": [{"parent": "province", **{k: v for k, v in one.items() if k != "key"}}],
        }
        for one in facts
    ]
    return {"units": [province, *rest], "events": [], "maps": []}


def _coast(dice: random.Random) -> Polygon:
    corners = [
        (0, 0),
        (SIZE * 0.9, 0),
        (SIZE, SIZE * 0.3),
        (SIZE * 0.95, SIZE * 0.7),
        (SIZE, SIZE),
        (SIZE * 0.1, SIZE),
    ]
    return Polygon([(x + dice.uniform(-3, 3), y + dice.uniform(-3, 3)) for x, y in corners])


def _cells(dice: random.Random, count: int, coast: Polygon) -> list[BaseGeometry]:
    """Voronoi cells of points that are not too near to each other."""
    seeds: list[Point] = []
    apart = math.sqrt(coast.area / count) * 0.62
    while len(seeds) < count:
        one = Point(dice.uniform(0, SIZE), dice.uniform(0, SIZE))
        if coast.contains(one) and all(one.distance(other) > apart for other in seeds):
            seeds.append(one)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seeds), extend_to=coast))
    inside = [shapely.intersection(cell, coast) for cell in cells]
    inside = [one for one in inside if one.area > 0]
    return list(shapely.coverage_clean(inside))


def _blob(dice: random.Random, middle: Point, radius: float) -> Polygon:
    turns = [math.tau * step / 24 for step in range(24)]
    return Polygon(
        [
            (
                middle.x + radius * dice.uniform(0.75, 1.2) * math.cos(turn),
                middle.y + radius * dice.uniform(0.75, 1.2) * math.sin(turn),
            )
            for turn in turns
        ]
    )


def _wiggle(positions: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Waves of five lengths. Their slopes add up to less than one, so the plane is never folded."""
    x, y = positions[:, 0], positions[:, 1]
    moved = positions.copy()
    for number, wave in enumerate((19.0, 7.3, 2.9, 1.1, 0.43)):
        strength = 0.15 * wave / math.tau
        moved[:, 0] += strength * np.sin(math.tau * y / wave + number)
        moved[:, 1] += strength * np.sin(math.tau * x / wave + 2 * number)
    return moved


def _degrees(positions: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    latitude = LATITUDE + positions[:, 1] / KM_PER_DEGREE
    longitude = LONGITUDE + positions[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(latitude)))
    return np.round(np.column_stack((longitude, latitude)), 6)
