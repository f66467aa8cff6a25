"""The tables of the dashboard as data. Its pages and its files have the same tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.text.languages import Language
from ...core.text.lazy import N_
from ...counting.classify.dimensions import LISTED, REFERRER, Dimension, Tallied
from ..rules import Sums
from ..store.values import EXCLUDED, ArticleViews, DimensionTally
from ..ui_text import DashboardUiText

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in addresses, its title, its headings and its rows. `links` are the targets of the
    rows, `languages` those of their names. `of` is the total to which the last column is compared. `details`
    are columns for files only.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    links: Sequence[str | None] = ()
    of: int | None = None
    detail_headings: tuple[str, ...] = ()
    details: Sequence[tuple[Cell, ...]] = ()
    languages: Sequence[str | None] = ()

    def link(self, row: int) -> str | None:
        return self.links[row] if row < len(self.links) else None

    def language(self, row: int) -> str | None:
        return self.languages[row] if row < len(self.languages) else None


class Tables:
    """Makes the tables of one language."""

    def __init__(self, language: Language) -> None:
        self._ui_text = DashboardUiText(language)
        self._ = language.gettext

    def of_site(
        self, read: Sequence[ArticleViews], tallies: Mapping[str, DimensionTally], now: Sums
    ) -> dict[str, Table]:
        tables = {"articles": self.articles(read, now.article_views)}
        for dimension in LISTED:
            table = self._of_dimension(dimension, tallies.get(dimension.key, DimensionTally()), now)
            if table.rows or not dimension.may_be_left_out:
                tables[table.name] = table
        tables["excluded"] = self._exclusion_table(tallies.get(EXCLUDED, DimensionTally()), now.heard)
        return tables

    def articles(self, read: Sequence[ArticleViews], total: int) -> Table:
        _ = self._
        return Table(
            "articles",
            _("Most read articles"),
            (_("Article"), _("Views")),
            [(one.title or one.id, one.views) for one in read],
            [str(one.number) for one in read],
            total,
            (_("Category"), _("Address"), _("Article id")),
            [(one.category, one.url, one.id) for one in read],
            [one.language for one in read],
        )

    def _of_dimension(self, dimension: Dimension, tally: DimensionTally, now: Sums) -> Table:
        _ = self._
        counted, of = (
            (_("Views"), now.article_views)
            if dimension.tallied is Tallied.VIEW
            else (_("Visits"), now.visits)
        )
        rows, links = self._rows(dimension, tally, of, dimension.without_value)
        return Table(dimension.plural, _(dimension.title), (_(dimension.heading), counted), rows, links, of)

    def origins(self, tally: DimensionTally, views: int) -> Table:
        _ = self._
        without = N_("From this site, directly, or not known")
        rows, _links = self._rows(REFERRER, tally, views, without)
        return Table("origins", _("Where readers came from"), (_("Site"), _("Views")), rows, of=views)

    def _rows(
        self, dimension: Dimension, tally: DimensionTally, of: int, without_value: str
    ) -> tuple[list[tuple[Cell, ...]], list[str | None]]:
        """The rows, and the value of each. If `without_value` is given, hits without a value get a row of
        this name, whose value is None.
        """
        found: list[tuple[str | None, str, int]] = [
            (value, self._ui_text.value(dimension, value), hits) for value, hits in tally.values
        ]
        empty = dimension.may_be_left_out and not tally.values
        if without_value and of > tally.total and not empty:
            found.append((None, self._(without_value), of - tally.total))
            found.sort(key=lambda row: -row[2])
        return [(name, hits) for _, name, hits in found], [value for value, _, _ in found]

    def _exclusion_table(self, tally: DimensionTally, heard: int) -> Table:
        _ = self._
        rows = [(self._ui_text.reason(reason), hits) for reason, hits in tally.values]
        return Table("excluded", _("What was not counted, and why"), (_("Reason"), _("Hits")), rows, of=heard)
