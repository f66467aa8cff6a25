"""The form of a document's relations with its preview."""

from flask import Response, request

from ...core.form_rows import RowError, with_empty
from ...core.forms import Field, Form, first
from ...core.http.request_body import is_submission, sent_form
from ..rules.addresses import number_key
from ..rules.document import Document
from ..rules.effects import DayWording, Relation, RelationKind
from .context import GazetteAdminContext
from .relation_form import AS_TEXT, NAMES, from_relation, read_relation, rows_of

FIELDS = {"version": Field(first(20)), "correction": Field(), "save": Field()}


class RelationPages:
    """Writes the relations in which a document acts. Nothing is saved before the button "Save"."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._store = context.service.store

    def edit(self, number: int) -> Response:
        document = self._context.document(number)
        stored = self._own(number)
        if not is_submission(request):
            rows = [from_relation(one, self._number(one, number)) for one in stored]
            return self._form(document, rows, self._context.newest(number))
        form, rows = sent_form(Form, FIELDS), sent_form(rows_of)
        try:
            new = self._read(rows, number, {one.id for one in stored}, form["version"])
        except RowError as error:
            return self._form(document, rows, form["version"], error=error)
        if "save" not in form:
            return self._form(document, rows, form["version"], new=new)
        what = self._context.ui_text().done("relations", self._context.views.cite(document))
        change = self._context.change(what, correction="correction" in form)
        for one in stored:
            if one.id not in {kept.id for kept in new}:
                self._store.unrelate(one.id, change)
        self._store.relate([one for one in new if one not in stored], change)
        self._context.service.changed()
        return self._context.done(what, "document", number=number)

    def _read(self, rows: list[dict[str, str]], number: int, known: set[int], version: str) -> list[Relation]:
        """Raises RowError with the first fault. A row never takes the place of a relation of another
        document.
        """

        def find(text: str) -> list[Document]:
            return self._find(text, number)

        new = [read_relation(row, at, number, find) for at, row in enumerate(rows)]
        ids = [one.id for one in new if one.id]
        is_foreign = not set(ids) <= known or len(ids) > len(set(ids))
        if is_foreign or version != self._context.newest(number):
            raise RowError("relation-0", "changed")
        return new

    def _own(self, number: int) -> list[Relation]:
        """The relations in which the document acts, in their order."""
        found = [one for one in self._store.relations.of_documents([number]) if one.acting.id == number]
        return sorted(found, key=lambda one: (one.position, one.id))

    def _number(self, one: Relation, document: int) -> str:
        if one.target.id is None or one.target.id == document:
            return one.target.text
        found = self._store.documents.documents([one.target.id]).get(one.target.id)
        return found.work.number if found is not None else ""

    def _find(self, text: str, but: int) -> list[Document]:
        return self._store.office.with_number(number_key(text), but)

    def _form(
        self,
        document: Document,
        rows: list[dict[str, str]],
        version: str,
        *,
        error: RowError | None = None,
        new: list[Relation] | None = None,
    ) -> Response:
        text = self._context.ui_text()
        cite, body = self._context.views.cite, self._context.views.body_name
        choices = [
            [(str(one.id), f"{cite(one)}, {body(one)}") for one in self._find(row["target"], document.id)]
            for row in rows
        ]
        shown = with_empty(rows, NAMES)
        return self._context.page(
            "admin_relations.html",
            400 if error else 200,
            document=document,
            rows=list(zip(shown, [*choices, *([] for _ in shown)], strict=False)),
            as_text=AS_TEXT,
            errors={error.field: text.fault(error.fault)} if error else {},
            kinds=list(RelationKind),
            wordings=list(DayWording),
            preview=self._lines(new, document) if new is not None else None,
            warnings=self._context.warnings(document, new) if new is not None else [],
            version=version,
        )

    def _lines(self, new: list[Relation], document: Document) -> list[tuple[Relation, Document | None]]:
        ids = {one.target.id for one in new if one.target.id is not None} - {document.id}
        found = self._store.documents.documents(ids)
        return [(one, found.get(one.target.id) if one.target.id is not None else None) for one in new]
