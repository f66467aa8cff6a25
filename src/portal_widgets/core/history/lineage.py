"""From a thing to its successors and back, over any number of events."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .events import Event, EventPart, in_order
from .shares import ALL, Share, remainder
from .timeline import Entity, History

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of a thing to one successor: its shares there, and the events on the way. `mixed` says
    whether the successor also has other origins.
    """

    area: Share = ALL
    population: Share = ALL
    events: tuple[Event, ...] = ()
    mixed: bool = False

    def through(self, part: EventPart, event: Event, *, mixed: bool) -> "Trace":
        return Trace(
            self.area.times(part.area, mixed=self.mixed),
            self.population.times(part.population, mixed=self.mixed),
            (*self.events, event),
            mixed,
        )

    def joined(self, other: "Trace") -> "Trace":
        """The same successor by two ways."""
        known = {id(one) for one in self.events}
        return Trace(
            self.area.plus(other.area),
            self.population.plus(other.population),
            (*self.events, *(one for one in other.events if id(one) not in known)),
            self.mixed or other.mixed,
        )


def successors(history: History[object], key: str, since: date, until: date) -> dict[str, Trace]:
    """The things of the day `until` that the thing of the day `since` has become, by key. If it still exists
    without a change, that is itself. Empty if it did not exist on `since`, or ended without a successor.
    """
    entity = history.entities.get(key)
    if entity is None or entity.at(since) is None:
        return {}
    state = {key: Trace()}
    for event in _events_on_the_way(history, key, since, until):
        state = _after(history, event, state)
    return {key: trace for key, trace in state.items() if history.entities[key].at(until) is not None}


def predecessors(history: History[object], key: str, until: date, since: date) -> dict[str, Trace]:
    """The things of the earlier day `since` from which the thing of the day `until` has come, by key. The
    shares are those of each predecessor.
    """
    entity = history.entities.get(key)
    if entity is None or entity.at(until) is None:
        return {}
    reached = {key}
    for event in reversed(history.events):
        if since < event.on <= until:
            reached |= {part.source for part in event.parts if part.target in reached and part.source}
    ways = _Ways(history, key, until, frozenset(reached))
    begun = bisect_right(history.events, since, key=lambda one: one.on) - 1
    found = {}
    for one in sorted(reached):
        entity = history.entities.get(one)
        trace = ways.trace(one, begun) if entity is not None and entity.at(since) is not None else None
        if trace is not None:
            found[one] = trace
    return found


class _Ways:
    """The ways of many things to one target. Things that were merged share the rest of their way, so that it
    is walked once.
    """

    def __init__(self, history: History[object], target: str, until: date, reached: frozenset[str]) -> None:
        self._history = history
        self._target = target
        self._until = until
        self._reached = reached
        self._order = {id(event): place for place, event in enumerate(history.events)}
        self._known: dict[tuple[int, str, Share, Share, bool], tuple[Trace | None, int]] = {}

    def trace(self, key: str, after: int) -> Trace | None:
        """The way of a thing by the events after a place in their order. None if it does not reach the
        target.
        """
        state, passed = {key: Trace()}, []
        while (place := self._next(state, after)) is not None:
            # Things that do not lead to the target are left out: most states are then one thing.
            moved = _after(self._history, self._history.events[place], state)
            state, after = {one: trace for one, trace in moved.items() if one in self._reached}, place
            if len(state) != 1:
                continue
            ((one, trace),) = state.items()
            point = (place, one, trace.area, trace.population, trace.mixed)
            if point in self._known:
                state = self._joined(trace, *self._known[point])
                break
            passed.append((point, len(trace.events)))
        found = state.get(self._target)
        self._known.update({point: (found, count) for point, count in passed})
        return found

    def _joined(self, trace: Trace, known: Trace | None, count: int) -> dict[str, Trace]:
        """The end of a known way, after the events of this one. `count` events of the known way are before
        the point where they meet.
        """
        if known is None:
            return {}
        return {self._target: replace(known, events=(*trace.events, *known.events[count:]))}

    def _next(self, keys: Iterable[str], after: int) -> int | None:
        """The place of the next event that concerns one of the things, None if there is none."""
        places = []
        for key in keys:
            events = self._history.events_of(key)
            at = bisect_right(events, after, key=lambda one: self._order[id(one)])
            if at < len(events) and events[at].on <= self._until:
                places.append(self._order[id(events[at])])
        return min(places, default=None)


def _events_on_the_way(history: History[object], key: str, since: date, until: date) -> tuple[Event, ...]:
    """The events that can concern the thing or what came out of it, in the order of time. A country has
    thousands of events, but few of them concern one thing.
    """
    reached, waiting, found = {key}, [key], dict[int, Event]()
    while waiting:
        for event in history.events_of(waiting.pop()):
            if since < event.on <= until and id(event) not in found:
                found[id(event)] = event
                waiting.extend(event.targets() - reached)
                reached |= event.targets()
    return in_order(found.values())


def last_day(entity: Entity[object], today: date) -> date:
    """The last day on which the thing existed, at most today. A thing of the future: its first day."""
    if entity.end is not None and entity.end <= today:
        return entity.end - ONE_DAY
    return max(today, entity.start) if entity.start is not None else today


def _after(history: History[object], event: Event, state: Mapping[str, Trace]) -> dict[str, Trace]:
    after: dict[str, Trace] = {}
    concerned = event.sources() | event.targets()
    for key, trace in state.items():
        for target, moved in _moves(history, event, key, trace) if key in concerned else [(key, trace)]:
            after[target] = after[target].joined(moved) if target in after else moved
    return after


def _moves(history: History[object], event: Event, key: str, trace: Trace) -> list[tuple[str, Trace]]:
    parts = [part for part in event.parts_from(key) if part.target or part.source]
    stays = _lives_on(history, key, event.on)
    gone = [part for part in parts if part.target != key]
    if not gone:
        takes = any(part.source != key for part in event.parts_to(key))
        events = (*trace.events, event) if parts and not takes else trace.events
        return [(key, replace(trace, mixed=trace.mixed or takes, events=events))]
    if stays and len(gone) == len(parts):
        rest = EventPart(key, key, remainder([p.area for p in gone]), remainder([p.population for p in gone]))
        parts = [*parts, rest]
    return [
        (part.target, trace.through(part, event, mixed=trace.mixed or _is_mixed(history, event, part)))
        for part in parts
        if part.target
    ]


def _is_mixed(history: History[object], event: Event, part: EventPart) -> bool:
    """Whether the target contains more than this part: it is older, or others give to it."""
    if part.target != part.source and _lived_before(history, part.target, event.on):
        return True
    return any(other.source not in ("", part.source) for other in event.parts_to(part.target))


def _lives_on(history: History[object], key: str, day: date) -> bool:
    entity = history.entities.get(key)
    return entity is not None and entity.at(day) is not None


def _lived_before(history: History[object], key: str, day: date) -> bool:
    entity = history.entities.get(key)
    return entity is not None and (entity.start is None or entity.start < day)
