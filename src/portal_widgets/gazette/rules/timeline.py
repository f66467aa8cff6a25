"""The state of a document on any day, computed from facts. Nothing here is stored as a fact."""

from collections.abc import Iterator
from datetime import date

from .beginning import Beginning
from .effects import Facts, Relation, RelationKind
from .falling import guided_doubts
from .replay import Replay
from .state import MainState, Reason, ReasonKind, Span, State

_ORDER = tuple(MainState)
_NEEDS_DAY = frozenset(
    {
        RelationKind.COMMENCES,
        RelationKind.REVIVES,
        RelationKind.SUSPENDS,
        RelationKind.RESUMES,
        *(kind for kind in RelationKind if kind.ends),
    }
)


def state_on(facts: Facts, day: date) -> State:
    """The state at the beginning of a day. A known end decides, even if other facts are missing."""
    beginning, replay = Beginning.of(facts), Replay.until(facts, day)
    if replay.whole_end is not None:
        return State(MainState.ENDED, (beginning.end_reason(replay.whole_end),))
    unknown = [*beginning.doubts, *missing_days(facts), *guided_doubts(facts, day), *replay.contradictions]
    if unknown:
        return State(MainState.UNKNOWN, tuple(unknown))
    begun, begun_reasons = beginning.on(day, replay.part_has_ended)
    running, running_reasons = replay.result()
    main, *also = sorted({begun, *running}, key=_ORDER.index)
    others = tuple(one for one in also if one is not MainState.IN_FORCE)
    return State(main, (*begun_reasons, *running_reasons), others)


def spans(facts: Facts) -> list[Span]:
    """The states of all days. The first span begins on the first day of the calendar."""
    found: list[tuple[date, State]] = []
    for day in sorted({date.min, *_days(facts)}):
        state = state_on(facts, day)
        if not found or state != found[-1][1]:
            found.append((day, state))
    ends = [day for day, _ in found[1:]]
    return [Span(day, end, state) for (day, state), end in zip(found, [*ends, None], strict=True)]


def missing_days(facts: Facts) -> Iterator[Reason]:
    """Effects without a day. They make the state of every day unknown, because nobody can place them."""
    for one in facts.incoming:
        if one.date_from is None and one.kind in _NEEDS_DAY:
            yield Reason(ReasonKind.NO_DAY, part=one.target.part, relation=one)


def read_both_ways(
    relations: tuple[Relation, ...], document: int
) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """The relations in which a document acts, and those in which it is the target. A relation of a document
    with itself is in both.
    """
    return (
        tuple(one for one in relations if one.acting.id == document),
        tuple(one for one in relations if one.target.id == document),
    )


def _days(facts: Facts) -> Iterator[date]:
    for one in facts.incoming:
        yield from (day for day in (one.date_from, one.date_to) if day is not None)
    for guided in facts.guided:
        if guided.facts is not None:
            yield from _days(guided.facts)
