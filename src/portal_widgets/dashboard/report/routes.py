"""GET reports: the choice of a report. GET report: the report itself, and report.html and report.xlsx as
files.
"""

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, request

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.files.attachments import attachment
from ...core.files.table_export import file_name
from ...core.files.table_kinds import KINDS as FILES
from .. import periods
from ..periods import Days
from .renderer import ReportRenderer
from .report import KINDS, Report, last_whole, period_name
from .store import ReportStore

# How many reports of each kind the page offers.
OFFERED = {"month": 12, "quarter": 4, "half-year": 2, "year": 3}


@dataclass(frozen=True, slots=True)
class Offer:
    """A report that can be made: its name and its address."""

    name: str
    url: str


def report_routes(panel: Views, portal: Portal, store: ReportStore) -> None:
    renderer = ReportRenderer(portal, store)

    @panel.view
    def reports() -> str:
        today = portal.clock.today()
        with store.query(portal.site) as query:
            began = query.rollups.began()
        return portal.render_page(
            "dashboard/reports.html",
            kinds=kind_names(portal),
            offers={kind: _offers(portal, kind, today, began) for kind in KINDS},
            of=last_whole("month", today).days.first,
            today=today,
        )

    @panel.view
    def report() -> str:
        made = _requested_report(portal, renderer)
        query = {"kind": made.kind, "of": made.period.days.first.isoformat()}
        return portal.render_page(
            "dashboard/report_page.html", query=query, **renderer.context(portal.language, made)
        )

    @panel.view
    def report_html() -> Response:
        made = _requested_report(portal, renderer)
        about = renderer.about(portal.language, made)
        content = renderer.alone(portal.language, made).encode()
        return attachment(content, "text/html", file_name(about.subject, about, "html"))

    @panel.view
    def report_xlsx() -> Response:
        if "xlsx" not in FILES:
            abort(404)
        made = _requested_report(portal, renderer)
        about = renderer.about(portal.language, made)
        content = renderer.workbook(portal.language, made)
        return attachment(content, FILES["xlsx"], file_name(about.subject, about, "xlsx"))


def kind_names(portal: Portal) -> dict[str, str]:
    _ = portal.gettext
    return {"month": _("Month"), "quarter": _("Quarter"), "half-year": _("Half-year"), "year": _("Year")}


def _requested_report(portal: Portal, renderer: ReportRenderer) -> Report:
    """The report that the address requests. An impossible one is answered with 400 and a message."""
    kind, of = request.args.get("kind") or "month", request.args.get("of")
    try:
        day = date.fromisoformat(of) if of else last_whole(kind, portal.clock.today()).days.first
        return renderer.report(portal.language, kind, day)
    except KeyError:
        abort(400, portal.gettext("There are reports of months, quarters, half-years and years."))
    except ValueError:
        abort(400, portal.gettext("Please give a day that is not in the future, such as 2026-03-11."))


def _offers(portal: Portal, kind: str, today: date, began: date | None) -> list[Offer]:
    """The running period, and the periods before it, back to the beginning of the counter."""
    found: list[Offer] = []
    days = periods.period(f"this-{kind}", today).days
    while len(found) <= OFFERED[kind]:
        found.append(_offer(portal, kind, days, today))
        days = periods.custom(*days, today).before()
        if began is None or days.last < began:
            break
    return found


def _offer(portal: Portal, kind: str, days: Days, today: date) -> Offer:
    name = period_name(portal.language, kind, days)
    if days.last >= today:
        name = f"{name} ({portal.gettext('not over yet')})"
    url = portal.url("admin.statistics.report", kind=kind, of=days.first.isoformat())
    return Offer(name, url)
