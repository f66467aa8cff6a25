"""How long messages are kept, by topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from .rules import MessageKind

SPAM = "spam"
# In months. An office needs its answers for two years. Nobody needs old spam.
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
    """Messages with the same retention time. `departments` are the only ones, or the excluded ones if `kind`
    is given.
    """

    name: str
    months: int
    kind: str = ""
    departments: tuple[str, ...] = ()


def topics(months: Mapping[str, int], own: Mapping[str, int]) -> list[Topic]:
    """All topics. A department may have its `own` retention time. Otherwise the kind of the
    message decides.
    """
    return [
        Topic(SPAM, months[SPAM]),
        *(Topic(f"department {key}", kept, departments=(key,)) for key, kept in own.items()),
        *(Topic(kind, months[kind], kind, tuple(own)) for kind in MessageKind),
    ]


def months_kept(value: object) -> dict[str, int]:
    """The configured times: {"page": 6, "spam": 1}; other topics keep their default."""
    if not isinstance(value, Mapping) or not value.keys() <= MONTHS.keys():
        raise ValueError(f"must be a dictionary with some of: {', '.join(MONTHS)}")
    for months in value.values():
        check_months(months)
    return {**{str(name): months for name, months in MONTHS.items()}, **value}


def check_months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FEWEST <= value <= MOST:
        raise ValueError(f"months must be a whole number from {FEWEST} to {MOST}")
    return value
