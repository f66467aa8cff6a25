"""The settings of the administrative map."""

from dataclasses import dataclass

from ..config import matching, optional, setting
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
    map_source: str = setting(
        "",
        matching(r"[^\r\n]{0,400}", "a text of at most 400 characters on one line"),
        "Source of the units and events, in the tables that everyone can download. By default, the tables "
        "say `not stated`.",
    )
    map_licence: str = setting(
        "",
        matching(r"[^\r\n]{0,400}", "a text of at most 400 characters on one line"),
        "Licence of the units and events, in the tables that everyone can download. By default, the tables "
        "say `not stated`.",
    )
