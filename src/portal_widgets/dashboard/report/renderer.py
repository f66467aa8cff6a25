"""Renders reports: for the screen, as a self-contained file, for a mail."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.files.table_export import Sheet, TableInfo, Value, as_xlsx, file_name
from ...core.files.table_kinds import KINDS
from ...core.mail.smtp import Attachment
from ...core.text.languages import Language
from ...counting.classify.dimensions import LISTED
from ..export.sheets import sheet
from ..page.tables import Table
from ..settings import DashboardSettings
from ..ui_text import DashboardUiText
from .definitions import definitions
from .report import Report, ReportBuilder, period_of
from .store import ReportStore

# The date format of official letters.
_DATED = {"vi": "'ngày' dd 'tháng' MM 'năm' y", "en": "d MMMM y"}
# The order of the report's lists, and its styles.
_SHEETS = (("core", "core.css"), ("dashboard", "admin.css"))
LISTS = ("articles", *(one.plural for one in LISTED if one.chapter), "excluded")
_CHAPTERS = {one.plural: one.chapter for one in LISTED}


class ReportRenderer:
    """Makes and renders the reports of one portal."""

    def __init__(self, portal: Portal, store: ReportStore) -> None:
        self._portal = portal
        self._store = store

    def report(self, language: Language, kind: str, day: date) -> Report:
        """Raises KeyError or ValueError for a period without a report."""
        now = self._portal.clock.now()
        period = period_of(kind, day, now.date())
        with self._store.query(self._portal.site) as query:
            return ReportBuilder(language, now).make(query, kind, period)

    def context(self, language: Language, report: Report) -> dict[str, object]:
        """The variables of a report's template."""
        from babel.dates import format_date

        organisation, form = self._portal.publisher(), self._portal.settings[DashboardSettings].report_form
        return {
            "report": report,
            "words": DashboardUiText(language),
            "organisation": language.text(form.issuing_body or organisation.name),
            "governing_body": language.text(form.governing_body or organisation.governing_body),
            "form": form,
            "definitions": definitions(self._portal, language),
            "lists": lists(language, report),
            "chapters": {name: language.gettext(_CHAPTERS[name]) for name in LISTS if name in _CHAPTERS},
            "dated": format_date(report.made, _DATED.get(language.code, "long"), locale=language.code),
            "zone": str(self._portal.clock.zone),
            "cell": lambda value: _cell(language, value),
        }

    def alone(self, language: Language, report: Report) -> str:
        """The report as one file, including its styles, because it is read outside the portal."""
        return self._portal.render(
            "dashboard/report_alone.html", language, styles=_styles(), **self.context(language, report)
        )

    def workbook(self, language: Language, report: Report) -> bytes:
        """All tables of the report as sheets of one file."""
        _ = language.gettext
        tables = [sheet(report.course), *(sheet(table) for table in lists(language, report).values())]
        checked = [
            (check.name, check.one, check.other, _("agree") if check.agrees else _("differ"))
            for check in report.checks
        ]
        columns = (_("What is compared"), _("One way"), _("The other way"), _("Result"))
        agreed = Sheet("checks", _("Reconciliation"), columns, checked)
        return as_xlsx([*tables, agreed], self.about(language, report), language.gettext)

    def about(self, language: Language, report: Report) -> TableInfo:
        return TableInfo(
            portal=self._portal.publisher_name(language),
            subject=language.gettext("Report on visits"),
            period=report.name,
            first=report.period.days.first,
            last=report.period.days.last,
            zone=str(self._portal.clock.zone),
            generated=report.made,
        )

    def summary(self, language: Language, report: Report) -> str:
        """The text of a mail: the main figures, and whether they agree."""
        _ = language.gettext
        about = self.about(language, report)
        lines = [
            f"{about.subject}: {report.name} ({report.days})",
            about.portal,
            "",
            *(
                "- {}: {} ({})".format(one.name, one.now, _("before: %(value)s", value=one.before))
                for one in report.figures
            ),
            "",
            _("All figures agree.") if report.agrees else _("Some figures differ: see the reconciliation."),
            _("The whole report and its tables are attached."),
        ]
        return "\n".join(lines) + "\n"

    def attachments(self, language: Language, report: Report) -> Sequence[Attachment]:
        about = self.about(language, report)
        html = self.alone(language, report).encode()
        whole = Attachment(file_name(about.subject, about, "html"), "text/html", html)
        if "xlsx" not in KINDS:
            return (whole,)
        book = self.workbook(language, report)
        return (whole, Attachment(file_name(about.subject, about, "xlsx"), KINDS["xlsx"], book))


def lists(language: Language, report: Report) -> dict[str, Table]:
    """The lists of the report, each with the remainder of its total."""
    known = report.page.tables
    return {name: _with_rest(language, known[name]) for name in LISTS if name in known}


def _with_rest(language: Language, table: Table) -> Table:
    left = (table.of or 0) - sum(int(row[-1] or 0) for row in table.rows)
    if left <= 0 or table.name == "excluded":
        return table
    details = [*table.details, (None,) * len(table.detail_headings)] if table.details else ()
    return replace(table, rows=[*table.rows, (language.gettext("All others"), left)], details=details)


def _cell(language: Language, value: Value) -> str:
    """A cell of a table, formatted in the language."""
    if isinstance(value, date):
        return language.short_day(value)
    if isinstance(value, float):
        return DashboardUiText(language).decimal(value)
    return "–" if value is None else language.number(value) if isinstance(value, int) else value


@cache
def _styles() -> Markup:
    package = files("portal_widgets")
    sheets = (package / folder / "static" / name for folder, name in _SHEETS)
    return Markup("\n".join(sheet.read_text("utf-8") for sheet in sheets))  # noqa: S704 - our own files
