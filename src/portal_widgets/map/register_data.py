"""The register as plain data, as it is stored and exported, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..core.history.events import Act, Event, EventKind, EventPart
from ..core.history.shares import read_share
from ..core.history.timeline import Entity, History, Version
from ..core.text.normalization import one_line
from ..core.text.slugs import is_slug
from .rules import DrawingSource, Kind, MapSheet, Register, Text, UnitFacts

LONGEST_KEY = 40
FIRST_YEAR = 1000
LONGEST_NAME = 200
LONGEST_TEXT = 2000
LONGEST_URL = 2000
# A province has 170 units and some thousand earlier ones.
MOST_UNITS = 20_000
MOST_EVENTS = 20_000


def as_data(register: Register) -> dict[str, Any]:
    """Plain data; empty facts are left out."""
    return {
        "maps": [_map_data(one) for one in register.maps],
        "units": [
            {"key": unit.key, "versions": [_version_data(one) for one in unit.versions]}
            for unit in register.history.entities.values()
        ],
        "events": [_event_data(one) for one in register.history.events],
    }


def read_register(data: Any) -> Register:
    """Raises ValueError, LookupError or TypeError if the data are not a register."""
    units, events = data["units"], data["events"]
    if len(units) > MOST_UNITS or len(events) > MOST_EVENTS:
        raise ValueError(f"more than {MOST_UNITS} units or {MOST_EVENTS} events")
    read = [Entity(one["key"], tuple(_version(each) for each in one["versions"])) for one in units]
    history = History({one.key: one for one in read}, tuple(_event(one) for one in events))
    return Register(history, tuple(_map(one) for one in data.get("maps", ())))


def read_name(text: object) -> str:
    """A name in NFC on one line. Raises ValueError if it is empty or too long."""
    name = one_line(str(text))
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a name must have 1 to {LONGEST_NAME} characters")
    return name


def read_key(text: object) -> str:
    """A unit's key. Raises ValueError for anything except 1 to 40 of a-z, 0-9 and hyphens."""
    key = str(text).strip()
    if not is_slug(key, LONGEST_KEY):
        raise ValueError(f"{key[:60]!r} must be 1 to {LONGEST_KEY} of a-z, 0-9 and hyphens")
    return key


def read_day(text: object) -> date | None:
    """A day as YYYY-MM-DD; None if it is empty. Raises ValueError otherwise. The day before the first day of
    the calendar cannot be computed, and no act is that old.
    """
    said = str(text or "").strip()
    day = date.fromisoformat(said) if said else None
    if day is not None and day.year < FIRST_YEAR:
        raise ValueError(f"a day must not be before the year {FIRST_YEAR}")
    return day


def read_kind(text: object) -> Kind:
    """A kind by its name or its Vietnamese word. Raises ValueError with the allowed values."""
    said = one_line(str(text)).casefold()
    kinds = [kind for kind in Kind if said in (kind.value, kind.word)]
    if not kinds:
        raise ValueError(f"{said[:40]!r} must be one of: {', '.join(Kind)}")
    return kinds[-1] if len(kinds) == 1 else Kind.PROVINCIAL_CITY


def read_url(text: object) -> str:
    """The address of an act: https, http, or a path of this site. Raises ValueError otherwise."""
    url = str(text or "").strip()
    if url and (not url.startswith(("https://", "http://", "/")) or len(url) > LONGEST_URL or " " in url):
        raise ValueError("an address must begin with https://, http:// or /")
    return url


def read_text(text: object) -> str:
    return one_line(str(text or ""), LONGEST_TEXT)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _said(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _version_data(version: Version[UnitFacts]) -> dict[str, Any]:
    facts = version.facts
    plain = {name: getattr(facts, name) for name in ("name", "name_en", "code", "parent", "system")}
    days = {"from": _said(version.start), "to": _said(version.end)}
    return _without_empty({**days, "kind": facts.kind.value, **plain})


def _version(data: Mapping[str, Any]) -> Version[UnitFacts]:
    facts = UnitFacts(
        data["name"],
        Kind(data["kind"]),
        **{name: data.get(name, "") for name in ("code", "parent", "name_en", "system")},
    )
    return Version(read_day(data.get("from")), read_day(data.get("to")), facts)


def _event_data(event: Event) -> dict[str, Any]:
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


def _event(data: Mapping[str, Any]) -> Event:
    act = data.get("act", {})
    parts = tuple(
        EventPart(
            part.get("from", ""),
            part.get("to", ""),
            read_share(part["area"]),
            read_share(part["population"]),
            part.get("wording", ""),
        )
        for part in data.get("parts", ())
    )
    texts = {name: act.get(name, "") for name in ("number", "clause", "url", "printed")}
    read_act = Act(issued=read_day(act.get("issued")), **texts)
    on = read_day(data["on"])
    if on is None:
        raise ValueError("an event needs a day")
    return Event(
        data["key"],
        EventKind(data["kind"]),
        on,
        parts,
        read_act,
        int(data.get("sequence", 0)),
        data.get("note", ""),
    )


def _map_data(sheet: MapSheet) -> dict[str, Any]:
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


def _map(data: Mapping[str, Any]) -> MapSheet:
    drawings = tuple(
        DrawingSource(
            one["digest"],
            date.fromisoformat(one["since"]),
            one["source"],
            one["licence"],
            one.get("scale", ""),
            read_day(one.get("dated")),
            one.get("reason", "administrative"),
        )
        for one in data.get("drawings", ())
    )
    return MapSheet(data["slug"], data["title"], drawings)
