"""The issues of the gazette that contain a document, or parts of it, as rows."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request

from ...core.form_rows import Row, RowError, read_field, read_rows, with_empty
from ...core.forms import Field, Form
from ...core.history.event_data import day_text, read_day
from ...core.http.request_body import is_submission, sent_form
from ...core.text.normalization import one_line
from ..rules.document import Issue, IssueItem, placed
from .context import GazetteAdminContext

NAMES = ("issue", "issue_year", "on", "part", "parts", "first", "last")
MOST_PAGES = 100_000


def rows_of(form: Mapping[str, str]) -> list[Row]:
    return [row for row in read_rows(form, "issue", NAMES) if row["issue"] or row["first"]]


def from_item(issue: Issue, item: IssueItem) -> Row:
    return {
        "issue": issue.number,
        "issue_year": str(issue.year),
        "on": day_text(issue.on),
        "part": str(item.part),
        "parts": str(item.parts),
        "first": str(item.first_page or ""),
        "last": str(item.last_page or ""),
    }


def read_item(row: Row, at: int, document: int) -> tuple[Issue, IssueItem]:
    """The issue and the item of a row. Raises RowError with the first fault."""
    number = one_line(row["issue"], 60)
    if not number:
        raise RowError(f"issue-{at}", "issue")
    on = read_field(row, "on", at, "day", read_day)
    part, parts, first, last = (
        read_field(row, name, at, "whole", _whole) for name in ("part", "parts", "first", "last")
    )
    part, parts = part or 1, parts or 1
    if part > parts:
        raise RowError(f"part-{at}", "part")
    if first is not None and last is not None and last < first:
        raise RowError(f"last-{at}", "order")
    year = read_field(row, "issue_year", at, "year", _whole) or (on.year if on else None)
    if year is None:
        raise RowError(f"issue_year-{at}", "year")
    return Issue(number, year, on), IssueItem(0, document, 0, part, parts, first, last)


def _whole(text: str) -> int | None:
    """Raises ValueError for anything except a number of pages or parts, or nothing."""
    number = int(text) if text else None
    if number is not None and not 0 < number < MOST_PAGES:
        raise ValueError(text)
    return number


class IssuePages:
    """Says in which issues a document is."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._issues = context.service.store.issues

    def edit(self, number: int) -> Response:
        document = self._context.document(number)
        if not is_submission(request):
            return self._form(number, [from_item(*one) for one in self._issues.of_document(number)])
        rows = sent_form(rows_of)
        try:
            new = [read_item(row, at, number) for at, row in enumerate(rows)]
            self._refuse_doubles(new)
        except RowError as error:
            return self._form(number, rows, error)
        if "save" not in sent_form(Form, {"save": Field()}):
            return self._form(number, rows)
        what = self._context.ui_text().done("issues", self._context.views.cite(document))
        self._save(number, new, what)
        return self._context.done(what, "document", number=number)

    def _refuse_doubles(self, new: list[tuple[Issue, IssueItem]]) -> None:
        keys = [(issue.year, issue.number, item.part) for issue, item in new]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise RowError(f"issue-{at}", "twice")

    def _save(self, document: int, new: list[tuple[Issue, IssueItem]], what: str) -> None:
        """Write each issue that contains the document, or contained it, with its other documents."""
        known = {(one.year, one.number): one for one in self._issues.every()}
        before = {(issue.year, issue.number) for issue, _ in self._issues.of_document(document)}
        for key in sorted(before | {(issue.year, issue.number) for issue, _ in new}):
            own = [(issue, item) for issue, item in new if (issue.year, issue.number) == key]
            issue = known.get(key) or own[0][0]
            days = [one.on for one, _ in own if one.on is not None]
            issue = replace(issue, on=days[0]) if days else issue
            stored = self._issues.items(issue.id) if issue.id else []
            others = [one for one in stored if one.document != document]
            items = [*others, *(item for _, item in own)]
            self._context.service.store.save_issue(issue, placed(items), self._context.change(what))
        self._context.service.changed()

    def _form(self, number: int, rows: list[Row], error: RowError | None = None) -> Response:
        text = self._context.ui_text()
        return self._context.page(
            "admin_issues.html",
            400 if error else 200,
            document=self._context.document(number),
            rows=with_empty(rows, NAMES, 2),
            errors={error.field: text.fault(error.fault)} if error else {},
        )
