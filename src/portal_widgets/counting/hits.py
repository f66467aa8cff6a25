"""A hit: one page load, or one link that was followed; first as it was heard (a record), then as it was
understood.

Named tuples: one of each is made for every view, and no other kind is made as fast.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a hit is not counted, in the order in which the reasons are looked for. Journals hold the places in
    this list: a new one comes last.
    """

    FORGED = "forged"
    CROSS_SITE = "cross-site"
    PREFETCH = "prefetch"
    STAFF = "staff"
    TOO_MANY = "too-many"
    JOURNAL = "journal"
    BOT = "bot"
    REPEAT = "repeat"
    # No store takes it; see dead_letters.py.
    DEAD_LETTER = "dead-letter"


class Record(NamedTuple):
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
    # The key of a link that was followed; nothing for a page load.
    link: str = ""


class Labels(NamedTuple):
    """Under what a hit is tallied beside the totals: what each page view, each visit and each counted
    view of an article adds one to. A label is "dimension|value".
    """

    page_view: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    view: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One page load or click. `reason` is None while nothing speaks against counting it."""

    at: int
    day: str
    article: str | None = None
    visitor: bytes = b""
    visitor_before: bytes | None = None
    reason: Reason | None = None
    labels: Labels = Labels()
    link: str = ""


# Under what clicks are tallied: the links followed, and why others were not counted.
CLICK, NO_CLICK = "click", "no-click"
# Under what views of articles are tallied by the site that led to them.
ORIGIN = "from"
# Between an article's id and where its reader came from, in the value of a label; stands in neither.
BETWEEN = "\x1f"
Verdicts = Sequence[Reason | None]
