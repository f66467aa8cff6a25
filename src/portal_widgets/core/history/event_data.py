"""Events and days as plain data, as they are stored and exported, and back."""

from collections.abc import Mapping
from datetime import date

from ..plain_data import mapping, sequence, text, whole
from ..text.normalization import one_line
from ..text.slugs import is_slug
from .events import Act, Event, EventKind, EventPart
from .shares import read_share

FIRST_YEAR = 1000
LONGEST_KEY = 40
LONGEST_TEXT = 2000
LONGEST_URL = 2000


def read_day(given: object) -> date | None:
    """A day as YYYY-MM-DD; None if it is empty. Raises ValueError otherwise. The day before the first day of
    the calendar cannot be computed, and no act is that old.
    """
    said = str(given or "").strip()
    day = date.fromisoformat(said) if said else None
    if day is not None and day.year < FIRST_YEAR:
        raise ValueError(f"a day must not be before the year {FIRST_YEAR}")
    return day


def without_empty(data: Mapping[str, object]) -> dict[str, object]:
    """Plain data without empty facts."""
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def day_text(day: date | None) -> str:
    """A day as `read_day` reads it."""
    return day.isoformat() if day is not None else ""


def event_data(event: Event) -> dict[str, object]:
    """An event; empty facts are left out."""
    act = without_empty(
        {
            "number": event.act.number,
            "issued": day_text(event.act.issued),
            "clause": event.act.clause,
            "url": event.act.url,
            "printed": event.act.printed,
        }
    )
    parts = [
        without_empty(
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
    facts = {"key": event.key, "kind": event.kind.value, "on": day_text(event.on), "note": event.note}
    return without_empty({**facts, "sequence": event.sequence or "", "act": act, "parts": parts})


def read_event(data: Mapping[str, object]) -> Event:
    """Raises ValueError or LookupError if the data are not an event."""
    act = mapping(data.get("act", {}))
    read_act = Act(issued=read_day(act.get("issued")), **texts(act, "number", "clause", "url", "printed"))
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


def texts(data: Mapping[str, object], *names: str) -> dict[str, str]:
    """Texts by these names; "" where one is missing. Raises ValueError if one is not a text."""
    return {name: text(data.get(name, "")) for name in names}


def read_key(given: object) -> str:
    """A key. Raises ValueError for anything except 1 to 40 of a-z, 0-9 and hyphens."""
    key = str(given).strip()
    if not is_slug(key, LONGEST_KEY):
        raise ValueError(f"{key[:60]!r} must be 1 to {LONGEST_KEY} of a-z, 0-9 and hyphens")
    return key


def read_url(given: object) -> str:
    """The address of an act: https, http, or a path of this site. Raises ValueError otherwise."""
    url = str(given or "").strip()
    if url and (not url.startswith(("https://", "http://", "/")) or len(url) > LONGEST_URL or " " in url):
        raise ValueError("an address must begin with https://, http:// or /")
    return url


def read_text(given: object) -> str:
    return one_line(str(given or ""), LONGEST_TEXT)
