"""A hit: one page load, first as it was heard (a record), then as it was understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a hit is not counted. The order of the list is the order of judgement."""

    FORGED = "forged"
    CROSS_SITE = "cross-site"
    PREFETCH = "prefetch"
    STAFF = "staff"
    TOO_MANY = "too-many"
    JOURNAL = "journal"
    BOT = "bot"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a request: no address, and of its agent only who it was."""

    at: int
    visitor: bytes = b""
    # The same visitor under yesterday's salt, for the first half hour after midnight.
    visitor_before: bytes = b""
    page: str = ""
    article: str = ""
    agent: str = ""
    referrer: str = ""
    language: str = ""
    country: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Under what a hit is tallied beside the totals: what each page view and each visit adds one to.
    A label is "dimension|value".
    """

    page_view: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One page load. `reason` is None while nothing speaks against counting it."""

    at: int
    day: str
    article: str | None = None
    visitor: bytes = b""
    visitor_before: bytes | None = None
    reason: Reason | None = None
    labels: Labels = field(default=Labels())


Verdicts = Sequence[Reason | None]
