"""The areas of the units as one surface: valid, without overlaps and gaps, so that borders are shared
exactly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from .faults import FileFault
from .geojson import Feature
from .projection import Numbers, Projection, around

# Metres. Positions nearer to each other are one: five decimals of a degree are a metre.
GRID = 0.5
# Square metres. A smaller overlap or gap comes from rounding; it is closed and counted.
SLIVER = 20_000.0
# A gap wider than this is a lake or a piece of sea, not a fault of the file.
GAP_METRES = 150.0


@dataclass(frozen=True)
class Surface:
    """The areas by key, in metres on the plane of the projection."""

    areas: Mapping[str, BaseGeometry]
    projection: Projection

    def without(self, key: str) -> tuple["Surface", BaseGeometry]:
        """The other areas, and this one."""
        others = {other: area for other, area in self.areas.items() if other != key}
        return Surface(others, self.projection), self.areas[key]

    def where(self, geometry: BaseGeometry) -> dict[str, str]:
        """Degrees of a point of the geometry, for a sentence."""
        point = geometry.representative_point()
        longitude, latitude = self.projection.degrees(point.x, point.y)
        return {"longitude": f"{longitude:.4f}", "latitude": f"{latitude:.4f}"}


def build(features: Mapping[str, Feature]) -> tuple[Surface, list[FileFault]]:
    """The areas of the features by key, on a grid. Invalid ones are left out and reported."""
    projection = around(_positions(features.values()))
    areas, faults = {}, []
    for key, feature in features.items():
        whole = MultiPolygon([_polygon(one, projection) for one in feature.polygons])
        if not shapely.is_valid(whole):
            faults.append(_invalid(feature, whole, projection))
            continue
        snapped = shapely.set_precision(whole, GRID)
        if snapped.is_empty:
            faults.append(FileFault("no-area", feature.number))
        else:
            areas[key] = snapped
    return Surface(areas, projection), faults


def check(surface: Surface, numbers: Mapping[str, int], *, repair: bool) -> tuple[Surface, list[FileFault]]:
    """The surface without overlaps and slivers. Large overlaps stop the import, unless `repair` gives each to
    the unit with the longest border there; narrow gaps are closed. All of it is reported.
    """
    keys = list(surface.areas)
    geometries = [surface.areas[key] for key in keys]
    faults = list(_gaps(surface, geometries))
    if shapely.coverage_is_valid(geometries, gap_width=GAP_METRES):
        return surface, faults
    faults += _overlaps(surface, keys, geometries, numbers, repair=repair)
    cleaned = shapely.coverage_clean(geometries, gap_width=GAP_METRES, snapping_distance=GRID)
    areas = dict(zip(keys, cleaned, strict=True))
    gone = [key for key, one in areas.items() if one.is_empty]
    faults += [FileFault("swallowed", numbers[key]) for key in gone]
    return Surface({key: one for key, one in areas.items() if not one.is_empty}, surface.projection), faults


def _positions(features: Iterable[Feature]) -> Numbers:
    rings = [ring for feature in features for polygon in feature.polygons for ring in polygon[:1]]
    return np.concatenate([np.asarray(ring, dtype=np.float64) for ring in rings])


def _polygon(rings: Sequence[Sequence[tuple[float, float]]], projection: Projection) -> Polygon:
    shell, *holes = (projection.forward(np.asarray(ring, dtype=np.float64)) for ring in rings)
    return Polygon(shell, holes)


def _invalid(feature: Feature, area: BaseGeometry, projection: Projection) -> FileFault:
    """GEOS names the kind of fault and its point, such as "Self-intersection[12.5 3]"."""
    reason, _, point = shapely.is_valid_reason(area).partition("[")
    east, north = (float(part) for part in point.rstrip("]").split()[:2]) if point else (0.0, 0.0)
    longitude, latitude = projection.degrees(east, north)
    crossing = "intersection" in reason or "rings" in reason.lower() or "Holes are nested" in reason
    values = {"why": reason, "longitude": f"{longitude:.4f}", "latitude": f"{latitude:.4f}"}
    return FileFault("self-crossing" if crossing else "wrong-rings", feature.number, values)


def _overlaps(
    surface: Surface,
    keys: Sequence[str],
    geometries: Sequence[BaseGeometry],
    numbers: Mapping[str, int],
    *,
    repair: bool,
) -> Iterator[FileFault]:
    tree = shapely.STRtree(geometries)
    for one, other in sorted(map(tuple, tree.query(geometries, predicate="overlaps").T.tolist())):
        if one > other:
            continue
        common = shapely.intersection(geometries[one], geometries[other])
        if common.area > 0:
            values = {
                "other": numbers[keys[other]],
                "hectares": f"{common.area / 10_000:.1f}",
                **surface.where(common),
            }
            small = common.area <= SLIVER
            fault = "small-overlap" if small else "overlap"
            yield FileFault(fault, numbers[keys[one]], values, warning=small or repair)
    for one, other in sorted(map(tuple, tree.query(geometries, predicate="contains").T.tolist())):
        if one != other:
            yield FileFault("inside-other", numbers[keys[other]], {"other": numbers[keys[one]]})


def _gaps(surface: Surface, geometries: Sequence[BaseGeometry]) -> Iterator[FileFault]:
    """Holes of the whole surface: narrow ones are faults of the file, wide ones may be lakes."""
    whole = shapely.union_all(geometries)
    for polygon in getattr(whole, "geoms", [whole]):
        for ring in polygon.interiors:
            hole = Polygon(ring)
            narrow = shapely.maximum_inscribed_circle(hole).length * 2 < GAP_METRES
            values = {"hectares": f"{hole.area / 10_000:.1f}", **surface.where(hole)}
            yield FileFault("gap-closed" if narrow else "hole", 0, values, warning=True)
