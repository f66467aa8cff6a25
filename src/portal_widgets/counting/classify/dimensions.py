"""The dimensions: everything that page loads are tallied under. Labels, the dashboard with its files, the
report, the docs and the demo read this list, so that a new dimension is one entry and its translation.
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
    """What adds one to a value. The names are those of the fields of `Labels`."""

    PAGE_VIEW = "page_view"
    VISIT = "visit"
    VIEW = "view"


class PageLoad(NamedTuple):
    """A record, and what the portal adds to it: weekday (1 is Monday), hour, and the article's category."""

    record: Record
    weekday: int = 1
    hour: int = 0
    category: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. Its texts are messages for gettext.

    `key` stands in every stored label, in at most 16 characters, and never changes. `from_agent` reads its
    value from the User-Agent, and then visits are tallied; `from_load` reads it from the page load. "" is not
    tallied. A day keeps `limit` values and calls the rest "(other)"; None is the limit of all dimensions.

    A dimension with a `plural` has a list of this name in addresses and files, with `title` and `heading`.
    `without_value` names the row of those that have no value, `chapter` is where the printed report shows
    the list, if it does. The list may be left out while it is empty. `words` are the names of values;
    `locale_names` says where CLDR has names for them.
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
# With its weekday, so that a month still knows it.
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
    # Whoever came without a referrer typed the address, or came from an app or a mail.
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

# Those that have a list of their own.
LISTED = tuple(dimension for dimension in DIMENSIONS if dimension.plural)


def read_agent(dimensions: Sequence[Dimension], text: str) -> tuple[tuple[Dimension, str], ...]:
    """The value of each dimension that a User-Agent tells of."""
    agent = agents.parse(text)
    return tuple((one, one.from_agent(agent)) for one in dimensions if one.from_agent)
