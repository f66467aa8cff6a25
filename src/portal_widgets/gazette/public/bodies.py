"""Bodies that have ended, and those that took their place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...core.history.lineage import ONE_DAY, predecessors, successors
from ..rules.register import BodyFacts, GazetteRegister


@dataclass(frozen=True, slots=True)
class Lineage:
    """The way of a body through time. `ended` is the first day without it; None if it exists. The bodies are
    keys and names, each by the other's last day.
    """

    ended: date | None = None
    later: tuple[tuple[str, BodyFacts], ...] = ()
    earlier: tuple[tuple[str, BodyFacts], ...] = ()


def lineage(register: GazetteRegister, key: str, today: date) -> Lineage:
    """The bodies that a body has become, if it has ended, and those from which it has come."""
    body = register.body(key)
    if body is None:
        return Lineage()
    history, ended = register.bodies, body.end if body.end is not None and body.end <= today else None
    later = successors(history, key, ended - ONE_DAY, today) if ended is not None else {}
    came = predecessors(history, key, body.start, body.start - ONE_DAY) if body.start is not None else {}
    return Lineage(ended, _named(register, later, key), _named(register, came, key))


def _named(register: GazetteRegister, keys: Iterable[str], own: str) -> tuple[tuple[str, BodyFacts], ...]:
    return tuple((key, register.bodies.entities[key].last.facts) for key in keys if key != own)
