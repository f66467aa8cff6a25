"""The inbox: open messages, the search, and the list as a file."""

from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import quote, unquote

from flask import Response, make_response, redirect, request

from ...core.app.routing import whole_number
from ...core.files.attachments import attachment
from ...core.files.table_export import ROWS, Sheet, TableInfo, file_name, write_table
from ...core.files.table_kinds import KINDS
from ...core.forms import Field, Form
from ...core.http.request_body import sent_form
from ...core.text.codes import read_code
from ...core.text.normalization import one_line
from ..rules import WAITING, MessageKind, Status
from ..store.cases import PAGE, Case, InboxQuery
from ..ui_text import FeedbackUiText
from .context import FeedbackAdminContext
from .waiting import WEEK

# Search words may be a person's name. They are kept in this cookie, so that no address and no log has them.
COOKIE = "pw_search"
LONGEST_SEARCH = 200
FARTHEST_PAGE = 10_000
FILTERS = ("department", "kind", "overdue", "unsent", "mine")
FIELDS = {
    "q": Field(partial(one_line, most=LONGEST_SEARCH)),
    "status": Field(str),
    **{name: Field(str) for name in FILTERS},
}
# The most messages of the last week that the inbox lists as held back by a rule.
SUSPECTED = 5


class Inbox:
    """Makes the pages and files of the list."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal

    def show(self) -> Response:
        today = self._today()
        wanted = self._read_query()
        cases, count = self._context.cases.inbox(wanted, today)
        return self._context.page(
            "admin_inbox.html",
            cases=cases,
            count=count,
            counts=self._context.cases.counts(wanted, today),
            suspected=self._suspected(wanted),
            wanted=wanted,
            pages=-(-count // PAGE),
            today=today,
            statuses=["waiting", *Status, ""],
            kinds=list(MessageKind),
            departments=self._context.departments(),
            waiting=WAITING,
            file_kinds=list(KINDS),
            nobody_is_mailed=bool(self._context.service.empty_forms.nobody_is_mailed),
            may_erase=self._context.visible_departments() is None,
            pw_kept={key: value for key, value in request.args.items() if key not in {"page", "lang"}},
        )

    def search(self) -> Response:
        """Store the search words in the cookie, and redirect to the results."""
        form = sent_form(Form, FIELDS)
        words, asked = form["q"], {name: form[name] for name in FILTERS if form[name]}
        # Words are searched in all states: nobody knows the state of a message that he or she looks for.
        asked["status"] = "" if words else form["status"]
        home = self._portal.url("admin.feedback.index", **asked, **({"found": 1} if words else {}))
        response = make_response(redirect(home, 303))
        response.set_cookie(
            COOKIE,
            quote(words),
            path=self._portal.url("admin.feedback.index", lang=None).partition("?")[0],
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
        return response

    def file(self, kind: str) -> Response:
        """The list as a file, without the senders."""
        _ = self._portal.gettext
        today = self._today()
        cases = self._context.cases.every(self._read_query(), today, ROWS)
        columns = (
            _("Reference"),
            _("Received"),
            _("About"),
            _("Department"),
            _("State"),
            _("Answer due"),
            _("Assigned to"),
            _("Subject"),
        )
        rows = [self._row(case) for case in cases]
        sheet = Sheet("messages", _("Messages"), columns, rows)
        days = [self._portal.clock.local(case.at).date() for case in cases] or [today]
        about = TableInfo(
            portal=self._portal.publisher_name(),
            subject=_("Messages"),
            period=self._ui_text().status(self._read_query().status),
            first=min(days),
            last=max(days),
            zone=str(self._portal.clock.zone),
            generated=self._portal.clock.now(),
        )
        content = write_table(kind, sheet, about, _)
        return attachment(content, KINDS[kind], file_name("messages", about, kind))

    def _suspected(self, wanted: InboxQuery) -> list[Case]:
        """The messages that a rule has held back in the last week, for the list of waiting messages."""
        if wanted.status != "waiting" or wanted.words:
            return []
        since = self._context.now() - WEEK
        return self._context.service.waiting.suspected(wanted.departments, since, SUSPECTED)

    def _row(self, case: Case) -> tuple[str | date | None, ...]:
        ui_text = self._ui_text()
        return (
            case.reference,
            self._portal.clock.local(case.at).date(),
            ui_text.kind(case.kind),
            ui_text.department(case.department),
            ui_text.status(case.status),
            case.due_on,
            case.assigned,
            case.subject,
        )

    def _read_query(self) -> InboxQuery:
        given = request.args
        status = given.get("status", "waiting")
        wanted = InboxQuery(
            status=status if status in {"waiting", "", *Status} else "waiting",
            department=one_line(given.get("department", "")),
            kind=one_line(given.get("kind", "")),
            assigned=self._context.name() if "mine" in given else "",
            overdue="overdue" in given,
            unsent="unsent" in given,
            page=min(max(given.get("page", 1, type=whole_number), 1), FARTHEST_PAGE),
            departments=self._context.visible_departments(),
        )
        words = one_line(unquote(request.cookies.get(COOKIE, "")), LONGEST_SEARCH)
        # A reference that was heard on the telephone may have O for 0. `read_code` corrects it.
        return replace(wanted, words=read_code(words) or words) if "found" in given else wanted

    def _ui_text(self) -> FeedbackUiText:
        return FeedbackUiText(
            self._portal.language, self._portal.clock, self._context.departments(every=True)
        )

    def _today(self) -> date:
        return self._portal.clock.today()
