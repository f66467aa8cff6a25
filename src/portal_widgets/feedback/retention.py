"""How long messages are kept, by what they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .rules import MessageKind

SPAM = "spam"
# Months. An office looks up what it answered for two years; what was put aside, nobody does.
MONTHS = {
    MessageKind.SITE: 24,
    MessageKind.DEPARTMENT: 24,
    MessageKind.PAGE: 12,
    MessageKind.USEFUL: 12,
    SPAM: 3,
}
FEWEST, MOST = 1, 1200


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages that are kept equally long. `departments`: only these, or (if `kind` is given) all but."""

    name: str
    months: int
    kind: str = ""
    departments: tuple[str, ...] = ()


def topics(months: Mapping[str, int], own: Mapping[str, int]) -> list[Topic]:
    """A department may have a time of its `own`; else the kind of the message says."""
    return [
        Topic(SPAM, months[SPAM]),
        *(Topic(f"department {key}", kept, departments=(key,)) for key, kept in own.items()),
        *(Topic(kind, months[kind], kind, tuple(own)) for kind in MessageKind),
    ]


def months_kept(value: Any) -> dict[str, int]:
    """As configured: {"page": 6, "spam": 1}; what is not said is kept as long as ever."""
    if not isinstance(value, Mapping) or not value.keys() <= MONTHS.keys():
        raise ValueError(f"must be a dictionary with some of: {', '.join(MONTHS)}")
    for months in value.values():
        check_months(months)
    return {**{str(name): months for name, months in MONTHS.items()}, **value}


def check_months(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FEWEST <= value <= MOST:
        raise ValueError(f"months must be a whole number from {FEWEST} to {MOST}")
    return value
