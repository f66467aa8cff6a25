"""Replays the effects of acts on a document until a day, one after another. Later acts are ignored, so they
cannot change an earlier day.
"""

from dataclasses import dataclass, field
from datetime import date

from .effects import Facts, Relation
from .falling import Action, Step, steps
from .parts import is_within, part_order
from .state import MainState, Reason, ReasonKind


@dataclass(slots=True)
class _Scope:
    """The whole document, or a part of it by its key."""

    ended: Reason | None = None
    revived: Reason | None = None
    suspended: Relation | None = None
    was_suspended: bool = False


@dataclass(slots=True)
class Replay:
    """The document at the beginning of a day. `resumed` are parts that resumed while the rest did not."""

    day: date
    scopes: dict[str, _Scope] = field(default_factory=dict)
    resumed: dict[str, Reason] = field(default_factory=dict)
    contradictions: list[Reason] = field(default_factory=list)

    @classmethod
    def until(cls, facts: Facts, day: date) -> "Replay":
        replay = cls(day)
        for step in steps(facts):
            if step.on <= day:
                replay._take(step)
        return replay

    @property
    def whole_end(self) -> Reason | None:
        return self._scope("").ended

    def part_has_ended(self, key: str) -> bool:
        """Whether a part has ended, by itself or with a part around it. The narrowest part with an end or a
        revival decides.
        """
        around = [name for name in self.scopes if name and is_within(key, name)]
        decided = [one for one in around if self.scopes[one].ended or self.scopes[one].revived]
        narrowest = max(decided, key=lambda one: sum(is_within(one, other) for other in decided), default="")
        return bool(narrowest) and self.scopes[narrowest].ended is not None

    def result(self) -> tuple[set[MainState], list[Reason]]:
        """The states besides the beginning, and their reasons."""
        states: set[MainState] = set()
        reasons = [scope.revived for scope in self.scopes.values() if scope.revived is not None]
        whole = self._suspension("")
        if whole is not None:
            resumed = [one for name, one in self.resumed.items() if not self.part_has_ended(name)]
            states.add(MainState.PARTLY_SUSPENDED if resumed else MainState.SUSPENDED)
            reasons += [whole, *resumed]
        for name in sorted(self.scopes, key=part_order):
            ended, suspended = self.scopes[name].ended, self._suspension(name) if name else None
            if name and ended is not None:
                states.add(MainState.PARTLY_ENDED)
                reasons.append(ended)
            elif suspended is not None and not self.part_has_ended(name):
                states.add(MainState.PARTLY_SUSPENDED)
                reasons.append(suspended)
        return states, reasons

    def _scope(self, name: str) -> _Scope:
        return self.scopes.setdefault(name, _Scope())

    def _suspension(self, name: str) -> Reason | None:
        """The suspension of a scope on the day; None if it is over."""
        relation = self._scope(name).suspended
        if relation is None or (relation.date_to is not None and relation.date_to <= self.day):
            return None
        kind = ReasonKind.PART_SUSPENDED if name else ReasonKind.SUSPENDED
        return Reason(kind, relation.date_from, relation.target.part, relation, relation.date_to)

    def _take(self, step: Step) -> None:
        scope = self._scope(step.scope)
        match step.action:
            case Action.END | Action.FALL:
                scope.ended = scope.ended or _end_reason(step)
                for name, inner in self.scopes.items():
                    if name == step.scope or (step.scope and is_within(name, step.scope)):
                        inner.revived = None
            case Action.REVIVE if scope.ended is not None or self.part_has_ended(step.scope):
                scope.revived, scope.ended = _reason(ReasonKind.REVIVED, step), None
            case Action.REVIVE:
                self.contradictions.append(_reason(ReasonKind.NOTHING_ENDED, step))
            case Action.SUSPEND:
                self._suspend(scope, step)
            case Action.RESUME:
                self._resume(scope, step)

    def _suspend(self, scope: _Scope, step: Step) -> None:
        until = step.relation.date_to
        if until is not None and until <= step.on:
            self.contradictions.append(_reason(ReasonKind.WRONG_DAYS, step))
            return
        scope.suspended, scope.was_suspended = step.relation, True
        if not step.scope:
            self.resumed.clear()
        self.resumed.pop(step.scope, None)

    def _resume(self, scope: _Scope, step: Step) -> None:
        if step.scope and not scope.was_suspended:
            if self._scope("").was_suspended:
                self.resumed[step.scope] = _reason(ReasonKind.PART_RESUMED, step)
            else:
                self.contradictions.append(_reason(ReasonKind.NOTHING_SUSPENDED, step))
            return
        if not any(one.was_suspended for one in self.scopes.values()):
            self.contradictions.append(_reason(ReasonKind.NOTHING_SUSPENDED, step))
        for one in [scope] if step.scope else self.scopes.values():
            one.suspended = None
        if not step.scope:
            self.resumed.clear()


def _end_reason(step: Step) -> Reason:
    kinds = {
        (Action.END, True): ReasonKind.ENDED,
        (Action.END, False): ReasonKind.PART_ENDED,
        (Action.FALL, True): ReasonKind.FELL,
        (Action.FALL, False): ReasonKind.PART_FELL,
    }
    return _reason(kinds[step.action, not step.scope], step)


def _reason(kind: ReasonKind, step: Step) -> Reason:
    return Reason(kind, step.on, step.part, step.relation)
