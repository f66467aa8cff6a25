"""Faults of a history: something lost, doubled, or changed without an event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from .events import Event
from .timeline import Entity, History

# Sums of rounded percentages, such as 33.3 % three times.
_TOLERANCE = Fraction(5, 1000)


@dataclass(frozen=True, slots=True)
class HistoryFault:
    """One fault: its name, the key of the thing, the day, and the key of the event if there is one."""

    fault: str
    key: str
    on: date | None = None
    event: str = ""


def find_faults(history: History[object]) -> list[HistoryFault]:
    """All faults, those of the things first."""
    faults = [fault for entity in history.entities.values() for fault in _of_entity(history, entity)]
    return [*faults, *(fault for event in history.events for fault in _of_event(history, event))]


def _of_entity(history: History[object], entity: Entity[object]) -> Iterator[HistoryFault]:
    yield from _of_versions(entity)
    events = history.events_of(entity.key)
    for version in entity.versions[1:]:
        if not any(event.on == version.start for event in events):
            yield HistoryFault("changed-without-event", entity.key, version.start)
    begun, ended = entity.start, entity.end
    if begun is not None and not any(_begins(one, entity.key, begun) for one in events):
        yield HistoryFault("begun-without-event", entity.key, begun)
    if ended is not None and not any(_ends(one, entity.key, ended) for one in events):
        yield HistoryFault("ended-without-event", entity.key, ended)


def _of_versions(entity: Entity[object]) -> Iterator[HistoryFault]:
    for version in entity.versions:
        if version.start is not None and version.end is not None and version.start > version.end:
            yield HistoryFault("ends-before-it-begins", entity.key, version.start)
    for one, other in pairwise(entity.versions):
        if one.end is None or other.start is None or one.end > other.start:
            yield HistoryFault("doubled", entity.key, other.start)
        elif one.end < other.start:
            yield HistoryFault("lost", entity.key, one.end)


def _begins(event: Event, key: str, day: date) -> bool:
    return event.on == day and any(part.source != key for part in event.parts_to(key))


def _ends(event: Event, key: str, day: date) -> bool:
    return event.on == day and any(part.target != key for part in event.parts_from(key))


def _of_event(history: History[object], event: Event) -> Iterator[HistoryFault]:
    if not event.parts:
        yield HistoryFault("event-without-parts", "", event.on, event.key)
    for key in sorted(event.sources() | event.targets()):
        entity = history.entities.get(key)
        if entity is None:
            yield HistoryFault("unknown", key, event.on, event.key)
        elif not _exists_around(entity, event.on):
            yield HistoryFault("not-there-on-the-day", key, event.on, event.key)
    for key in sorted(event.sources()):
        yield from _of_shares(history, event, key)


def _exists_around(entity: Entity[object], day: date) -> bool:
    """Whether the thing exists before or after an event of this day. On one day it may even begin and end."""
    begun = entity.start is None or entity.start <= day
    return begun and (entity.end is None or day <= entity.end)


def _of_shares(history: History[object], event: Event, key: str) -> Iterator[HistoryFault]:
    parts, entity = event.parts_from(key), history.entities.get(key)
    if len({part.target for part in parts}) < len(parts):
        yield HistoryFault("target-twice", key, event.on, event.key)
    for shares in ([part.area for part in parts], [part.population for part in parts]):
        numbers = [share.value for share in shares if share.value is not None]
        known, total = len(numbers) == len(shares), sum(numbers, Fraction(0))
        ended = entity is not None and entity.end is not None and entity.end <= event.on
        if total > 1 + _TOLERANCE or (known and ended and total < 1 - _TOLERANCE):
            yield HistoryFault("shares", key, event.on, event.key)
            return
