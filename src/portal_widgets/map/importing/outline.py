"""Where areas are: inside the outline of the unit above, and on the far islands of the country."""

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from .coverage import Surface
from .faults import FileFault

# West, south, east, north, in degrees.
FAR_ISLANDS = {"Hoàng Sa": (111.0, 15.5, 113.0, 17.3), "Trường Sa": (111.0, 6.5, 118.0, 12.0)}
_HALF = 0.5


def compare_with_outline(
    surface: Surface, outline: BaseGeometry, listed: Mapping[str, str], names: Mapping[str, tuple[int, str]]
) -> Iterator[FileFault]:
    """Areas inside the outline that the register does not list under the unit above, and listed ones that are
    outside. `names` has the number and the name of each area of the file.
    """
    for key, area in surface.areas.items():
        number, name = names[key]
        inside = shapely.intersection(area, outline).area > area.area * _HALF
        if inside and key not in listed:
            yield FileFault("inside-not-listed", number, {"name": name, **surface.where(area)})
        elif not inside:
            fault = "outside-parent" if key in listed else "other-parent"
            yield FileFault(fault, number, {"name": name, **surface.where(area)})


def far_islands(surface: Surface) -> Iterator[FileFault]:
    """A note for each group of islands: whether a part of an area is there. The office decides whether its
    map needs them.
    """
    parts = shapely.get_parts(list(surface.areas.values()))
    points = [surface.projection.degrees(one.x, one.y) for one in shapely.point_on_surface(parts)]
    for name, (west, south, east, north) in FAR_ISLANDS.items():
        there = any(
            west <= longitude <= east and south <= latitude <= north for longitude, latitude in points
        )
        yield FileFault("far-islands-there" if there else "far-islands", 0, {"islands": name}, warning=True)
