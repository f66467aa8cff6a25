"""A drawing as GeoJSON (RFC 7946), for those whose licence lets everyone download the areas. The borders are
those of the picture, simplified together, so neighbours still share them.
"""

import json
import re
from collections.abc import Iterator, Mapping

from ..drawing import Drawing, Frame
from ..importing.inverse_projection import degrees
from ..rules import DrawingSource, UnitFacts

# Six decimals of a degree are ten centimetres.
_DECIMALS = 6
_PIECE = re.compile(r"M(-?\d+) (-?\d+)([^M]*)")
_STEP = re.compile(r"([lhvz])|(-?\d+)")

Point = tuple[int, int]
Ring = list[Point]
Polygon = list[Ring]


def is_offered(drawing: Drawing | None, source: DrawingSource | None) -> bool:
    """Whether the areas can be downloaded: the licence allows it, and the drawing knows its projection."""
    if drawing is None or source is None or not source.open:
        return False
    return drawing.middle is not None and all(one.west is not None for one in drawing.frames)


def areas(drawing: Drawing, source: DrawingSource, facts: Mapping[str, UnitFacts]) -> str:
    """The units as a FeatureCollection, with source, licence, scale and date."""
    features = [
        {
            "type": "Feature",
            "id": key,
            "properties": _properties(drawing, key, one),
            "geometry": {"type": "MultiPolygon", "coordinates": list(_geometry(drawing, key))},
        }
        for key, one in facts.items()
        if key in drawing.shapes
    ]
    about = {
        "source": source.source,
        "licence": source.licence,
        "scale": source.scale,
        "dated": source.dated.isoformat() if source.dated else "",
        "since": source.since.isoformat(),
        "grid_metres": round(_finest(drawing).metres),
    }
    data = {"type": "FeatureCollection", **about, "features": features}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _properties(drawing: Drawing, key: str, facts: UnitFacts) -> dict[str, object]:
    shape = drawing.shapes[key]
    official = {"area_km2": round(shape.official_area / 1_000_000, 4)} if shape.official_area else {}
    largest = {"largest_part": shape.largest_name} if shape.largest_name else {}
    return {
        "key": key, "code": facts.code, "name": facts.name, "kind": facts.kind.value, "parent": facts.parent,
        **official, **largest,
    }  # fmt: skip


def _finest(drawing: Drawing) -> Frame:
    """The frame of the main part with the most detail."""
    return min((one for one in drawing.frames if not one.distance), key=lambda one: one.metres)


def _geometry(drawing: Drawing, key: str) -> Iterator[list[list[list[float]]]]:
    for frame in (_finest(drawing), *drawing.insets()):
        for polygon in polygons(frame.paths.get(key, "")):
            yield [_closed(drawing, frame, ring, hole=at > 0) for at, ring in enumerate(polygon)]


def _closed(drawing: Drawing, frame: Frame, ring: Ring, *, hole: bool) -> list[list[float]]:
    """The ring in degrees. Outer rings are counter-clockwise, holes clockwise (RFC 7946, 3.1.6)."""
    assert drawing.middle is not None  # noqa: S101 - see is_offered
    west, north = frame.west or 0.0, frame.north or 0.0
    # In the picture, y grows to the south.
    if (_twice_the_area(ring) > 0) != hole:
        ring = ring[::-1]
    places = [degrees(drawing.middle, west + x * frame.metres, north - y * frame.metres) for x, y in ring]
    rounded = [[round(one, _DECIMALS) for one in place] for place in places]
    return [*rounded, rounded[0]]


def polygons(path: str) -> list[Polygon]:
    """The polygons of a path, each with its outer ring first: an import writes the holes after it."""
    found: list[Polygon] = []
    for piece in _PIECE.finditer(path):
        ring = _ring(piece)
        if found and _is_hole(ring, found[-1]):
            found[-1].append(ring)
        else:
            found.append([ring])
    return found


def _ring(piece: re.Match[str]) -> Ring:
    x, y = int(piece[1]), int(piece[2])
    ring, way, waiting = [(x, y)], "l", None
    for letter, number in _STEP.findall(piece[3]):
        if letter:
            way = letter
        elif way == "h":
            ring.append((x := x + int(number), y))
        elif way == "v":
            ring.append((x, y := y + int(number)))
        elif waiting is None:
            waiting = int(number)
        else:
            x, y, waiting = x + waiting, y + int(number), None
            ring.append((x, y))
    return ring


def _twice_the_area(ring: Ring) -> int:
    """Positive if the ring is clockwise in the picture."""
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _is_hole(ring: Ring, polygon: Polygon) -> bool:
    """Whether the ring is inside the polygon, and not an island in one of its holes."""
    outer, *holes = polygon
    return _is_inside(ring, outer) and not any(_is_inside(ring, one) for one in holes)


def _is_inside(ring: Ring, outer: Ring) -> bool:
    """Whether the ring has a point inside the other one. Shared corners do not count."""
    corners = set(outer)
    return any(_contains(outer, point) for point in ring if point not in corners)


def _contains(ring: Ring, point: Point) -> bool:
    """The even-odd rule."""
    x, y = point
    inside = False
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (b > y) != (d > y) and x < a + (y - b) * (c - a) / (d - b):
            inside = not inside
    return inside
