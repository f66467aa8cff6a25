"""The versions of things, and what was true on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from .events import Event, in_order

Facts = TypeVar("Facts", covariant=True)  # noqa: PLC0105 - the type parameter's usual name here


@dataclass(frozen=True, slots=True)
class Version(Generic[Facts]):
    """The facts from the beginning of `start` to the beginning of `end`. Without a start, they are older than
    the records; without an end, they still hold.
    """

    start: date | None
    end: date | None
    facts: Facts

    def holds_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Entity(Generic[Facts]):
    """One thing with a lasting key. Its versions are in the order of time."""

    key: str
    versions: tuple[Version[Facts], ...]

    @property
    def start(self) -> date | None:
        return self.versions[0].start

    @property
    def end(self) -> date | None:
        return self.versions[-1].end

    @property
    def last(self) -> Version[Facts]:
        """The newest version, also of a thing that has ended."""
        return self.versions[-1]

    def at(self, day: date) -> Version[Facts] | None:
        """The version of a day; None if the thing did not exist then."""
        return next((one for one in self.versions if one.holds_on(day)), None)


@dataclass(frozen=True)
class History(Generic[Facts]):
    """All things of a kind, and the events that changed them."""

    entities: Mapping[str, Entity[Facts]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "events", in_order(self.events))

    def on(self, day: date) -> Iterator[tuple[Entity[Facts], Version[Facts]]]:
        """Each thing that existed on a day, with its version of that day."""
        for entity in self.entities.values():
            if (version := entity.at(day)) is not None:
                yield entity, version

    def events_of(self, key: str) -> list[Event]:
        """The events that concern a thing, in the order of time."""
        return self._by_key.get(key, [])

    @cached_property
    def _by_key(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in self.events:
            for key in event.sources() | event.targets():
                found.setdefault(key, []).append(event)
        return found
