"""Invented histories: cells of land that are merged, split and handed over, and the same things as records."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from portal_widgets.core.history.events import Act, Event, EventKind, EventPart
from portal_widgets.core.history.shares import Share
from portal_widgets.core.history.timeline import Entity, History, Version

FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class UnitFacts:
    name: str


@dataclass(frozen=True)
class OfficeFacts:
    title: str
    room: int = 1


# Two kinds of things. They only share the rules of time.
KINDS = {"units": UnitFacts, "offices": OfficeFacts}


@dataclass
class World:
    """Owners of cells by day, and the records that are to say the same."""

    facts: Any
    cells: dict[int, str]
    day: date = FIRST
    owners: list[tuple[date, dict[int, str]]] = field(default_factory=list)
    versions: dict[str, list[list[Any]]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    number: int = 0
    pause: int = 10

    def __post_init__(self) -> None:
        for key in set(self.cells.values()):
            self.versions[key] = [[None, None, self.facts(key)]]
        self.owners.append((self.day, dict(self.cells)))

    def new(self) -> str:
        self.number += 1
        return f"n{self.number}"

    def act(self, kind: EventKind, moves: dict[int, str]) -> None:
        """The cells get other owners. Some of these may be new."""
        self.day += timedelta(days=self.pause)
        before, after = dict(self.cells), self.cells | moves
        shares: dict[tuple[str, str], int] = {}
        for cell, owner in before.items():
            shares[owner, after[cell]] = shares.get((owner, after[cell]), 0) + 1
        sizes = {owner: list(before.values()).count(owner) for owner in before.values()}
        touched = {pair[0] for pair in shares if pair[0] != pair[1]}
        parts = tuple(
            EventPart(
                source, target, Share(Fraction(count, sizes[source])), Share(Fraction(count, sizes[source]))
            )
            for (source, target), count in sorted(shares.items())
            if source in touched
        )
        if not parts:
            return
        self.cells = after
        for gone in set(before.values()) - set(after.values()):
            self.versions[gone][-1][1] = self.day
        for born in set(after.values()) - set(before.values()):
            self.versions[born] = [[self.day, None, self.facts(born)]]
        self.record(kind, parts)

    def rename(self, key: str) -> None:
        self.day += timedelta(days=self.pause)
        self.versions[key][-1][1] = self.day
        self.versions[key].append([self.day, None, self.facts(f"{key} {self.day}")])
        self.record(EventKind.RENAME, (EventPart(key, key),))

    def record(self, kind: EventKind, parts: tuple[EventPart, ...]) -> None:
        self.events.append(
            Event(f"e{len(self.events)}", kind, self.day, parts, Act("1/QĐ"), len(self.events))
        )
        self.owners.append((self.day, dict(self.cells)))

    def history(self) -> History[Any]:
        entities = {
            key: Entity(key, tuple(Version(*one) for one in versions))
            for key, versions in self.versions.items()
        }
        return History(entities, tuple(self.events))

    def owners_on(self, day: date) -> dict[int, str]:
        return [owners for since, owners in self.owners if since <= day][-1]


@st.composite
def worlds(draw: Any, kind: Any = None) -> World:
    facts = KINDS[kind or draw(st.sampled_from(sorted(KINDS)))]
    count = draw(st.integers(4, 12))
    world = World(facts, {cell: f"u{draw(st.integers(0, 3))}" for cell in range(count)})
    for _ in range(draw(st.integers(0, 7))):
        owners = sorted(set(world.cells.values()))
        what = draw(st.sampled_from(["merge", "absorb", "split", "transfer", "rename", "abolish-by-parts"]))
        # Acts may take effect on the same day, one after the other.
        world.pause = draw(st.sampled_from([10, 10, 0]))
        some = draw(st.lists(st.sampled_from(owners), min_size=1, max_size=3, unique=True))
        mine = [cell for cell, owner in world.cells.items() if owner in some]
        if what == "merge":
            target = world.new()
            world.act(EventKind.MERGE, dict.fromkeys(mine, target))
        elif what == "absorb":
            world.act(EventKind.MERGE, dict.fromkeys(mine, some[0]))
        elif what == "split":
            world.act(
                EventKind.SPLIT,
                {cell: f"{some[0]}-{len(world.events)}-{draw(st.integers(0, 1))}" for cell in mine},
            )
        elif what == "transfer":
            given = draw(st.lists(st.sampled_from(mine), min_size=1, unique=True))
            world.act(EventKind.TRANSFER, dict.fromkeys(given, draw(st.sampled_from(owners))))
        elif what == "rename":
            world.rename(some[0])
        else:
            world.act(EventKind.SPLIT, {cell: draw(st.sampled_from(owners)) for cell in mine})
    return world
