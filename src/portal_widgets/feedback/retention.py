"""How long messages are kept, by topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.departments import check_months
from ..errors import ConfigurationError
from .rules import MessageKind

SPAM = "spam"
TOPICS = (*(str(kind) for kind in MessageKind), SPAM)


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
    """The configured times: {"page": 6, "spam": 1}."""
    if not isinstance(value, Mapping) or not value.keys() <= {*TOPICS}:
        raise ValueError(f"must be a dictionary with some of: {', '.join(TOPICS)}")
    return {topic: check_months(months) for topic, months in value.items()}


def check_legal_months(months: Mapping[str, int]) -> None:
    """Raises ConfigurationError unless a legal profile gives the months of every topic."""
    key = 'PORTAL_WIDGETS_LEGAL_PROFILE: "retention.months"'
    try:
        missing = [topic for topic in TOPICS if topic not in months_kept(months)]
    except ValueError as error:
        raise ConfigurationError(f"{key} {error}") from None
    if missing:
        raise ConfigurationError(f"{key} lacks: {', '.join(missing)}")
