"""GeoJSON (RFC 7946) within limits: features with polygons in longitude and latitude (WGS 84)."""

import json
import math
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass

from ...core.text.normalization import one_line
from .faults import FileFault, ImportRefusedError

# The communes of the largest province: 19 MB with 270,000 points.
LARGEST = 40 * 1024 * 1024
MOST_FEATURES = 1000
MOST_POINTS = 1_000_000
MOST_PARTS = 20_000
LONGEST_PROPERTY = 400
# A ring is closed and has at least three corners (RFC 7946, 3.1.6).
FEWEST_POSITIONS = 4

Ring = list[tuple[float, float]]
Polygon = list[Ring]


@dataclass(frozen=True, slots=True)
class Feature:
    """One unit of the file: its number from 1, its properties as texts, and its polygons, the outer ring of
    each first.
    """

    number: int
    properties: Mapping[str, str]
    polygons: list[Polygon]


def read_geojson(content: bytes) -> tuple[list[Feature], list[FileFault]]:
    """The features that can be read, and the faults of the others. Raises ImportRefusedError if the whole
    file cannot be used.
    """
    data = _parse(content)
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise ImportRefusedError("not-a-collection")
    _refuse_other_systems(data)
    given = data.get("features")
    if not isinstance(given, list) or not given:
        raise ImportRefusedError("no-features")
    if len(given) > MOST_FEATURES:
        raise ImportRefusedError("too-many-features", most=MOST_FEATURES)
    features, faults, budget = [], [], _Budget()
    for number, one in enumerate(given, 1):
        try:
            features.append(_feature(number, one, budget))
        except _FeatureError as error:
            faults.append(FileFault(error.fault, number, error.values))
    return features, faults


class _FeatureError(Exception):
    def __init__(self, fault: str, **values: object) -> None:
        super().__init__(fault)
        self.fault, self.values = fault, values


class _Budget:
    """How many points and parts the file may still have."""

    def __init__(self) -> None:
        self.points, self.parts = MOST_POINTS, MOST_PARTS

    def take(self, points: int, parts: int) -> None:
        self.points -= points
        self.parts -= parts
        if self.points < 0:
            raise ImportRefusedError("too-many-points", most=MOST_POINTS)
        if self.parts < 0:
            raise ImportRefusedError("too-many-parts", most=MOST_PARTS)


def _parse(content: bytes) -> object:
    if len(content) > LARGEST:
        raise ImportRefusedError("too-large", most=LARGEST // 2**20)
    try:
        text = content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ImportRefusedError("not-utf-8") from error
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ImportRefusedError("too-deep") from error
    except ValueError as error:
        raise ImportRefusedError("not-json", why=one_line(str(error), 120)) from error


def _refuse_constant(name: str) -> float:
    raise ImportRefusedError("not-a-number", value=name)


def _refuse_other_systems(data: Mapping[str, object]) -> None:
    """Old files name another coordinate system, such as VN-2000, in `crs`."""
    crs = data.get("crs")
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if name and not name.endswith(("CRS84", "4326")):
        raise ImportRefusedError("other-system", name=one_line(name, 80))


def _feature(number: int, data: object, budget: _Budget) -> Feature:
    if not isinstance(data, dict) or data.get("type") != "Feature":
        raise _FeatureError("not-a-feature")
    geometry, properties = data.get("geometry"), data.get("properties")
    if not isinstance(geometry, dict):
        raise _FeatureError("no-geometry")
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _FeatureError("not-an-area", kind=one_line(str(kind), 40))
    several = [given] if kind == "Polygon" else given
    if not isinstance(several, list) or not several:
        raise _FeatureError("no-coordinates")
    polygons = [_polygon(one, budget) for one in several]
    return Feature(number, _texts(properties if isinstance(properties, dict) else {}), polygons)


def _texts(properties: Mapping[str, object]) -> dict[str, str]:
    plain = {key: value for key, value in properties.items() if isinstance(value, (str, int, float))}
    return {str(key)[:60].casefold(): one_line(str(value), LONGEST_PROPERTY) for key, value in plain.items()}


def _polygon(rings: object, budget: _Budget) -> Polygon:
    if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) for ring in rings):
        raise _FeatureError("no-coordinates")
    budget.take(sum(len(ring) for ring in rings), 1)
    return [_ring(ring) for ring in rings]


def _ring(ring: list[object]) -> Ring:
    if len(ring) < FEWEST_POSITIONS:
        raise _FeatureError("short-ring")
    positions = [_position(one) for one in ring]
    if positions[0] != positions[-1]:
        raise _FeatureError("open-ring", **_where(positions[0]))
    return positions


def _position(one: object) -> tuple[float, float]:
    if not isinstance(one, list) or len(one) < 2:  # noqa: PLR2004 - longitude and latitude
        raise _FeatureError("no-coordinates")
    longitude, latitude = one[0], one[1]
    if type(longitude) not in (int, float) or type(latitude) not in (int, float):
        raise _FeatureError("no-coordinates")
    # An integer may be too large for a number with a fraction.
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # noqa: PLR2004 - degrees
        swapped = abs(latitude) <= 180 and abs(longitude) <= 90  # noqa: PLR2004 - degrees
        raise _FeatureError("swapped" if swapped else "out-of-range")
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise _FeatureError("out-of-range")
    return float(longitude), float(latitude)


def _where(position: tuple[float, float]) -> dict[str, str]:
    return {"longitude": f"{position[0]:.5f}", "latitude": f"{position[1]:.5f}"}
