"""Statistics of the office's work: messages received and answered, and response times. Only sums, which
outlive messages.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from .rules import Status

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """The outcome of one message. Times are local times of the portal."""

    department: str
    kind: str
    status: Status
    received: datetime
    due_on: date | None
    answered: datetime | None


class SumKey(NamedTuple):
    """The key of a sum: the month in which messages arrived (its first day), their department and kind."""

    month: date
    department: str
    kind: str


@dataclass(frozen=True, slots=True)
class MessageSums:
    """Messages received (those put aside are separate), answered, answered by their due date, and the total
    minutes of the answers.
    """

    received: int = 0
    answered: int = 0
    in_time: int = 0
    answer_minutes: int = 0
    put_aside: int = 0

    def __add__(self, other: "MessageSums") -> "MessageSums":
        return MessageSums(*(getattr(self, name) + getattr(other, name) for name in MessageSums.__slots__))

    @property
    def days(self) -> float | None:
        """The average number of days until an answer."""
        return self.answer_minutes / self.answered / MINUTES_A_DAY if self.answered else None


def sum_outcomes(outcomes: Iterable[MessageOutcome]) -> dict[SumKey, MessageSums]:
    sums: dict[SumKey, MessageSums] = defaultdict(MessageSums)
    for one in outcomes:
        sums[SumKey(one.received.date().replace(day=1), one.department, one.kind)] += _sums_of(one)
    return dict(sums)


def sum_by(sums: dict[SumKey, MessageSums], name: str) -> dict[date | str, MessageSums]:
    """The same statistics, by month, department or kind only."""
    found: dict[date | str, MessageSums] = defaultdict(MessageSums)
    for of, some in sums.items():
        found[getattr(of, name)] += some
    return dict(sorted(found.items()))


def _sums_of(one: MessageOutcome) -> MessageSums:
    if one.status is Status.SPAM:
        return MessageSums(put_aside=1)
    if one.answered is None:
        return MessageSums(received=1)
    in_time = one.due_on is None or one.answered.date() <= one.due_on
    return MessageSums(1, 1, int(in_time), max(0, int((one.answered - one.received).total_seconds() // 60)))
