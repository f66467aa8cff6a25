"""A hit: one report of a page or article, first as heard, then as understood."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a hit is not counted. The order of the list is the order of judgement."""

    FORGED = "forged"
    CROSS_SITE = "cross-site"
    PREFETCH = "prefetch"
    STAFF = "staff"
    BOT = "bot"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Hit:
    """One page load that was reported. `reason` is None while nothing speaks against counting it."""

    at: int
    day: str
    page: str | None = None
    article: str | None = None
    visitor: bytes = b""
    # The same visitor under yesterday's salt, for the first half hour after midnight.
    visitor_before: bytes | None = None
    reason: Reason | None = None
