"""The form of a document's facts with its preview, and the page with everything about a document."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request
from werkzeug.datastructures import MultiDict

from ...core.forms import Form
from ...core.history.event_data import read_day
from ...core.http.request_body import is_submission, sent_form
from ...core.offered import PageMessage, PageMessages
from ..document_data import document_data
from ..numbers import fold_number, parse_number
from ..review.changes import Difference, differences
from ..review.proposals import next_letter, propose
from ..rules.addresses import address_slug, number_key
from ..rules.document import Document, FileRole
from ..rules.register import GazetteRegister
from ..store.documents import DeletedDocumentError, DoubleNumberError
from .context import GazetteAdminContext
from .document_form import FIXED, completed, fields_of, is_known, read_document, typed_of


class DocumentPages:
    """Enters and changes documents. Nothing is saved before the button "Save"."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._store = context.service.store

    def document(self, number: int, *, error: str = "", status: int = 200) -> Response:
        """The page with everything about a document. `error` is the fault of a file that was sent."""
        one = self._context.document(number)
        return self._context.page(
            "admin_document.html",
            status,
            document=one,
            warnings=self._context.warnings(one),
            relations=self._store.relations.of_documents([number]),
            items=self._store.issues.of_document(number),
            messages=self._messages(one),
            roles=list(FileRole),
            error=error,
            is_known=is_known(one),
            slug=address_slug(one.work),
        )

    def _messages(self, document: Document) -> list[PageMessage]:
        """The messages of readers about the page of a document that wait for an answer."""
        messages = self._portal.offered(PageMessages)
        return messages.waiting(self._context.views.bare(document)) if messages else []

    def edit(self, number: int) -> Response:
        """The form of a document; 0 for a new one."""
        before = self._context.document(number) if number else None
        register = self._context.register()
        if not is_submission(request):
            chosen = before.fields if before else ()
            return self._form(before, register, typed_of(before) if before else {}, chosen)
        form = self._sent(before, register)
        faults = form.find_faults()
        document = read_document(form, before) if not faults else None
        if document is not None:
            document, faults = self._with_letter(document, before, form)
        if document is None or faults or "save" not in form:
            return self._form(before, register, form.typed, form.every("field"), faults, document)
        return self._save(document, before, register, form)

    def _sent(self, before: Document | None, register: GazetteRegister) -> Form:
        """The typed fields, completed by the meaning of the number. A known address keeps its facts."""
        fields = fields_of(register)
        form = sent_form(Form, fields)
        try:
            signed = read_day(form["signed"])
        except ValueError:
            signed = None
        values = completed(form.typed, propose(form["number"], register, signed))
        if before is not None and is_known(before):
            values |= {name: typed_of(before)[name] for name in FIXED}
        sent = MultiDict({name: value for name, value in values.items() if name in form or value})
        known = {one.key for one in register.fields}
        sent.setlist("field", [key for key in form.every("field") if key in known])
        return Form(fields, sent)

    def _with_letter(
        self, document: Document, before: Document | None, form: Form
    ) -> tuple[Document, dict[str, str]]:
        """The document with a letter if its body has used the number already, and the faults."""
        same = [one for one in self._store.documents.same_work(document.work) if one.id != document.id]
        if not is_known(before):
            work = replace(document.work, double=next_letter(document.work, same))
            document = replace(document, work=work)
        faults = {}
        if document.work.double and not document.work.double_reason:
            faults["double_reason"] = "double"
        if before is not None and form["version"] != self._context.newest(before.id):
            faults["title"] = "changed"
        return document, faults

    def _save(
        self, document: Document, before: Document | None, register: GazetteRegister, form: Form
    ) -> Response:
        how = "changed" if before else "entered"
        what = self._context.ui_text().done(how, self._context.views.cite(document))
        try:
            change = self._context.change(what, correction="correction" in form)
            number = self._context.service.save(document, change)
        except (DoubleNumberError, DeletedDocumentError) as error:
            taken = isinstance(error, DoubleNumberError)
            faults = {"double_reason": "double"} if taken else {"title": "changed"}
            return self._form(before, register, form.typed, form.every("field"), faults, document)
        return self._context.done(what, "document", number=number)

    def _form(
        self,
        before: Document | None,
        register: GazetteRegister,
        typed: Mapping[str, str],
        chosen: object,
        faults: Mapping[str, str] | None = None,
        document: Document | None = None,
    ) -> Response:
        text = self._context.ui_text()
        number = parse_number(typed.get("number", ""))
        key = number_key(typed.get("number", ""))
        return self._context.page(
            "admin_edit.html",
            400 if faults else 200,
            before=before,
            is_known=is_known(before),
            typed=typed,
            chosen=chosen,
            errors={name: text.fault(fault) for name, fault in (faults or {}).items()},
            register=register,
            bodies=_bodies(register),
            kinds=[(one.key, f"{one.name} ({one.short})") for one in register.kinds],
            preview=document if not faults else None,
            changes=_changes(before, document),
            is_number=number is not None or not key,
            duplicates=self._store.office.with_number(key, before.id if before else 0),
            warnings=self._context.warnings(document) if document and not faults else [],
            version=typed.get("version") or (self._context.newest(before.id) if before else ""),
        )


def _bodies(register: GazetteRegister) -> list[tuple[str, str]]:
    """The bodies by their newest names."""
    found = [(body.key, body.last.facts.name) for body in register.bodies.entities.values()]
    return sorted(found, key=lambda one: fold_number(one[1]))


def _changes(before: Document | None, after: Document | None) -> list[Difference]:
    if before is None or after is None:
        return []
    return differences(document_data(before), document_data(after))
