"""Plain typed answers about a unit: what it was on a day, what it is now, and what it was before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ...core.history.events import Act, EventKind
from ...core.history.lineage import last_day, successors
from ..lookup import Hit, find
from ..rules import Kind, Register


@dataclass(frozen=True, slots=True)
class RelatedUnit:
    """A successor or predecessor. The shares are texts: `all`, `part`, `unknown`, or a number from 0 to 1.
    They are those of the older unit. `estimated` says that a share is a product of shares.
    """

    key: str
    name: str
    url: str
    area: str
    population: str
    estimated: bool
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit with the facts it had when it bore the name. `exists` says whether it exists today. `now` are
    today's units; `before` are the units from which it was formed.
    """

    key: str
    name: str
    kind: Kind
    code: str
    start: date | None
    end: date | None
    exists: bool
    url: str
    now: tuple[RelatedUnit, ...] = ()
    before: tuple[RelatedUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """The answer to a text: every unit that it may mean. `unit` is the only one; None if there are several,
    or none.
    """

    text: str
    on: date | None
    choices: tuple[UnitMatch, ...] = ()

    @property
    def unit(self) -> UnitMatch | None:
        return self.choices[0] if len(self.choices) == 1 else None

    def __bool__(self) -> bool:
        return bool(self.choices)


Address = Callable[[str], str]


def answer(register: Register, text: str, on: date | None, today: date, url: Address) -> UnitAnswer:
    """All units that bear or bore the name or code, on a day or at any time."""
    hits = find(register, text, on)
    return UnitAnswer(text, on, tuple(_match(register, hit, on, today, url) for hit in hits))


def _match(register: Register, hit: Hit, on: date | None, today: date, url: Address) -> UnitMatch:
    unit, facts = hit.unit, hit.version.facts
    return UnitMatch(
        unit.key,
        facts.full_name,
        facts.kind,
        facts.code,
        hit.version.start,
        hit.version.end,
        unit.at(today) is not None,
        url(unit.key),
        _now(register, hit, on, today, url),
        _before(register, hit, url),
    )


def _now(register: Register, hit: Hit, on: date | None, today: date, url: Address) -> tuple[RelatedUnit, ...]:
    since = on or last_day(hit.unit, today)
    found = successors(register.history, hit.unit.key, since, max(since, today))
    return tuple(
        RelatedUnit(
            key,
            (register.history.entities[key].at(max(since, today)) or hit.version).facts.full_name,
            url(key),
            str(trace.area),
            str(trace.population),
            trace.area.estimated or trace.population.estimated,
            tuple(event.act for event in trace.events),
        )
        for key, trace in found.items()
    )


def _before(register: Register, hit: Hit, url: Address) -> tuple[RelatedUnit, ...]:
    """The sources of the events with which the unit began. A district that ended on that day is not one."""
    found = []
    for event in register.history.events_of(hit.unit.key):
        if event.on != hit.unit.start or event.kind == EventKind.ABOLISH:
            continue
        for part in event.parts_to(hit.unit.key):
            source = register.unit(part.source) if part.source != hit.unit.key else None
            if source is not None:
                shares = str(part.area), str(part.population)
                name = source.last.facts.full_name
                found.append(RelatedUnit(source.key, name, url(source.key), *shares, False, (event.act,)))
    return tuple(found)
