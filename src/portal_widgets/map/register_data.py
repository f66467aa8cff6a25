"""The register as plain data, as it is stored and exported, and back."""

from collections.abc import Mapping
from datetime import date

from ..core.history.events import Act, Event, EventKind, EventPart
from ..core.history.shares import read_share
from ..core.history.timeline import Entity, History, Version
from ..core.plain_data import mapping, sequence, text, whole
from ..core.text.normalization import one_line
from ..core.text.slugs import is_slug
from .rules import DrawingSource, Kind, MapSheet, Register, Text, Unit, UnitFacts

LONGEST_KEY = 40
FIRST_YEAR = 1000
LONGEST_NAME = 200
LONGEST_TEXT = 2000
LONGEST_URL = 2000
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
        "events": [_event_data(one) for one in register.history.events],
    }


def read_register(data: object) -> Register:
    """Raises ValueError or LookupError if the data are not a register."""
    given = mapping(data)
    units, events = sequence(given["units"]), sequence(given["events"])
    if len(units) > MOST_UNITS or len(events) > MOST_EVENTS:
        raise ValueError(f"more than {MOST_UNITS} units or {MOST_EVENTS} events")
    read = [_unit(mapping(one)) for one in units]
    history = History({one.key: one for one in read}, tuple(_event(mapping(one)) for one in events))
    return Register(history, tuple(_map(mapping(one)) for one in sequence(given.get("maps", ()))))


def read_name(given: object) -> str:
    """A name in NFC on one line. Raises ValueError if it is empty or too long."""
    name = one_line(str(given))
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a name must have 1 to {LONGEST_NAME} characters")
    return name


def read_key(given: object) -> str:
    """A unit's key. Raises ValueError for anything except 1 to 40 of a-z, 0-9 and hyphens."""
    key = str(given).strip()
    if not is_slug(key, LONGEST_KEY):
        raise ValueError(f"{key[:60]!r} must be 1 to {LONGEST_KEY} of a-z, 0-9 and hyphens")
    return key


def read_day(given: object) -> date | None:
    """A day as YYYY-MM-DD; None if it is empty. Raises ValueError otherwise. The day before the first day of
    the calendar cannot be computed, and no act is that old.
    """
    said = str(given or "").strip()
    day = date.fromisoformat(said) if said else None
    if day is not None and day.year < FIRST_YEAR:
        raise ValueError(f"a day must not be before the year {FIRST_YEAR}")
    return day


def read_kind(given: object) -> Kind:
    """A kind by its name or its Vietnamese word. Raises ValueError with the allowed values."""
    said = one_line(str(given)).casefold()
    kinds = [kind for kind in Kind if said in (kind.value, kind.word)]
    if not kinds:
        raise ValueError(f"{said[:40]!r} must be one of: {', '.join(Kind)}")
    return kinds[-1] if len(kinds) == 1 else Kind.PROVINCIAL_CITY


def read_url(given: object) -> str:
    """The address of an act: https, http, or a path of this site. Raises ValueError otherwise."""
    url = str(given or "").strip()
    if url and (not url.startswith(("https://", "http://", "/")) or len(url) > LONGEST_URL or " " in url):
        raise ValueError("an address must begin with https://, http:// or /")
    return url


def read_text(given: object) -> str:
    return one_line(str(given or ""), LONGEST_TEXT)


def _without_empty(data: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _said(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _version_data(version: Version[UnitFacts]) -> dict[str, object]:
    facts = version.facts
    plain = {name: getattr(facts, name) for name in ("name", "name_en", "code", "parent", "system")}
    days = {"from": _said(version.start), "to": _said(version.end)}
    return _without_empty({**days, "kind": facts.kind.value, **plain})


def _unit(data: Mapping[str, object]) -> Unit:
    return Entity(text(data["key"]), tuple(_version(mapping(one)) for one in sequence(data["versions"])))


def _version(data: Mapping[str, object]) -> Version[UnitFacts]:
    facts = UnitFacts(
        text(data["name"]),
        Kind(text(data["kind"])),
        **_texts(data, "code", "parent", "name_en", "system"),
    )
    return Version(read_day(data.get("from")), read_day(data.get("to")), facts)


def _event_data(event: Event) -> dict[str, object]:
    act = _without_empty(
        {
            "number": event.act.number,
            "issued": _said(event.act.issued),
            "clause": event.act.clause,
            "url": event.act.url,
            "printed": event.act.printed,
        }
    )
    parts = [
        _without_empty(
            {
                "from": part.source,
                "to": part.target,
                "area": str(part.area),
                "population": str(part.population),
                "wording": part.wording,
            }
        )
        for part in event.parts
    ]
    facts = {"key": event.key, "kind": event.kind.value, "on": _said(event.on), "note": event.note}
    return _without_empty({**facts, "sequence": event.sequence or "", "act": act, "parts": parts})


def _event(data: Mapping[str, object]) -> Event:
    act = mapping(data.get("act", {}))
    read_act = Act(issued=read_day(act.get("issued")), **_texts(act, "number", "clause", "url", "printed"))
    on = read_day(data["on"])
    if on is None:
        raise ValueError("an event needs a day")
    return Event(
        text(data["key"]),
        EventKind(text(data["kind"])),
        on,
        tuple(_part(mapping(one)) for one in sequence(data.get("parts", ()))),
        read_act,
        whole(data.get("sequence", 0)),
        text(data.get("note", "")),
    )


def _part(data: Mapping[str, object]) -> EventPart:
    return EventPart(
        text(data.get("from", "")),
        text(data.get("to", "")),
        read_share(text(data["area"])),
        read_share(text(data["population"])),
        text(data.get("wording", "")),
    )


def _texts(data: Mapping[str, object], *names: str) -> dict[str, str]:
    return {name: text(data.get(name, "")) for name in names}


def _map_data(sheet: MapSheet) -> dict[str, object]:
    drawings = [
        _without_empty(
            {
                **{name: getattr(one, name) for name in ("digest", "source", "licence", "scale", "reason")},
                "since": one.since.isoformat(),
                "dated": _said(one.dated),
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
    )
