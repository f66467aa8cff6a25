"""Events: on one day, by one act, things are created, end, or give parts to each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .shares import ALL, Share


class EventKind(StrEnum):
    """The kind of event. A redrawn line on a map is not an event."""

    CREATE = "create"
    ABOLISH = "abolish"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER = "transfer"
    RENAME = "rename"
    CHANGE_KIND = "change_kind"
    CHANGE_CODE = "change_code"
    CHANGE_PARENT = "change_parent"
    BOUNDARY_FIX = "boundary_fix"


@dataclass(frozen=True, slots=True)
class Act:
    """The act that an event is based on. `issued` is the day of the act, not of its effect. `printed` keeps
    an obvious misprint of the act, if the facts contain the corrected form.
    """

    number: str = ""
    issued: date | None = None
    clause: str = ""
    url: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class EventPart:
    """A share of the source that goes to the target. The source of a new thing is "", the target of a thing
    that ends without a successor is "". For a change of the facts only, both are the same.
    """

    source: str
    target: str
    area: Share = ALL
    population: Share = ALL
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Takes effect at the beginning of `on`. Events of one day are in the order of `sequence`."""

    key: str
    kind: EventKind
    on: date
    parts: tuple[EventPart, ...]
    act: Act = field(default_factory=Act)
    sequence: int = 0
    note: str = ""

    def sources(self) -> frozenset[str]:
        return frozenset(part.source for part in self.parts if part.source)

    def targets(self) -> frozenset[str]:
        return frozenset(part.target for part in self.parts if part.target)

    def concerns(self, key: str) -> bool:
        return any(key in (part.source, part.target) for part in self.parts)

    def parts_from(self, key: str) -> list[EventPart]:
        return [part for part in self.parts if part.source == key]

    def parts_to(self, key: str) -> list[EventPart]:
        return [part for part in self.parts if part.target == key]


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """By day, and on one day by act, sequence and key."""
    return tuple(sorted(events, key=lambda one: (one.on, one.sequence, one.act.number, one.key)))
