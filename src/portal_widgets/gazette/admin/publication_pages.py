"""The page as readers will see it, publishing, withdrawing, and the history with undo."""

from dataclasses import replace

from flask import Response, abort, request

from ...core.forms import Field, Form, is_empty
from ...core.history.event_data import read_day
from ...core.http.request_body import is_submission, sent_form
from ..review.changes import differences_of
from ..rules.document import Document, Publication, StoredFile, Withdrawal
from ..store.documents import DeletedDocumentError
from ..store.gazette import KnownDocumentError
from .context import GazetteAdminContext

REASON = {"reason": Field(faults={"reason": is_empty}, most=2000), "office": Field(most=200)}


class PublicationPages:
    """Changes what readers see of a document."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def preview(self, number: int) -> Response:
        """The page as readers will see it, with the state of a day and its sentence."""
        one = self._context.document(number)
        try:
            day = read_day(request.args.get("on", "")[:10]) or self._service.today()
        except ValueError:
            day = self._service.today()
        body = self._context.views.document(
            self._service.read(one), day, file_address=lambda file: self._file(one, file)
        )
        return self._context.page(
            "admin_preview.html", document=one, body=body, warnings=self._context.warnings(one)
        )

    def _file(self, document: Document, file: StoredFile) -> str:
        return self._portal.url("admin.gazette.file", number=document.id, digest=file.digest)

    def publish(self, number: int) -> Response:
        """Publish a draft, or show a withdrawn document again. The day is today unless the facts name it."""
        one = self._context.document(number)
        if one.publication is Publication.PUBLISHED:
            abort(409, self._portal.gettext("This document is published already."))
        shown = replace(
            one,
            publication=Publication.PUBLISHED,
            published=one.published or self._service.today(),
            withdrawal=None,
        )
        what = self._context.ui_text().done("published", self._context.views.cite(one))
        self._context.save(shown, self._context.change(what))
        return self._context.done(what, "document", number=number)

    def withdraw(self, number: int) -> Response:
        """Take a published document back. Its address then names the reason."""
        one = self._context.document(number)
        if one.publication is not Publication.PUBLISHED:
            abort(409, self._portal.gettext("Only a published document can be withdrawn."))
        form = sent_form(Form, REASON)
        faults = form.find_faults() if is_submission(request) else {}
        if faults or not is_submission(request):
            text = self._context.ui_text()
            errors = {name: text.fault(fault) for name, fault in faults.items()}
            return self._context.page(
                "admin_withdraw.html", 400 if faults else 200, document=one, typed=form.typed, errors=errors
            )
        gone = Withdrawal(self._service.today(), form["reason"], form["office"])
        what = self._context.ui_text().done("withdrawn", self._context.views.cite(one))
        withdrawn = replace(one, publication=Publication.WITHDRAWN, withdrawal=gone)
        self._context.save(withdrawn, self._context.change(what))
        return self._context.done(what, "document", number=number)

    def history(self, number: int) -> Response:
        revisions = self._service.store.history.of(number)
        return self._context.page(
            "admin_history.html",
            document=self._context.document(number),
            revisions=[(one, differences_of(one)) for one in revisions],
        )

    def undo(self, number: int, revision: int) -> Response:
        """Go back to the facts before a change. This is one more change."""
        self._context.document(number)
        undone = next((one for one in self._service.store.history.of(number) if one.id == revision), None)
        if undone is None:
            self._context.not_found()
        form = sent_form(Form, {"correction": Field()})
        what = self._context.ui_text().done("undone", undone.what)
        change = self._context.change(what, correction="correction" in form)
        try:
            done = self._service.undo(undone, change)
        except (KnownDocumentError, DeletedDocumentError, ValueError):
            done = False
        said = (
            what
            if done
            else self._portal.gettext("This change cannot be undone, or nothing would be different.")
        )
        return self._context.done(said, "history", number=number)
