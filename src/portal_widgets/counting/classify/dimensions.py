"""The dimensions by which page loads are tallied. Labels, the dashboard with its files, the report, the docs
and the demo read this list. A new dimension needs one entry here, and its translation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from ...core.text.lazy import N_
from ..hits import Record
from . import agents
from .agents import Agent


class Tallied(StrEnum):
    """The event that adds one to a value. The names are those of the fields of `Labels`."""

    PAGE_VIEW = "page_view"
    VISIT = "visit"
    VIEW = "view"


class PageLoad(NamedTuple):
    """A record, and the data that the portal adds: weekday (1 is Monday), hour and the article's category."""

    record: Record
    weekday: int = 1
    hour: int = 0
    category: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. Its texts are messages for gettext.

    `key` is part of every stored label. It has at most 16 characters and never changes. `from_agent` reads
    the value from the User-Agent, and then visits are tallied. `from_load` reads it from the page load. The
    value "" is not tallied. A day keeps `limit` values and calls the rest "(other)"; None means the common
    limit.

    A dimension with a `plural` has a list of this name in addresses and files, with `title` and `heading`.
    `without_value` names the row of visits without a value. `chapter` is the chapter of the list in the
    printed report, or "" if the report does not show it. A list that `may_be_left_out` is not shown while it
    is empty. `words` are the names of values. `locale_names` is the part of CLDR that has names for them.
    """

    key: str
    from_agent: Callable[[Agent], str] | None = None
    from_load: Callable[[PageLoad], str] | None = None
    tallied: Tallied = Tallied.VISIT
    limit: int | None = None
    plural: str = ""
    title: str = ""
    heading: str = ""
    chapter: str = ""
    without_value: str = ""
    may_be_left_out: bool = False
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    locale_names: str = ""


_READERS = N_("Devices, browsers and systems")

PAGE_HOUR = Dimension("page-hour", from_load=lambda load: f"{load.hour:02}", tallied=Tallied.PAGE_VIEW)
# The value contains the weekday, so that sums by month still distinguish weekdays.
HOUR = Dimension("hour", from_load=lambda load: f"{load.weekday}{load.hour:02}")
CATEGORY = Dimension(
    "category",
    from_load=attrgetter("category"),
    tallied=Tallied.VIEW,
    plural="categories",
    title=N_("Categories"),
    heading=N_("Category"),
    chapter=N_("Categories"),
    may_be_left_out=True,
)
REFERRER = Dimension(
    "referrer",
    from_load=attrgetter("record.referrer"),
    plural="referrers",
    title=N_("Where visits came from"),
    heading=N_("Site"),
    chapter=N_("Where visits came from"),
    # A reader without a referrer typed the address, or came from an app or a mail.
    without_value=N_("Directly, or not known"),
)
ENTRY = Dimension(
    "entry",
    from_load=attrgetter("record.page"),
    plural="entries",
    title=N_("Entry pages"),
    heading=N_("Page"),
)

COUNTRY = Dimension(
    "country",
    from_load=attrgetter("record.country"),
    plural="countries",
    title=N_("Countries"),
    heading=N_("Country"),
    may_be_left_out=True,
    locale_names="territories",
)

DIMENSIONS: Sequence[Dimension] = (
    PAGE_HOUR,
    HOUR,
    CATEGORY,
    REFERRER,
    ENTRY,
    Dimension(
        "device",
        from_agent=agents.device,
        plural="devices",
        title=N_("Devices"),
        heading=N_("Device"),
        chapter=_READERS,
        words={
            "computer": N_("Computer"),
            "phone": N_("Telephone"),
            "tablet": N_("Tablet"),
            "tv": N_("Television"),
        },
    ),
    Dimension(
        "browser",
        from_agent=agents.browser,
        plural="browsers",
        title=N_("Browsers"),
        heading=N_("Browser"),
        chapter=_READERS,
    ),
    Dimension(
        "system",
        from_agent=agents.system,
        plural="systems",
        title=N_("Systems"),
        heading=N_("System"),
        chapter=_READERS,
    ),
    Dimension(
        "system-version",
        from_agent=agents.system_version,
        limit=200,
        plural="system-versions",
        title=N_("Operating system versions"),
        heading=N_("Operating system version"),
        chapter=_READERS,
        without_value=N_("Not known"),
        may_be_left_out=True,
    ),
    Dimension(
        "language",
        from_load=attrgetter("record.language"),
        plural="languages",
        title=N_("Languages"),
        heading=N_("Language"),
        locale_names="languages",
    ),
    COUNTRY,
)

# The dimensions with a list of their own.
LISTED = tuple(dimension for dimension in DIMENSIONS if dimension.plural)


def read_agent(dimensions: Sequence[Dimension], text: str) -> tuple[tuple[Dimension, str], ...]:
    """The value of each dimension that is read from the User-Agent."""
    agent = agents.parse(text)
    return tuple((one, one.from_agent(agent)) for one in dimensions if one.from_agent)
