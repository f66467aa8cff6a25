"""Figures that were added up in two ways must be equal. Pure: the caller passes both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..rules import Sums


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """The subject of a comparison, and the figure of each way."""

    name: str
    one: int
    other: int

    @property
    def agrees(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True, slots=True)
class Recounted:
    """The same figures of a period, added up in different ways: by the database, by the parts of the period,
    by the hours, the kinds of device and the articles. It also has the reports that were not counted, and the
    opening balances, as text.
    """

    by_database: Sums
    pieces: Sequence[Sums]
    hours: int
    devices: int
    articles: int
    not_counted: int
    opening: str


def checks(gettext: Callable[..., str], pieces_name: str, total: Sums, again: Recounted) -> list[FigureCheck]:
    """Every pair of figures that must agree. `total` is the figure in the report."""
    _ = gettext
    database = again.by_database
    views, visits = _("Page views"), _("Visits")
    return [
        FigureCheck(_("Page views: sum of the days = total"), database.views, total.views),
        FigureCheck(_("Visits: sum of the days = total"), database.visits, total.visits),
        FigureCheck(f"{views}: {pieces_name}", _sum(again.pieces, "views"), total.views),
        FigureCheck(f"{visits}: {pieces_name}", _sum(again.pieces, "visits"), total.visits),
        FigureCheck(_("Visits: sum of the hours = total"), again.hours, total.visits),
        FigureCheck(_("Visits: sum of the devices = total"), again.devices, total.visits),
        FigureCheck(_("Views of articles: sum of the articles = total"), again.articles, total.article_views),
        FigureCheck(
            _("Page views + page loads not counted = page loads heard"),
            total.views + again.not_counted,
            total.heard,
        ),
        FigureCheck(
            _("Visits without the opening balances (%(amount)s) = sum of the days", amount=again.opening),
            total.visits,
            database.visits,
        ),
    ]


def _sum(pieces: Sequence[Sums], name: str) -> int:
    return sum(getattr(piece, name) for piece in pieces)
