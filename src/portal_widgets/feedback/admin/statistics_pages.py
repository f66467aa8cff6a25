"""Statistics of the office: by month, department and kind of a year, and what is overdue today."""

from collections.abc import Mapping
from datetime import date

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.files.attachments import attachment
from ...core.files.table_export import Sheet, TableInfo, Value, file_name, write_table
from ...core.files.table_kinds import KINDS
from ..message_statistics import MessageSums, SumKey, sum_by
from ..ui_text import FeedbackUiText
from .context import FeedbackAdminContext

EARLIEST_YEAR = 1970


class StatisticsPages:
    """Makes the page and its files. They contain only numbers, so every moderator may see all of them."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._store = context.service.statistics

    def show(self) -> Response:
        year, sums = self._year(), self._sums()
        total = sum(sums.values(), MessageSums())
        this_year = self._portal.clock.now().year
        return self._context.page(
            "admin_statistics.html",
            year=year,
            years=range(this_year, min(self._store.first_year(), year) - 1, -1),
            total=total,
            tables=[self._sheet(name, sums) for name in ("month", "department", "kind")],
            overdue=self._store.overdue(self._portal.clock.today()),
        )

    def file(self, table: str, kind: str) -> Response:
        sheet = self._sheet(table, self._sums())
        about = TableInfo(
            portal=self._portal.publisher_name(),
            subject=self._portal.gettext("Statistics of messages"),
            period=str(self._year()),
            first=date(self._year(), 1, 1),
            last=date(self._year(), 12, 31),
            zone=str(self._portal.clock.zone),
            generated=self._portal.clock.now(),
        )
        name = file_name(f"messages-{table}", about, kind)
        return attachment(write_table(kind, sheet, about, self._portal.gettext), KINDS[kind], name)

    def _sums(self) -> dict[SumKey, MessageSums]:
        return self._store.sums(date(self._year(), 1, 1), date(self._year() + 1, 1, 1))

    def _sheet(self, name: str, sums: Mapping[SumKey, MessageSums]) -> Sheet:
        _ = self._portal.gettext
        title = {"month": _("By month"), "department": _("By department"), "kind": _("By subject")}[name]
        first = {"month": _("Month"), "department": _("Department"), "kind": _("About")}[name]
        columns = (
            first,
            _("Messages received"),
            _("Answered"),
            _("In time"),
            _("Days until the answer, on average"),
            _("Suspected spam"),
        )
        rows = [self._row(self._label(name, key), some) for key, some in sum_by(dict(sums), name).items()]
        return Sheet(name, title, columns, rows)

    def _row(self, label: str, some: MessageSums) -> tuple[Value, ...]:
        days = None if some.days is None else round(some.days, 1)
        return label, some.received, some.answered, some.in_time, days, some.put_aside

    def _label(self, name: str, key: date | str) -> str:
        ui_text = FeedbackUiText(
            self._portal.language, self._portal.clock, self._context.departments(every=True)
        )
        if isinstance(key, date):
            return ui_text.month(key)
        if name == "kind":
            return ui_text.kind(key)
        return ui_text.department(key) or self._portal.gettext("Sent to no department in particular")

    def _year(self) -> int:
        this_year = self._portal.clock.now().year
        year = request.args.get("year", this_year, type=whole_number)
        return min(max(year, EARLIEST_YEAR), this_year)
