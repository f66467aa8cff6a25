"""Documents that fall with the document they guide, unless an act declares that they continue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from .effects import Facts, Guided, Relation, RelationKind
from .parts import is_within, part_key
from .state import Reason, ReasonKind


class Action(IntEnum):
    """An effect on a document or a part of it. On one day the actions happen in this order."""

    END = 1
    FALL = 2
    REVIVE = 3
    RESUME = 4
    SUSPEND = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One action on one day. `scope` is "" for the whole document, or the key of a part. `part` is its name
    in the act.
    """

    on: date
    action: Action
    scope: str
    relation: Relation
    part: str = ""


_ACTIONS = {
    RelationKind.REVIVES: Action.REVIVE,
    RelationKind.RESUMES: Action.RESUME,
    RelationKind.SUSPENDS: Action.SUSPEND,
    **{kind: Action.END for kind in RelationKind if kind.ends},
}


def steps(facts: Facts) -> list[Step]:
    """Everything that happens to a document, in the order of time."""
    own = [
        Step(one.date_from, _ACTIONS[one.kind], part_key(one.target.part), one, one.target.part)
        for one in facts.incoming
        if one.kind in _ACTIONS and one.date_from is not None
    ]
    found = [*own, *_falls(facts)]
    return sorted(found, key=lambda one: (one.on, one.action, one.relation.position, one.relation.id))


def guided_doubts(facts: Facts, day: date) -> Iterator[Reason]:
    """Guided documents that have not ended before a day as far as the days are known, but have an end without
    a day.
    """
    declared = [one.date_from for one in facts.of_kind(RelationKind.CONTINUES)]
    if any(start is None or start <= day for start in declared):
        return
    for guided in facts.guided:
        end = _end_of(guided)
        if guided.facts is not None and (end is None or end > day):
            part = part_key(guided.relation.target.part)
            ends = [one for one in guided.facts.incoming if one.kind.ends and one.date_from is None]
            if any(is_within(part, part_key(one.target.part)) for one in ends):
                yield Reason(ReasonKind.GUIDED_UNKNOWN, relation=guided.relation)


def _falls(facts: Facts) -> Iterator[Step]:
    """A document that guides several others falls with the last one, and partly with each one before."""
    goes_on = facts.of_kind(RelationKind.CONTINUES)
    whole = [one for one in facts.guided if not one.relation.acting.part]
    ends = [_end_of(one) for one in whole]
    last = max((end for end in ends if end is not None), default=None) if None not in ends else None
    for guided in facts.guided:
        end = _end_of(guided)
        if end is None:
            continue
        part = guided.relation.acting.part
        scope = part_key(part) or (
            "" if end == last else f"guides:{guided.relation.id}:{guided.relation.target.id}"
        )
        if any(one.date_from is None or one.date_from <= end for one in goes_on):
            continue
        yield Step(end, Action.FALL, scope, guided.relation, part)
        later = (
            min((one.date_from, one.id) for one in goes_on if one.date_from is not None) if goes_on else None
        )
        if later is not None:
            said = next(one for one in goes_on if (one.date_from, one.id) == later)
            yield Step(later[0], Action.REVIVE, scope, said, part)


def _end_of(guided: Guided) -> date | None:
    """The first day without the guided document, or without the guided part of it. If that one is revived
    later, the guiding one is not.
    """
    if guided.facts is None:
        return None
    part = part_key(guided.relation.target.part)
    ends = (one for one in steps(guided.facts) if one.action <= Action.FALL)
    return next((one.on for one in ends if is_within(part, one.scope)), None)
