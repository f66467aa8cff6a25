"""Renders a page of figures with its template: links, rows, and the words of the form above it."""

from collections.abc import Mapping
from datetime import date

from flask import Response, make_response, request

from ...core.app.portal import Portal
from ..charts.bars import BarRow, BarTable, bar_table
from ..charts.heat import heat_table
from ..periods import KEYS, Comparison
from ..rules import PageRequest
from ..ui_text import DashboardUiText
from .page import Page
from .tables import Table

# Keyboard shortcuts for periods, for users who have enabled them.
SHORTCUTS = (
    ("today", "d"),
    ("yesterday", "e"),
    ("7-days", "s"),
    ("30-days", "t"),
    ("this-week", "w"),
    ("this-month", "m"),
    ("this-quarter", "q"),
    ("this-year", "y"),
)


class PageRenderer:
    """Renders the pages of one portal's dashboard."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def show(
        self,
        template: str,
        page: Page,
        wrong: frozenset[str],
        today: date,
        online: int | None = None,
        useful: tuple[int, int] | None = None,
    ) -> Response:
        """The page; with status 400 if part of the query was invalid."""
        text = self._portal.render_page(
            template,
            page=page,
            ask=page.ask,
            online=online,
            useful=useful,
            words=DashboardUiText(self._portal.language),
            wrong=wrong,
            today=today,
            given=request.args,
            picker=[key for key in KEYS if key != "custom"],
            keys=SHORTCUTS,
            against=self._comparison_links(),
            address=self._address,
            rows=self._rows,
            heat_table=heat_table,
        )
        return make_response(text, 400 if wrong else 200)

    def _address(self, query: Mapping[str, str]) -> str:
        """The same page with another query."""
        endpoint = (request.endpoint or "").removeprefix(f"{self._portal.name}.")
        values: dict[str, object] = {**(request.view_args or {}), **query}
        return self._portal.url(endpoint, **values)

    def _comparison_links(self) -> list[tuple[str, str]]:
        return [
            (Comparison.PREVIOUS.value, self._portal.gettext("The period before")),
            (Comparison.LAST_YEAR.value, self._portal.gettext("The same period last year")),
            (Comparison.NOTHING.value, self._portal.gettext("Nothing")),
        ]

    def _rows(self, table: Table, ask: PageRequest) -> BarTable:
        rows = [
            BarRow(str(row[0]), int(row[-1] or 0), self._leads(table, place, ask), table.language(place))
            for place, row in enumerate(table.rows)
        ]
        return bar_table(rows, total=table.of or None)

    def _leads(self, table: Table, place: int, ask: PageRequest) -> str | None:
        """The target of a table's row: its article, or its category."""
        link = table.link(place)
        query = {name: value for name, value in ask.query().items() if name != "category"}
        if table.name == "articles" and link:
            return self._portal.url("admin.statistics.article", number=int(link), **query)
        if table.name == "categories" and link and link != "(other)":
            return self._portal.url("admin.statistics.index", category=link, **query)
        return None
