"""Units and events as CSV: one line for each version of a unit, and one for each part of an event."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from ...core.files.csv_file import read_csv, unguard, write_csv
from ...core.history.event_data import read_day, read_key, read_text, read_url
from ...core.history.events import Act, Event, EventKind, EventPart
from ...core.history.shares import read_share
from ...core.history.timeline import Entity, Version
from ...core.text.normalization import one_line
from ..register_data import MOST_UNITS, read_kind, read_name
from ..rules import Register, Unit, UnitFacts
from .faults import FileFault, ImportRefusedError

LARGEST = 16 * 1024 * 1024
UNIT_COLUMNS = ("key", "from", "to", "kind", "name", "name_en", "code", "parent", "system")
EVENT_COLUMNS = (
    "event", "on", "kind", "from", "to", "area", "population", "wording",
    "act", "issued", "clause", "url", "printed", "sequence", "note",
)  # fmt: skip
# Downloads have these columns, too. They say where a line comes from, and an import skips them.
SOURCE_COLUMNS = ("source", "licence", "scale", "dated")
AREA_COLUMNS = ("area_km2", "official_area_km2", "latitude", "longitude")
_MOST_COLUMNS = 60
_MOST_LINES = 4 * MOST_UNITS

Value = TypeVar("Value")


def write_units(register: Register) -> bytes:
    return write_csv([UNIT_COLUMNS, *unit_rows(register)])


def unit_rows(register: Register) -> list[tuple[object, ...]]:
    """A row for each version of a unit, in the order of the columns. The first cell is the key."""
    return [
        (
            unit.key, one.start, one.end, one.facts.kind.value, one.facts.name, one.facts.name_en,
            one.facts.code, one.facts.parent, one.facts.system,
        )
        for unit in register.history.entities.values()
        for one in unit.versions
    ]  # fmt: skip


def write_events(register: Register) -> bytes:
    return write_csv([EVENT_COLUMNS, *event_rows(register)])


def event_rows(register: Register) -> list[tuple[object, ...]]:
    """A row for each part of an event, in the order of the columns."""
    return [
        (
            event.key, event.on, event.kind.value, part.source, part.target, str(part.area),
            str(part.population), part.wording, event.act.number, event.act.issued, event.act.clause,
            event.act.url, event.act.printed, event.sequence, event.note,
        )
        for event in register.history.events
        for part in event.parts
    ]  # fmt: skip


def read_units(file: bytes) -> tuple[list[Unit], list[FileFault]]:
    """The units of a file, with their versions in the order of time. Raises ImportRefusedError if the file is
    not such a table.
    """
    versions: dict[str, list[Version[UnitFacts]]] = {}
    faults = []
    for line, row in _rows(file, UNIT_COLUMNS, ("key", "kind", "name")):
        try:
            key, version = _version(row)
        except _LineError as error:
            faults.append(FileFault("line", line, {"column": error.column, "why": error.why}))
            continue
        versions.setdefault(key, []).append(version)
    units = [
        Entity(key, tuple(sorted(some, key=lambda one: one.start or date.min)))
        for key, some in versions.items()
    ]
    return units, faults


def read_events(file: bytes) -> tuple[list[Event], list[FileFault]]:
    """The events of a file. The lines of one event have the same key and repeat its facts."""
    events: dict[str, Event] = {}
    faults = []
    for line, row in _rows(file, EVENT_COLUMNS, ("event", "on", "kind", "from", "to")):
        try:
            event = _event(row)
        except _LineError as error:
            faults.append(FileFault("line", line, {"column": error.column, "why": error.why}))
            continue
        known = events.get(event.key)
        if known is not None and (known.on, known.kind, known.act) != (event.on, event.kind, event.act):
            faults.append(FileFault("event-differs", line, {"event": event.key}))
            continue
        parts = (*known.parts, *event.parts) if known is not None else event.parts
        events[event.key] = Event(
            event.key, event.kind, event.on, parts, event.act, event.sequence, event.note
        )
    return list(events.values()), faults


class _LineError(ValueError):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


def _rows(
    file: bytes, columns: tuple[str, ...], needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    if len(file) > LARGEST:
        raise ImportRefusedError("too-large", most=LARGEST // 2**20)
    try:
        lines = list(read_csv(file, _MOST_COLUMNS, lambda row: needed[0] in _names(row)))
    except ValueError as error:
        raise ImportRefusedError("not-csv", why=one_line(str(error), 160)) from error
    if len(lines) > _MOST_LINES:
        raise ImportRefusedError("too-many-lines", most=_MOST_LINES)
    names = _names(lines[0][1]) if lines else []
    if missing := [name for name in needed if name not in names]:
        raise ImportRefusedError("no-column", column=missing[0])
    known = {*columns, *AREA_COLUMNS, *SOURCE_COLUMNS}
    if unknown := [name for name in names if name and name not in known]:
        raise ImportRefusedError("unknown-column", column=unknown[0][:40], columns=", ".join(columns))
    for number, row in lines[1:]:
        if any(cell.strip() for cell in row):
            yield number, {name: unguard(cell) for name, cell in zip(names, row, strict=False)}


def _names(row: list[str]) -> list[str]:
    return [unguard(name).strip().casefold() for name in row]


def _read(row: Mapping[str, str], column: str, read: Callable[[object], Value]) -> Value:
    try:
        return read(row.get(column, ""))
    except ValueError as error:
        raise _LineError(column, one_line(str(error), 160)) from error


def _version(row: Mapping[str, str]) -> tuple[str, Version[UnitFacts]]:
    key, parent = _read(row, "key", read_key), row.get("parent", "").strip()
    facts = UnitFacts(
        _read(row, "name", read_name),
        _read(row, "kind", read_kind),
        read_text(row.get("code"))[:20],
        _read(row, "parent", read_key) if parent else "",
        read_text(row.get("name_en")),
        read_text(row.get("system"))[:60],
    )
    return key, Version(_read(row, "from", read_day), _read(row, "to", read_day), facts)


def _event(row: Mapping[str, str]) -> Event:
    source, target = (
        _read(row, column, read_key) if row.get(column, "").strip() else "" for column in ("from", "to")
    )
    if not source and not target:
        raise _LineError("from", "a part needs a unit it comes from or a unit it goes to")
    area, population = (
        _read(row, column, lambda text: read_share(str(text))) for column in ("area", "population")
    )
    part = EventPart(source, target, area, population, read_text(row.get("wording")))
    texts = {name: read_text(row.get(name)) for name in ("clause", "printed")}
    act = Act(
        read_text(row.get("act")), _read(row, "issued", read_day), url=_read(row, "url", read_url), **texts
    )
    on = _read(row, "on", read_day)
    if on is None:
        raise _LineError("on", "an event needs a day, as YYYY-MM-DD")
    return Event(
        _read(row, "event", read_key),
        _read(row, "kind", _event_kind),
        on,
        (part,),
        act,
        _read(row, "sequence", lambda text: int(str(text).strip() or 0)),
        read_text(row.get("note")),
    )


def _event_kind(text: object) -> EventKind:
    said = str(text).strip().casefold()
    if said not in set(EventKind):
        raise ValueError(f"{said[:40]!r} must be one of: {', '.join(EventKind)}")
    return EventKind(said)
