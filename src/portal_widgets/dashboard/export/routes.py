"""GET tables/<name>.<csv|xlsx|json>, or a page with ?table=<name>&format=<kind>: any table of the page as a
file.
"""

from collections.abc import Mapping

from flask import Response, abort, request

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.files.attachments import attachment
from ...core.files.table_export import ROWS, Sheet, TableInfo, file_name, write_table
from ...core.files.table_kinds import KINDS, ONE_OF
from ...core.text.languages import Language
from .. import rules
from ..page.page import PageBuilder
from ..report.store import ReportStore
from ..rules import PageRequest
from ..ui_text import DashboardUiText
from .sheets import site_sheets, view_sheets

# The table that is exported unless the request names one.
SERIES = "series"


class Exports:
    """Makes the files of one portal, in one language."""

    def __init__(self, portal: Portal, store: ReportStore, language: Language) -> None:
        self._portal = portal
        self._store = store
        self._language = language

    def sheets(self, ask: PageRequest, number: int | None = None) -> tuple[str, dict[str, Sheet]]:
        """Every table of a page by its name, and the subject of the page. Raises LookupError for an unknown
        article.
        """
        portal, language = self._portal, self._language
        pages = PageBuilder(language, portal.clock.today(), ROWS)
        with self._store.query(portal.site) as query:
            if number is not None:
                page = pages.article(query, ask, number)
                if page is None or page.article is None:
                    raise LookupError(number)
                read = page.article.read
                return read.title or read.id, view_sheets(language, page)
            if ask.category:
                return ask.category, view_sheets(language, pages.category(query, ask))
            days, excluded = query.days(ask.period.begun), query.excluded(ask.period.begun)
            page = pages.site(query, ask)
            return language.gettext("Visit statistics"), site_sheets(language, page, days, excluded)

    def about(self, subject: str, ask: PageRequest) -> TableInfo:
        portal = self._portal
        return TableInfo(
            portal=portal.publisher_name(self._language),
            subject=subject,
            period=DashboardUiText(self._language).title(ask.period),
            first=ask.period.days.first,
            last=ask.period.days.last,
            zone=str(portal.clock.zone),
            generated=portal.clock.now(),
        )

    def file(self, kind: str, sheet: Sheet, about: TableInfo) -> bytes:
        return write_table(kind, sheet, about, self._language.gettext)


def export_routes(panel: Views, portal: Portal, store: ReportStore) -> None:
    @panel.view
    def table(name: str, kind: str) -> Response:
        return _answer(portal, store, name, kind)

    @panel.view
    def article_table(number: int, name: str, kind: str) -> Response:
        return _answer(portal, store, name, kind, number)


def requested_file(portal: Portal, store: ReportStore, number: int | None = None) -> Response | None:
    """The table of a page that `?format=` requests: the chart of the period, or the table named by `table`.
    None if the page itself is requested.
    """
    kind = request.args.get("format", "").lower()
    if not kind:
        return None
    if kind not in KINDS:
        abort(400, portal.gettext("There are files of these kinds: %(kinds)s.", kinds=ONE_OF))
    return _answer(portal, store, request.args.get("table") or SERIES, kind, number)


def _answer(portal: Portal, store: ReportStore, name: str, kind: str, number: int | None = None) -> Response:
    sheet, about = requested_sheet(portal, store, request.args, name, number)
    of = f"{about.subject} {name}" if number is not None or request.args.get("category") else name
    content = write_table(kind, sheet, about, portal.gettext)
    return attachment(content, KINDS[kind], file_name(of, about, kind))


def requested_sheet(
    portal: Portal, store: ReportStore, given: Mapping[str, str], name: str, number: int | None = None
) -> tuple[Sheet, TableInfo]:
    """A table of the page that a query requests. Otherwise 400 or 404 with a sentence."""
    exports = Exports(portal, store, portal.language)
    ask, wrong = rules.read(given, portal.clock.today())
    if wrong:
        abort(400, _fault_sentence(portal, wrong))
    try:
        subject, sheets = exports.sheets(ask, number)
    except LookupError:
        abort(404, portal.gettext("There is no article of this number."))
    if name not in sheets:
        abort(404, portal.gettext("There is no table of this name on the page."))
    return sheets[name], exports.about(subject, ask)


def _fault_sentence(portal: Portal, wrong: frozenset[str]) -> str:
    if "period" in wrong:
        return portal.gettext("There is no such period. Please choose one from the list.")
    if wrong & {"from", "to"}:
        return portal.gettext("Please give both days, the first and the last.")
    if "category" in wrong:
        return portal.gettext("There is no such category.")
    return portal.gettext("Please choose from the list what to compare with.")
