"""A hit is one page load or one followed link. `Record` is the hit as recorded, `Hit` as classified.

They are named tuples, because each view creates one of both, and a named tuple is the fastest to create.
"""

from enum import StrEnum
from typing import NamedTuple

from ..core.text.clock import Milliseconds


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
    """The recorded facts of a request, without an IP address. The User-Agent is only for classification."""

    at: Milliseconds
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
    """The labels of a hit, by the event that adds one to them: a page view, a visit, or a counted view of an
    article. A label is "dimension|value".
    """

    page_view: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    view: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One page load or click. `reason` is None if it should be counted."""

    at: Milliseconds
    day: str
    article: str | None = None
    visitor: bytes = b""
    visitor_before: bytes | None = None
    reason: Reason | None = None
    labels: Labels = Labels()
    link: str = ""


# The labels of clicks: the followed links, and the reasons why others were not counted.
CLICK, NO_CLICK = "click", "no-click"
# The dimension that tallies the views of articles by the site that led to them.
ORIGIN = "from"
# Separates the article's id from the referring site in the value of such a label. Neither contains it.
BETWEEN = "\x1f"
