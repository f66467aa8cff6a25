"""The states of a document, and the reasons for them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .effects import Relation


class MainState(StrEnum):
    """The states. On each day exactly one of them is the main one; others may be added to it."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    NOT_YET = "not-yet"
    SUSPENDED = "suspended"
    PARTLY_SUSPENDED = "partly-suspended"
    PARTLY_BEGUN = "partly-begun"
    PARTLY_ENDED = "partly-ended"
    IN_FORCE = "in-force"


class ReasonKind(StrEnum):
    """Why a state holds, or why it is unknown."""

    BEGUN = "begun"
    BEGINS = "begins"
    PART_BEGUN = "part-begun"
    PART_BEGINS = "part-begins"
    ENDED = "ended"
    NEVER = "never"
    FELL = "fell"
    PART_ENDED = "part-ended"
    PART_FELL = "part-fell"
    SUSPENDED = "suspended"
    PART_SUSPENDED = "part-suspended"
    PART_RESUMED = "part-resumed"
    REVIVED = "revived"
    NO_BEGINNING = "no-beginning"
    TWO_BEGINNINGS = "two-beginnings"
    NO_DAY = "no-day"
    WRONG_DAYS = "wrong-days"
    NOTHING_SUSPENDED = "nothing-suspended"
    NOTHING_ENDED = "nothing-ended"
    GUIDED_UNKNOWN = "guided-unknown"


# The reasons of an unknown state.
DOUBTS = frozenset(
    {
        ReasonKind.NO_BEGINNING,
        ReasonKind.TWO_BEGINNINGS,
        ReasonKind.NO_DAY,
        ReasonKind.WRONG_DAYS,
        ReasonKind.NOTHING_SUSPENDED,
        ReasonKind.NOTHING_ENDED,
        ReasonKind.GUIDED_UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact behind a state. `on` is its day, `until` the first day after a suspension; None if unknown.
    `relation` is the row that says so.
    """

    kind: ReasonKind
    on: date | None = None
    part: str = ""
    relation: Relation | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The state of one day. `also` are further states, such as partly ended while suspended."""

    main: MainState
    reasons: tuple[Reason, ...]
    also: tuple[MainState, ...] = ()

    def has(self, state: MainState) -> bool:
        return state is self.main or state in self.also

    @property
    def never_in_force(self) -> bool:
        return any(one.kind is ReasonKind.NEVER for one in self.reasons)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the same state: from `start` to the beginning of `until`, which is None for the last span."""

    start: date
    until: date | None
    state: State
