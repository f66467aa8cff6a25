"""Template helpers: the statistics block. Also the same numbers as data."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from markupsafe import Markup

from ..config import Text
from ..core.app.helpers import empty_part
from ..core.app.portal import Portal
from ..counting.engine import Counting, Numbers
from ..errors import StoreUnavailableError
from .rules import read_rows
from .settings import StatisticsSettings

BLOCK = "statistics/block.html"


class StatisticsData(TypedDict):
    """The numbers as the public JSON has them, with the texts and names in one language."""

    online: int
    today: int
    yesterday: int
    week: int
    month: int
    year: int
    total: int
    generated: str
    time_zone: str
    language: str
    texts: dict[str, str]
    names: dict[str, str]


class Row(NamedTuple):
    """One line of the block."""

    key: str
    name: str
    number: int


def names(portal: Portal) -> dict[str, str]:
    """The label of each number in the language of the page."""
    return {
        "online": portal.gettext("Online now"),
        "today": portal.gettext("Today"),
        "yesterday": portal.gettext("Yesterday"),
        "week": portal.gettext("This week"),
        "month": portal.gettext("This month"),
        "year": portal.gettext("This year"),
        "total": portal.gettext("All visits"),
    }


class StatisticsHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, counting: Counting) -> None:
        self._portal = portal
        self._counting = counting
        settings = portal.settings[StatisticsSettings]
        self._show, self._refresh = settings.statistics_show, settings.statistics_refresh_seconds
        self._stand: tuple[Numbers, datetime] | None = None

    def visit_statistics(
        self,
        show: Sequence[str] | None = None,
        title: Text | None = None,
    ) -> Markup:
        """The block. It is empty until a number is known. Raises ValueError with the known rows if `show` has
        another row.
        """
        numbers = self._counting.numbers()
        if numbers is None:
            return empty_part(
                self._portal.app, "visit_statistics", "the store has not answered yet, so no number is known"
            )
        keys = self._show if show is None else read_rows(show)
        heading = None if title is None else self._portal.language.text(title)
        return self._portal.shared_fragment(
            BLOCK,
            *numbers,
            ",".join(keys),
            heading,
            make=lambda: self._block(numbers, keys, heading or self._portal.gettext("Visit statistics")),
        )

    def on_own_page(self) -> Markup:
        """The block for the page of the statistics."""
        title = self._portal.gettext("Visits")
        return self._block(self.current_numbers(), self._show, title, anchor="pw-statistics-page", page=True)

    def current_numbers(self) -> Numbers:
        """The numbers. Raises StoreUnavailableError if the store has never answered."""
        numbers = self._counting.numbers()
        if numbers is None:
            raise StoreUnavailableError("the store has not answered yet, so no number is known")
        return numbers

    def data(self) -> StatisticsData:
        """The numbers as data. `generated` is the time when this process first saw these numbers, so that
        equal numbers give equal answers.
        """
        numbers, language = self.current_numbers(), self._portal.language
        return {
            "online": numbers.online,
            "today": numbers.today,
            "yesterday": numbers.yesterday,
            "week": numbers.week,
            "month": numbers.month,
            "year": numbers.year,
            "total": numbers.total,
            "generated": self._since(numbers).isoformat(timespec="seconds"),
            "time_zone": zone_name(self._portal),
            "language": language.code,
            "texts": {key: language.number(number) for key, number in numbers._asdict().items()},
            "names": names(self._portal),
        }

    def _block(
        self,
        numbers: Numbers,
        keys: Sequence[str],
        title: str,
        *,
        anchor: str = "pw-statistics",
        page: bool = False,
    ) -> Markup:
        called, values = names(self._portal), numbers._asdict()
        return self._portal.render(
            BLOCK,
            rows=[Row(key, called[key], values[key]) for key in keys],
            title=title,
            anchor=anchor,
            page=page,
            seconds=self._refresh,
        )

    def _since(self, numbers: Numbers) -> datetime:
        if self._stand is None or self._stand[0] != numbers:
            self._stand = (numbers, self._portal.clock.now())
        return self._stand[1]


def zone_name(portal: Portal) -> str:
    """The IANA name of the portal's time zone."""
    return str(portal.clock.zone)
