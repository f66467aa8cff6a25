"""The settings of the administrative map."""

from dataclasses import dataclass

from ..config import optional, setting
from .package import MapPackage, configured_package


@dataclass(frozen=True)
class MapSettings:
    """The first register of units."""

    map_file: MapPackage | None = setting(
        None,
        optional(configured_package),
        "File of `flask portal map export` with units, events and drawings. It is shown until the register "
        "is edited in the admin area or imported. Reading it needs no further package.",
    )
