"""The tables of the dashboard as data: what its pages show is what its files carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.text.languages import Language
from ..rules import Sums
from ..store.values import EXCLUDED, ArticleViews, DimensionTally
from ..ui_text import DashboardUiText

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A name for its address, a title, the headings of its columns, and its rows. `links` leads a row
    further; `of` is what its last column adds up to; `details` go into files only.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    links: Sequence[str | None] = ()
    of: int | None = None
    detail_headings: tuple[str, ...] = ()
    details: Sequence[tuple[Cell, ...]] = ()

    def link(self, row: int) -> str | None:
        return self.links[row] if row < len(self.links) else None


class Tables:
    """Makes the tables of one language."""

    def __init__(self, language: Language) -> None:
        self._ui_text = DashboardUiText(language)
        self._ = language.gettext

    def of_site(
        self, read: Sequence[ArticleViews], tallies: Mapping[str, DimensionTally], now: Sums
    ) -> dict[str, Table]:
        _ = self._
        named = {
            "entries": ("entry", _("Entry pages"), _("Page")),
            "browsers": ("browser", _("Browsers"), _("Browser")),
            "systems": ("system", _("Systems"), _("System")),
            "devices": ("device", _("Devices"), _("Device")),
            "languages": ("language", _("Languages"), _("Language")),
            "countries": ("country", _("Countries"), _("Country")),
        }
        tables = {
            "articles": self.articles(read, now.article_views),
            "categories": self._tally_table(
                "categories",
                _("Categories"),
                _("Category"),
                _("Views"),
                tallies,
                "category",
                now.article_views,
            ),
            "referrers": self._referrers(tallies.get("referrer", DimensionTally()), now.visits),
        }
        for name, (dimension, title, heading) in named.items():
            tables[name] = self._tally_table(
                name, title, heading, _("Visits"), tallies, dimension, now.visits
            )
        tables["excluded"] = self._exclusion_table(tallies.get(EXCLUDED, DimensionTally()), now.heard)
        if not tables["countries"].rows:
            del tables["countries"]
        if not tables["categories"].rows:
            del tables["categories"]
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
        )

    def _tally_table(
        self,
        name: str,
        title: str,
        heading: str,
        counted: str,
        tallies: Mapping[str, DimensionTally],
        dimension: str,
        of: int,
    ) -> Table:
        tally = tallies.get(dimension, DimensionTally())
        rows = [(self._ui_text.value(dimension, value), hits) for value, hits in tally.values]
        return Table(name, title, (heading, counted), rows, [value for value, _ in tally.values], of)

    def _referrers(self, tally: DimensionTally, visits: int) -> Table:
        """Whoever came without a referrer typed the address, or came from an app or a mail."""
        _ = self._
        rows = [(self._ui_text.value("referrer", value), hits) for value, hits in tally.values]
        if visits > tally.total:
            rows.append((_("Directly, or not known"), visits - tally.total))
        rows.sort(key=lambda row: -row[1])
        return Table("referrers", _("Where visits came from"), (_("Site"), _("Visits")), rows, of=visits)

    def origins(self, tally: DimensionTally, views: int) -> Table:
        _ = self._
        rows = [(self._ui_text.value("referrer", value), hits) for value, hits in tally.values]
        if views > tally.total:
            rows.append((_("From this site, directly, or not known"), views - tally.total))
        rows.sort(key=lambda row: -row[1])
        return Table("origins", _("Where readers came from"), (_("Site"), _("Views")), rows, of=views)

    def _exclusion_table(self, tally: DimensionTally, heard: int) -> Table:
        _ = self._
        rows = [(self._ui_text.reason(reason), hits) for reason, hits in tally.values]
        return Table("excluded", _("What was not counted, and why"), (_("Reason"), _("Hits")), rows, of=heard)
