"""The register as plain data, as it is stored and exported, and back."""

from collections.abc import Mapping
from datetime import date

from ..core.history.event_data import day_text, event_data, read_day, read_event, texts, without_empty
from ..core.history.timeline import Entity, History, Version
from ..core.plain_data import mapping, sequence, text
from ..core.text.normalization import one_line
from .rules import DrawingSource, Kind, MapSheet, Register, Text, Unit, UnitFacts

LONGEST_NAME = 200
# A province has 170 units and some thousand earlier ones.
MOST_UNITS = 20_000
MOST_EVENTS = 20_000


def as_data(register: Register) -> dict[str, object]:
    """Plain data; empty facts are left out."""
    return {
        "maps": [_map_data(one) for one in register.maps],
        "units": [
            {"key": unit.key, "versions": [_version_data(one) for one in unit.versions]}
            for unit in register.history.entities.values()
        ],
        "events": [event_data(one) for one in register.history.events],
    }


def read_register(data: object) -> Register:
    """Raises ValueError or LookupError if the data are not a register."""
    given = mapping(data)
    units, events = sequence(given["units"]), sequence(given["events"])
    if len(units) > MOST_UNITS or len(events) > MOST_EVENTS:
        raise ValueError(f"more than {MOST_UNITS} units or {MOST_EVENTS} events")
    read = [_unit(mapping(one)) for one in units]
    history = History({one.key: one for one in read}, tuple(read_event(mapping(one)) for one in events))
    return Register(history, tuple(_map(mapping(one)) for one in sequence(given.get("maps", ()))))


def read_name(given: object) -> str:
    """A name in NFC on one line. Raises ValueError if it is empty or too long."""
    name = one_line(str(given))
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a name must have 1 to {LONGEST_NAME} characters")
    return name


def read_kind(given: object) -> Kind:
    """A kind by its name or its Vietnamese word. Raises ValueError with the allowed values."""
    said = one_line(str(given)).casefold()
    kinds = [kind for kind in Kind if said in (kind.value, kind.word)]
    if not kinds:
        raise ValueError(f"{said[:40]!r} must be one of: {', '.join(Kind)}")
    return kinds[-1] if len(kinds) == 1 else Kind.PROVINCIAL_CITY


def _version_data(version: Version[UnitFacts]) -> dict[str, object]:
    facts = version.facts
    plain = {name: getattr(facts, name) for name in ("name", "name_en", "code", "parent", "system")}
    days = {"from": day_text(version.start), "to": day_text(version.end)}
    return without_empty({**days, "kind": facts.kind.value, **plain})


def _unit(data: Mapping[str, object]) -> Unit:
    return Entity(text(data["key"]), tuple(_version(mapping(one)) for one in sequence(data["versions"])))


def _version(data: Mapping[str, object]) -> Version[UnitFacts]:
    facts = UnitFacts(
        text(data["name"]),
        Kind(text(data["kind"])),
        **texts(data, "code", "parent", "name_en", "system"),
    )
    return Version(read_day(data.get("from")), read_day(data.get("to")), facts)


def _map_data(sheet: MapSheet) -> dict[str, object]:
    drawings = [
        without_empty(
            {
                **{name: getattr(one, name) for name in ("digest", "source", "licence", "scale", "reason")},
                "since": one.since.isoformat(),
                "dated": day_text(one.dated),
                "open": one.open or "",
            }
        )
        for one in sheet.drawings
    ]
    title: Text = dict(sheet.title) if isinstance(sheet.title, Mapping) else sheet.title
    return {"slug": sheet.slug, "title": title, "drawings": drawings}


def _map(data: Mapping[str, object]) -> MapSheet:
    title, drawings = data["title"], sequence(data.get("drawings", ()))
    texts = {code: text(one) for code, one in title.items()} if isinstance(title, Mapping) else text(title)
    return MapSheet(text(data["slug"]), texts, tuple(_drawing(mapping(one)) for one in drawings))


def _drawing(data: Mapping[str, object]) -> DrawingSource:
    return DrawingSource(
        text(data["digest"]),
        date.fromisoformat(text(data["since"])),
        text(data["source"]),
        text(data["licence"]),
        text(data.get("scale", "")),
        read_day(data.get("dated")),
        text(data.get("reason", "administrative")),
        data.get("open") is True,
    )
