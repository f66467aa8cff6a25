"""What readers answer to "Is this page useful?": the worst pages first, with their sentences."""

from datetime import date, timedelta

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.files.attachments import attachment
from ...core.files.table_export import ROWS, Sheet, TableInfo, file_name, write_table
from ...core.files.table_kinds import KINDS
from .context import FeedbackAdminContext
from .usefulness import RatedPage, rated_pages

# Days; 0 for all.
PERIODS = (30, 90, 365, 0)
SHOWN = 50
FARTHEST_PAGE = 10_000


class UsefulnessPages:
    """Makes the page and its files. They contain nothing about the readers, so every moderator may see all
    of them.
    """

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._store = context.service.usefulness

    def show(self) -> Response:
        every, at = self._rated(), self._at()
        return self._context.page(
            "admin_useful.html",
            rated=every[(at - 1) * SHOWN : at * SHOWN],
            count=len(every),
            yes=sum(one.yes for one in every),
            no=sum(one.no for one in every),
            at=at,
            pages=-(-len(every) // SHOWN),
            days=self._days(),
            periods={days: self._period(days) for days in PERIODS},
        )

    def file(self, kind: str) -> Response:
        _ = self._portal.gettext
        first, last = self._span()
        about = TableInfo(
            portal=self._portal.publisher_name(),
            subject=_("Were pages useful?"),
            period=self._period(self._days()),
            first=first,
            last=last,
            zone=str(self._portal.clock.zone),
            generated=self._portal.clock.now(),
        )
        columns = (_("Page"), _("Yes"), _("No"), _("Sentences of readers"))
        rows = [(one.page, one.yes, one.no, "\n".join(one.sentences)) for one in self._rated()[:ROWS]]
        sheet = Sheet("useful", _("Were pages useful?"), columns, rows)
        return attachment(write_table(kind, sheet, about, _), KINDS[kind], file_name("useful", about, kind))

    def _rated(self) -> list[RatedPage]:
        span = self._span()
        return rated_pages(self._store.ratings(*span), self._store.sentences(*span, ROWS))

    def _span(self) -> tuple[date, date]:
        today, days = self._portal.clock.today(), self._days()
        if days:
            return today - timedelta(days=days - 1), today
        return min(self._store.first_day() or today, today), today

    def _days(self) -> int:
        days = request.args.get("days", PERIODS[0], type=whole_number)
        return days if days in PERIODS else PERIODS[0]

    def _at(self) -> int:
        return min(max(request.args.get("page", 1, type=whole_number), 1), FARTHEST_PAGE)

    def _period(self, days: int) -> str:
        language = self._portal.language
        if not days:
            return language.gettext("All answers")
        return language.ngettext("The last %(count)s day", "The last %(count)s days", days)
