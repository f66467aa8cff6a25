"""The register as tables for everyone: units with their areas, events, and old units with those of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ...core.files.csv_file import write_csv
from ...core.history.lineage import Trace, last_day, successors
from ..drawing import Shape
from ..importing.csv_files import (
    AREA_COLUMNS,
    EVENT_COLUMNS,
    SOURCE_COLUMNS,
    UNIT_COLUMNS,
    event_rows,
    unit_rows,
)
from ..rules import DrawingSource, Register, UnitVersion
from ..service import UnitService

_KM2 = 1_000_000
# Only drawings have a scale. Each line names its acts, too.
NO_SCALE = "none"
NOT_STATED = "not stated"
# An older unit, and a unit of the day `as_of` to which it gave these shares.
MAPPING_COLUMNS = (
    "key", "name", "code", "on", "new_key", "new_name", "new_code", "as_of", "area", "population",
    "estimated", "acts",
)  # fmt: skip
# The units of today and the events on the way to them, in all lines. A country of ten thousand units with
# five events for each has 60,000. A chain of a thousand transfers has more than a hundred million.
MOST_STEPS = 200_000


class TooLongError(ValueError):
    """The mapping would take minutes and hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """Where the units and events come from: the columns of each line, except the day."""

    source: str = ""
    licence: str = ""

    def cells(self, day: object) -> tuple[object, ...]:
        return self.source or NOT_STATED, self.licence or NOT_STATED, NO_SCALE, day


def units_table(service: UnitService, source: RegisterSource) -> bytes:
    """All versions of all units. A unit that is drawn also has its measured area, and its source is that of
    the drawing.
    """
    register, today = service.current()[1], service.today()
    drawn = _drawn(service, register)
    rows = [(*row, *_area_cells(drawn.get(str(row[0])), source.cells(today))) for row in unit_rows(register)]
    return write_csv([(*UNIT_COLUMNS, *AREA_COLUMNS, *SOURCE_COLUMNS), *rows])


def events_table(register: Register, source: RegisterSource, today: date) -> bytes:
    """All events with their acts, as the register has them today."""
    rows = [(*row, *source.cells(today)) for row in event_rows(register)]
    return write_csv([(*EVENT_COLUMNS, *SOURCE_COLUMNS), *rows])


def mapping_table(
    register: Register, on: date | None, today: date, source: RegisterSource = RegisterSource()
) -> bytes:
    """The units of a day, or all units on their last day, each with the units of today. Raises TooLongError
    if the units of today and the events on the way are too many.
    """
    cells, steps, rows = source.cells(today), 0, list[tuple[object, ...]]()
    for unit in register.history.entities.values():
        since = on or last_day(unit, today)
        version = unit.at(since)
        if version is None:
            continue
        found = successors(register.history, unit.key, since, max(since, today))
        steps += sum(1 + len(trace.events) for trace in found.values())
        if steps > MOST_STEPS:
            raise TooLongError
        old = unit.key, version.facts.full_name, version.facts.code, since
        rows += [(*old, *new, *cells) for new in _mapped(register, version, found, max(since, today))]
    return write_csv([(*MAPPING_COLUMNS, *SOURCE_COLUMNS), *rows])


def _drawn(service: UnitService, register: Register) -> dict[str, tuple[Shape, DrawingSource]]:
    """The newest shape of each unit, with its source."""
    found = {}
    for sheet in register.maps:
        for source in sheet.drawings:
            drawing = service.drawing(source)
            shapes = drawing.shapes if drawing is not None else {}
            found.update({key: (shape, source) for key, shape in shapes.items()})
    return found


def _area_cells(drawn: tuple[Shape, DrawingSource] | None, undrawn: tuple[object, ...]) -> tuple[object, ...]:
    if drawn is None:
        return (*("",) * len(AREA_COLUMNS), *undrawn)
    shape, source = drawn
    official = round(shape.official_area / _KM2, 4) if shape.official_area else ""
    measured = round(shape.area / _KM2, 4), official, round(shape.latitude, 4), round(shape.longitude, 4)
    return (*measured, source.source, source.licence, source.scale, source.dated or "")


def _mapped(
    register: Register, old: UnitVersion, found: Mapping[str, Trace], until: date
) -> Iterator[tuple[object, ...]]:
    for key, trace in found.items():
        new = _facts(register, key, until, old)
        acts = "; ".join(dict.fromkeys(one.act.number for one in trace.events if one.act.number))
        estimated = trace.area.estimated or trace.population.estimated
        shares = str(trace.area), str(trace.population), "yes" if estimated else "no"
        yield (key, new.facts.full_name, new.facts.code, until, *shares, acts)
    if not found:
        yield ("", "", "", until, "", "", "", "")


def _facts(register: Register, key: str, day: date, other: UnitVersion) -> UnitVersion:
    unit = register.unit(key)
    return (unit.at(day) if unit is not None else None) or other
