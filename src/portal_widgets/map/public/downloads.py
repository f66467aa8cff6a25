"""The register as tables for everyone: units with their areas, events, and old units with those of today."""

from collections.abc import Iterator
from datetime import date

from ...core.files.csv_file import write_csv
from ...core.history.lineage import last_day, successors
from ..drawing import Shape
from ..importing.csv_files import UNIT_COLUMNS, unit_rows
from ..rules import DrawingSource, Register, Unit, UnitVersion
from ..service import UnitService

_KM2 = 1_000_000
# The areas come from a drawing, so each line names the source of it.
AREA_COLUMNS = (
    "area_km2",
    "official_area_km2",
    "latitude",
    "longitude",
    "source",
    "licence",
    "scale",
    "dated",
)
# An older unit, and a unit of the day `as_of` to which it gave these shares. The acts are the source.
MAPPING_COLUMNS = (
    "key", "name", "code", "on", "new_key", "new_name", "new_code", "as_of", "area", "population",
    "estimated", "acts",
)  # fmt: skip


def units_table(service: UnitService) -> bytes:
    """All versions of all units. A unit that is drawn also has its measured area and the source of it."""
    register = service.current()[1]
    drawn = _drawn(service, register)
    rows = [(*row, *_area_cells(drawn.get(str(row[0])))) for row in unit_rows(register)]
    return write_csv([(*UNIT_COLUMNS, *AREA_COLUMNS), *rows])


def mapping_table(register: Register, on: date | None, today: date) -> bytes:
    """The units of a day, or all units on their last day, each with the units of today."""
    rows = [row for unit in register.history.entities.values() for row in _mapped(register, unit, on, today)]
    return write_csv([MAPPING_COLUMNS, *rows])


def _drawn(service: UnitService, register: Register) -> dict[str, tuple[Shape, DrawingSource]]:
    """The newest shape of each unit, with its source."""
    found = {}
    for sheet in register.maps:
        for source in sheet.drawings:
            drawing = service.drawing(source)
            shapes = drawing.shapes if drawing is not None else {}
            found.update({key: (shape, source) for key, shape in shapes.items()})
    return found


def _area_cells(drawn: tuple[Shape, DrawingSource] | None) -> tuple[object, ...]:
    if drawn is None:
        return ("",) * len(AREA_COLUMNS)
    shape, source = drawn
    official = round(shape.official_area / _KM2, 4) if shape.official_area else ""
    measured = round(shape.area / _KM2, 4), official, round(shape.latitude, 4), round(shape.longitude, 4)
    return (*measured, source.source, source.licence, source.scale, source.dated or "")


def _mapped(register: Register, unit: Unit, on: date | None, today: date) -> Iterator[tuple[object, ...]]:
    since = on or last_day(unit, today)
    version = unit.at(since)
    if version is None:
        return
    until = max(since, today)
    old = unit.key, version.facts.full_name, version.facts.code, since
    found = successors(register.history, unit.key, since, until)
    for key, trace in found.items():
        new = _facts(register, key, until, version)
        acts = "; ".join(dict.fromkeys(one.act.number for one in trace.events if one.act.number))
        estimated = trace.area.estimated or trace.population.estimated
        shares = str(trace.area), str(trace.population), "yes" if estimated else "no"
        yield (*old, key, new.facts.full_name, new.facts.code, until, *shares, acts)
    if not found:
        yield (*old, "", "", "", until, "", "", "", "")


def _facts(register: Register, key: str, day: date, other: UnitVersion) -> UnitVersion:
    unit = register.unit(key)
    return (unit.at(day) if unit is not None else None) or other
