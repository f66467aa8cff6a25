"""The files of a document: attach, replace and remove them, and open those of drafts."""

import re
from contextlib import closing
from dataclasses import replace
from io import BytesIO

from flask import Response, abort, request, send_file

from ...core.files.attachments import as_attachment
from ...core.forms import Field, Form
from ...core.http.request_body import sent_form
from ...core.text.normalization import one_line
from ..extracting.extraction import Extraction, extract, media_type_of
from ..extracting.limits import FileRefusedError, Limits
from ..rules.document import Document, FileForm, FileRole, StoredFile
from ..settings import MEGABYTE
from .context import GazetteAdminContext
from .document_form import is_known
from .document_pages import DocumentPages

_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
# A person waits for the answer.
LIMITS = Limits(seconds=10.0)
REFUSED = frozenset({"broken", "encrypted"})
FIELDS = {name: Field() for name in ("role", "replaces", "reason")}


class FilePages:
    """Keeps the files of documents. Those of published documents are never lost."""

    def __init__(self, context: GazetteAdminContext, pages: DocumentPages, most: int) -> None:
        self._context = context
        self._pages = pages
        self._most = most
        self._files = context.service.files

    def attach(self, number: int) -> Response:
        """Attach the file that was sent, perhaps in the place of another one."""
        document, form = self._context.document(number), sent_form(Form, FIELDS)
        content, name = self._sent()
        try:
            found = self._examine(content, name)
            files = self._replaced(document, form)
        except FileRefusedError as error:
            return self._refused(number, error.fault)
        try:
            digest, size = self._files.put(BytesIO(content))
        except OSError:
            return self._refused(number, "away")
        if any(file.digest == digest for file in document.current_files):
            return self._refused(number, "same")
        role = FileRole(form["role"]) if form["role"] in set(FileRole) else FileRole.ORIGINAL
        stored = StoredFile(
            digest, name, media_type_of(content), size, found.pages, found.form, role, self._now()
        )
        what = self._context.ui_text().done("file", name)
        self._context.save(replace(document, files=(*files, stored)), self._context.change(what))
        return self._context.done(what, "document", number=number)

    def remove(self, number: int, digest: str) -> Response:
        """Remove a file of a draft. A published one is kept with the reason, and is no longer current."""
        document = self._context.document(number)
        file = next((one for one in document.current_files if one.digest == digest), None)
        if file is None:
            self._context.not_found()
        try:
            files = self._without(document, file, sent_form(Form, FIELDS)["reason"])
        except FileRefusedError as error:
            return self._refused(number, error.fault)
        what = self._context.ui_text().done("file-removed", file.name)
        self._context.save(replace(document, files=files), self._context.change(what))
        return self._context.done(what, "document", number=number)

    def file(self, number: int, digest: str) -> Response:
        """A file of a document in any state, also one that was replaced."""
        document = self._context.document(number)
        found = next((one for one in document.files if one.digest == digest), None)
        path = self._files.path(found.digest) if found is not None else None
        if found is None or path is None or not path.is_file():
            abort(404, self._context.portal.gettext("There is no such file."))
        return as_attachment(send_file(path, mimetype=found.media_type, max_age=0), found.name)

    def _sent(self) -> tuple[bytes, str]:
        """The content and the name of the file that was sent; empty without one."""
        sent = request.files.get("file")
        if sent is None:
            return b"", ""
        with closing(sent):  # a large one is in a temporary file
            return sent.read(self._most * MEGABYTE + 1), _safe_name(sent.filename or "")

    def _examine(self, content: bytes, name: str) -> Extraction:
        """Raises FileRefusedError for a file that cannot be attached."""
        if not content or not name:
            raise FileRefusedError("no-file")
        if len(content) > self._most * MEGABYTE:
            raise FileRefusedError("large")
        if not media_type_of(content):
            raise FileRefusedError("not-supported")
        try:
            return extract(content, LIMITS)
        except ImportError:
            return Extraction("", FileForm.UNKNOWN)
        except FileRefusedError as error:
            if error.fault in REFUSED:
                raise
            return Extraction("", FileForm.UNKNOWN)

    def _replaced(self, document: Document, form: Form) -> tuple[StoredFile, ...]:
        old = next((one for one in document.current_files if one.digest == form["replaces"]), None)
        return self._without(document, old, form["reason"]) if old is not None else document.files

    def _without(self, document: Document, file: StoredFile, reason: str) -> tuple[StoredFile, ...]:
        if not is_known(document):
            return tuple(one for one in document.files if one != file)
        reason = one_line(reason, 500)
        if not reason:
            raise FileRefusedError("reason")
        gone = replace(file, replaced_at=self._now(), replaced_reason=reason)
        return tuple(gone if one == file else one for one in document.files)

    def _refused(self, number: int, fault: str) -> Response:
        text = self._context.ui_text().fault(fault, most=self._most)
        return self._pages.document(number, error=text, status=400)

    def _now(self) -> int:
        return self._context.portal.clock.milliseconds()


def _safe_name(name: str) -> str:
    return _FORBIDDEN.sub("_", one_line(name))[-100:].strip(". ")
