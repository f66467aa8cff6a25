"""The log of sign-ins and changes, as a page and as a file."""

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.files.attachments import attachment
from ...core.files.table_export import ROWS, Sheet, TableInfo, Value, file_name, write_table
from ...core.files.table_kinds import KINDS
from ..accounts import Event, LogEntry
from ..settings import AdminSettings
from .context import AccountContext

PER_PAGE = 100


class LogPages:
    """The pages of the log, for the role admin."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._portal = context.portal

    def show(self) -> Response:
        before = request.args.get("before", type=whole_number)
        found = self._context.log.newest(self._portal.site, PER_PAGE + 1, before)
        shown = found[:PER_PAGE]
        return self._context.page(
            "account_log.html",
            entries=[entry for _, entry in shown],
            older=shown[-1][0] if len(found) > PER_PAGE else None,
            days=self._portal.settings[AdminSettings].admin_log_days,
        )

    def file(self) -> Response:
        """The newest entries as CSV. The download is an entry itself."""
        if request.method == "GET":  # HEAD asks for the headers only
            self._context.log.write(
                self._portal.site, self._context.entry(Event.EXPORTED, self._context.name)
            )
        entries = [entry for _, entry in self._context.log.newest(self._portal.site, ROWS)]
        gettext, today = self._portal.gettext, self._portal.clock.today()
        columns = (gettext("When"), gettext("Who"), gettext("Event"), gettext("Account"), gettext("Details"))
        title = gettext("Sign-ins and changes")
        sheet = Sheet("log", title, columns, [self._row(entry) for entry in entries])
        first = self._portal.clock.local(entries[-1].at).date() if entries else today
        zone, now = str(self._portal.clock.zone), self._portal.clock.now()
        info = TableInfo(self._portal.publisher_name(), title, f"{first} - {today}", first, today, zone, now)
        content = write_table("csv", sheet, info, gettext)
        return attachment(content, KINDS["csv"], file_name("accounts", info, "csv"))

    def _row(self, entry: LogEntry) -> tuple[Value, ...]:
        ui_text = self._context.ui_text()
        at = self._portal.clock.local(entry.at).isoformat(sep=" ", timespec="seconds")
        detail = ui_text.detail(entry.what, entry.detail)
        return at, ui_text.actor(entry), ui_text.event(entry.what), entry.account, detail
