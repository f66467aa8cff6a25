"""The panel's pages: the site or one of its categories, an article, the notes, files and reports."""

from flask import Response, abort, request

from ..core.app.portal import PageRatings, Portal
from ..core.app.routing import Views
from ..counting.engine import Counting
from . import rules
from .export.routes import export_routes, requested_file
from .page.annotations import note_routes
from .page.page import Page, PageBuilder
from .page.renderer import PageRenderer
from .report.routes import report_routes
from .report.store import ReportStore
from .store.store import DashboardStore


def office_views(portal: Portal, counting: Counting, store: DashboardStore) -> Views:
    panel = Views()
    renderer, again = PageRenderer(portal), ReportStore(portal.database)

    @panel.view
    def index() -> Response:
        file = requested_file(portal, again)
        if file is not None:
            return file
        today = portal.clock.today()
        ask, wrong = rules.read(request.args, today)
        with store.query(portal.site) as query:
            pages = PageBuilder(portal.language, today)
            page = pages.category(query, ask) if ask.category else pages.site(query, ask)
        numbers = counting.numbers()
        return renderer.show("dashboard/site.html", page, wrong, today, numbers.online if numbers else None)

    @panel.view
    def article(number: int) -> Response:
        file = requested_file(portal, again, number)
        if file is not None:
            return file
        today = portal.clock.today()
        ask, wrong = rules.read(request.args, today)
        with store.query(portal.site) as query:
            page = PageBuilder(portal.language, today).article(query, ask, number)
        if page is None:
            abort(404, portal.gettext("There is no article of this number."))
        useful = _ratings(portal, page)
        return renderer.show("dashboard/article.html", page, wrong, today, useful=useful)

    note_routes(panel, portal, store)
    export_routes(panel, portal, again)
    report_routes(panel, portal, again)
    return panel


def _ratings(portal: Portal, page: Page) -> tuple[int, int] | None:
    """How often readers found the article useful and not useful in the period; None if nobody is asked."""
    source = portal.offered(PageRatings)
    if source is None or page.article is None or not page.article.read.url:
        return None
    days = page.ask.period.days
    return source.ratings(page.article.read.url, days.first, days.last)
