"""The form of an event: its day, kind and act, and a row for each part."""

from collections.abc import Mapping

from ..form_rows import Row, RowError, read_field, read_rows
from .event_data import read_day, read_key, read_text, read_url
from .events import Act, Event, EventKind, EventPart
from .shares import read_share

PART_NAMES = ("from", "to", "area", "population", "wording")
PLAIN = ("event_kind", "on", "number", "issued", "clause", "url", "printed", "note", "sequence")


def from_event(event: Event) -> tuple[Row, list[Row]]:
    """The fields and the parts of an event as the form shows them."""
    act = event.act
    plain = {
        "event_kind": event.kind.value,
        "on": event.on.isoformat(),
        "number": act.number,
        "issued": act.issued.isoformat() if act.issued else "",
        "clause": act.clause,
        "url": act.url,
        "printed": act.printed,
        "note": event.note,
        "sequence": str(event.sequence or ""),
    }
    parts = [
        {
            "from": part.source,
            "to": part.target,
            "area": str(part.area),
            "population": str(part.population),
            "wording": part.wording,
        }
        for part in event.parts
    ]
    return plain, parts


def plain_of(form: Mapping[str, str]) -> Row:
    return {name: form.get(name, "").strip() for name in PLAIN}


def parts_of(form: Mapping[str, str]) -> list[Row]:
    rows = read_rows(form, "from", PART_NAMES)
    return [row for row in rows if any(row[name] for name in ("from", "to", "wording"))]


def read_event(key: str, plain: Row, parts: list[Row]) -> Event:
    """The event that the form describes. Raises RowError with the first fault."""
    on = read_field(plain, "on", None, "day", read_day)
    if on is None:
        raise RowError("on", "day")
    if plain["event_kind"] not in set(EventKind):
        raise RowError("event_kind", "event_kind")
    if not parts:
        raise RowError("from-0", "parts")
    return Event(
        key,
        EventKind(plain["event_kind"]),
        on,
        tuple(_part(row, at) for at, row in enumerate(parts)),
        Act(
            read_text(plain["number"]),
            read_field(plain, "issued", None, "day", read_day),
            read_text(plain["clause"]),
            read_field(plain, "url", None, "url", read_url),
            read_text(plain["printed"]),
        ),
        read_field(plain, "sequence", None, "sequence", lambda text: int(text or 0)),
        read_text(plain["note"]),
    )


def _part(row: Row, at: int) -> EventPart:
    source, target = (
        read_field(row, name, at, "key", read_key) if row[name] else "" for name in ("from", "to")
    )
    if not source and not target:
        raise RowError(f"from-{at}", "parts")
    area, population = (read_field(row, name, at, "share", read_share) for name in ("area", "population"))
    return EventPart(source, target, area, population, read_text(row["wording"]))
