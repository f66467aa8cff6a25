"""How often each link was followed, by year, for the office and as files."""

from datetime import date

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.files.attachments import attachment
from ...core.files.table_export import Sheet, TableInfo, Value, file_name, write_table
from ...core.files.table_kinds import KINDS
from .context import LinkAdminContext

EARLIEST_YEAR = 1970


class ClickPages:
    """The page of a year's clicks, and its files."""

    def __init__(self, context: LinkAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def show(self) -> Response:
        first, after = self._days()
        this_year = self._portal.clock.now().year
        sheet = self._sheet()
        return self._context.page(
            "admin_clicks.html",
            year=first.year,
            years=range(this_year, min(self._service.clicks.first_year(this_year), first.year) - 1, -1),
            sheet=sheet,
            total=sum(int(str(row[-1])) for row in sheet.rows),
            not_counted=self._service.clicks.not_counted(first, after),
            kinds=list(KINDS),
        )

    def file(self, kind: str) -> Response:
        first, _ = self._days()
        about = TableInfo(
            portal=self._portal.publisher_name(),
            subject=self._portal.gettext("Clicks on links"),
            period=str(first.year),
            first=first,
            last=date(first.year, 12, 31),
            zone=str(self._portal.clock.zone),
            generated=self._portal.clock.now(),
        )
        content = write_table(kind, self._sheet(), about, self._portal.gettext)
        return attachment(content, KINDS[kind], file_name("links", about, kind))

    def _sheet(self) -> Sheet:
        """Every link of the directory, and removed links that were followed; most clicks first."""
        _, text = self._portal.gettext, self._portal.language.text
        followed = dict(self._service.clicks.clicks_by_link(*self._days()))
        rows: list[tuple[Value, ...]] = []
        for group, link in self._service.newest()[1].links():
            name = text(group.title) or group.key
            rows.append((text(link.title), name, link.url, followed.pop(link.key, 0)))
        rows += [(key, _("no longer in the directory"), "", hits) for key, hits in followed.items()]
        rows.sort(key=lambda row: -int(str(row[-1])))
        columns = (_("Link"), _("Group"), _("Address"), _("Clicks"))
        return Sheet("clicks", _("Clicks on links"), columns, rows)

    def _days(self) -> tuple[date, date]:
        this_year = self._portal.clock.now().year
        year = min(max(request.args.get("year", this_year, type=whole_number), EARLIEST_YEAR), this_year)
        return date(year, 1, 1), date(year + 1, 1, 1)
