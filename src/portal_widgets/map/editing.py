"""Changes of the register: each function returns a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ..core.history.events import Event, EventKind
from ..core.history.timeline import Entity, History, Version
from .rules import DrawingSource, MapSheet, Register, Text, Unit, UnitFacts

One = TypeVar("One")


def put_units(register: Register, units: Iterable[Unit]) -> Register:
    """Add units, or replace all versions of those that exist."""
    entities = {**register.history.entities, **{unit.key: unit for unit in units}}
    return replace(register, history=History(entities, register.history.events))


def put_events(register: Register, events: Iterable[Event]) -> Register:
    """Add events, or replace those with the same keys."""
    known = {event.key: event for event in register.history.events}
    known |= {event.key: event for event in events}
    return replace(register, history=History(register.history.entities, tuple(known.values())))


def remove_event(register: Register, key: str) -> Register:
    """Remove an event. The versions that it explains stay."""
    left = tuple(event for event in register.history.events if event.key != key)
    return replace(register, history=History(register.history.entities, left))


def remove_unit(register: Register, key: str) -> Register:
    """Remove a unit. Events that mention it then have a fault."""
    entities = {one: unit for one, unit in register.history.entities.items() if one != key}
    return replace(register, history=History(entities, register.history.events))


def record(register: Register, event: Event, facts: Mapping[str, UnitFacts]) -> Register:
    """Record an event with its effect: sources without a part of their own in it end on its day, unless
    `facts` has their facts after it; targets that do not exist yet begin, and changed facts begin a new
    version.
    """
    entities = dict(register.history.entities)
    for key in event.sources() - event.targets() - facts.keys():
        if key in entities and _ends(event, key):
            entities[key] = _ended(entities[key], event.on)
    for key, after in facts.items():
        entities[key] = _begun(entities.get(key), key, event.on, after)
    return put_events(replace(register, history=History(entities, register.history.events)), [event])


def put_drawing(register: Register, slug: str, title: Text, source: DrawingSource) -> Register:
    """Add a drawing to a map, or replace the one of the same day. A new map comes last."""
    before = register.map(slug) or MapSheet(slug, title or slug)
    others = [one for one in before.drawings if one.since != source.since]
    drawings = tuple(sorted((*others, source), key=lambda one: one.since))
    sheet = replace(before, title=title or before.title, drawings=drawings)
    if register.map(slug) is None:
        return replace(register, maps=(*register.maps, sheet))
    return replace(register, maps=tuple(sheet if one.slug == slug else one for one in register.maps))


def remove_drawing(register: Register, slug: str, since: date) -> Register:
    """Remove the drawing of a day, and the map if it was its last one."""
    sheets = [
        replace(one, drawings=tuple(each for each in one.drawings if one.slug != slug or each.since != since))
        for one in register.maps
    ]
    return replace(register, maps=tuple(one for one in sheets if one.drawings))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two registers. `what` is "unit", "event" or "drawing"; `how` is "added",
    "changed" or "removed".
    """

    what: str
    how: str
    key: str
    name: str


def changes(before: Register, after: Register) -> list[Change]:
    """All differences, so that an office sees them before it saves."""
    units = [
        Change("unit", how, key, unit.last.facts.full_name)
        for how, key, unit in _differences(before.history.entities, after.history.entities)
    ]
    events = [
        Change("event", how, key, f"{event.kind} {event.on}")
        for how, key, event in _differences(_by_key(before), _by_key(after))
    ]
    drawings = [
        Change("drawing", how, key, one.source)
        for how, key, one in _differences(_drawings(before), _drawings(after))
    ]
    return [*units, *events, *drawings]


def _differences(before: Mapping[str, One], after: Mapping[str, One]) -> list[tuple[str, str, One]]:
    added = [("added", key, one) for key, one in after.items() if key not in before]
    changed = [("changed", key, one) for key, one in after.items() if key in before and before[key] != one]
    removed = [("removed", key, one) for key, one in before.items() if key not in after]
    return [*added, *changed, *removed]


def _by_key(register: Register) -> dict[str, Event]:
    return {event.key: event for event in register.history.events}


def _drawings(register: Register) -> dict[str, DrawingSource]:
    return {f"{sheet.slug} {one.since}": one for sheet in register.maps for one in sheet.drawings}


def _ends(event: Event, key: str) -> bool:
    """Whether a source ends with the event. A division or abolition ends it; any other event only if nothing
    of it is left.
    """
    if event.kind in (EventKind.SPLIT, EventKind.ABOLISH):
        return True
    return sum(part.area.value or 0 for part in event.parts_from(key)) >= 1


def _ended(unit: Unit, day: date) -> Unit:
    """The unit without the time from this day on."""
    kept = [one for one in unit.versions if one.start is None or one.start < day]
    if not kept:
        return unit
    return Entity(unit.key, (*kept[:-1], replace(kept[-1], end=day)))


def _begun(unit: Unit | None, key: str, day: date, facts: UnitFacts) -> Unit:
    """The unit with these facts from this day on."""
    before = _ended(unit, day).versions if unit is not None else ()
    if unit is not None and before and before[-1].facts == facts:
        return Entity(key, (*before[:-1], replace(before[-1], end=None)))
    return Entity(key, (*before, Version(day, None, facts)))
