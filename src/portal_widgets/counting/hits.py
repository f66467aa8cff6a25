"""A hit: one page load or one followed link, first as recorded (a record), then as classified.

Named tuples, because one of each is made for every view, and no other kind is created as fast.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a hit is not counted, in the order in which the reasons are checked. Journals store positions in
    this list, so add a new one at the end.
    """

    FORGED = "forged"
    CROSS_SITE = "cross-site"
    PREFETCH = "prefetch"
    STAFF = "staff"
    TOO_MANY = "too-many"
    JOURNAL = "journal"
    BOT = "bot"
    REPEAT = "repeat"
    # No store accepts it; see dead_letters.py.
    DEAD_LETTER = "dead-letter"


class Record(NamedTuple):
    """The recorded facts of a request: no address, and its agent only to classify it."""

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
    # The key of a followed link; empty for a page load.
    link: str = ""


class Labels(NamedTuple):
    """The labels of a hit: each page view, each visit and each counted view of an article adds one to some of
    them. A label is "dimension|value".
    """

    page_view: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    view: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One page load or click. `reason` is None if it should be counted."""

    at: int
    day: str
    article: str | None = None
    visitor: bytes = b""
    visitor_before: bytes | None = None
    reason: Reason | None = None
    labels: Labels = Labels()
    link: str = ""


# The labels of clicks: the followed links, and the reasons why others were not counted.
CLICK, NO_CLICK = "click", "no-click"
# Under what views of articles are tallied by the site that led to them.
ORIGIN = "from"
# Between an article's id and where its reader came from, in the value of a label; stands in neither.
BETWEEN = "\x1f"
Verdicts = Sequence[Reason | None]
