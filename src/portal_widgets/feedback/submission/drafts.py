"""A submitted message before it is stored: its fields, its files, and their errors."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import FileStorage

from ...core.app.portal import Portal
from ...core.http.request_body import sent_form
from ...core.text.clock import Milliseconds
from ...errors import StoreUnavailableError
from ..access_keys import AccessKeys
from ..departments import DepartmentList
from ..file_types import OTHER_PICTURES
from ..files import File, FileError, Files
from ..privacy.page_addresses import PageAddresses
from ..rules import FASTEST_SECONDS, OLDEST_SECONDS, MessageKind
from ..settings import FeedbackSettings
from ..store.messages import MessageStore
from .forms import MessageForm
from .network_limits import NetworkLimits

# In addition to the files: the fields and their separators.
FORM_BYTES = 1 << 20


@dataclass
class Draft:
    """A submitted message with its errors. `confirm`: there are no errors, but the form has an old stamp, or
    no stamp because it was in a cached page. It is then shown again, with the complete input.
    """

    form: MessageForm
    kept: list[File]
    faults: dict[str, str] = field(default_factory=dict)
    confirm: bool = False


class DraftReader:
    """Makes forms, and parses submissions."""

    def __init__(
        self,
        portal: Portal,
        files: Files,
        keys: AccessKeys,
        pages: PageAddresses,
        limits: NetworkLimits,
        messages: MessageStore,
        departments: DepartmentList,
    ) -> None:
        self._portal = portal
        self._settings = portal.settings[FeedbackSettings]
        self._files = files
        self._keys = keys
        self._pages = pages
        self._limits = limits
        self._messages = messages
        self._departments = departments

    def new_stamp(self, *, confirmed: bool = False) -> str:
        """A new stamp. If `confirmed`, the reader has already filled in the form and may send it at once."""
        return self._keys.new_stamp(self._now() - (FASTEST_SECONDS * 1000 if confirmed else 0))

    def read_stamp(self, form: MessageForm) -> tuple[bytes, float] | None:
        """The ticket of a form, and its age in seconds; None if it has no stamp of ours."""
        return self._keys.read_stamp(form["stamp"], self._now())

    def valid_stamp(self, form: MessageForm) -> str:
        """The stamp of a submitted form, or "" if it is not valid. A corrected form keeps its age."""
        return form["stamp"] if self._has_valid_stamp(form) else ""

    def read(self, kind: MessageKind) -> Draft:
        """The message of this request. Its files are stored even if a field has an error."""
        form = sent_form(MessageForm, self._portal.language, self._departments.open())
        form.set_page(self._pages.read(form["page"], form["page_signature"]))
        kept, lost = self._files.unsign(form["kept"])
        draft = Draft(form, self._files_to_keep(form, kept), form.faults(kind))
        if lost:
            draft.faults["files"] = self._portal.gettext(
                "An attached file is no longer available. Please attach it again."
            )
        self.attach(draft, request.files.getlist("files"))
        if not draft.faults:
            draft.confirm = not self._has_valid_stamp(form)
        return draft

    def attach(self, draft: Draft, files: Iterable[FileStorage]) -> None:
        """Store uploaded files. The valid ones are stored even if another one is refused."""
        sent = [file for file in files if file.filename]
        if len(draft.kept) + len(sent) > self._settings.feedback_files:
            draft.faults["files"] = self._file_fault(FileError("many", ""))
            return
        for file in sent:
            try:
                draft.kept.append(self._take(file))
            except FileError as error:
                draft.faults.setdefault("files", self._file_fault(error))

    def most_bytes(self) -> int:
        """The size limit of a form, which may contain files."""
        if request.mimetype != "multipart/form-data":
            return FORM_BYTES
        return 2 * self._settings.feedback_files * self._settings.feedback_file_mb * (1 << 20) + FORM_BYTES

    def _has_valid_stamp(self, form: MessageForm) -> bool:
        stamp = self.read_stamp(form)
        return stamp is not None and stamp[1] <= OLDEST_SECONDS

    def _files_to_keep(self, form: MessageForm, kept: list[File]) -> list[File]:
        """The files of an earlier try, without removed ones and those that belong to a stored message."""
        sent: set[str] = set()
        with suppress(StoreUnavailableError):  # then no message can be stored, and the files stay
            sent = self._messages.attached_files([file.id for file in kept]) if kept else sent
        dropped = {*form.every("drop"), *sent}
        return [file for file in kept if file.id not in dropped]

    def _take(self, file: FileStorage) -> File:
        if self._limits.has_too_many_files():
            raise FileError("often", file.filename or "")
        most = self._settings.feedback_file_mb * (1 << 20)
        return self._files.take(file.stream, file.filename or "", most)

    def _file_fault(self, error: FileError) -> str:
        _, settings = self._portal.gettext, self._settings
        return {
            "many": _("Please attach at most %(most)s files.", most=settings.feedback_files),
            "large": _(
                "%(name)s is too large. At most %(most)s MB are allowed.",
                name=error.name,
                most=settings.feedback_file_mb,
            ),
            "empty": _("%(name)s is empty.", name=error.name),
            "away": _(
                "%(name)s cannot be stored at the moment. Please try again later, or send your "
                "message without it.",
                name=error.name,
            ),
            "often": _(
                "Very many files come from your network. Please try again in some minutes, or send your "
                "message without them."
            ),
            **{
                kind: _(
                    "%(name)s is a %(kind)s picture. Please save it as JPG or PNG and attach it again.",
                    name=error.name,
                    kind=kind,
                )
                for kind in OTHER_PICTURES
            },
            "scan": _("%(name)s contains something harmful and was refused.", name=error.name),
        }.get(
            error.fault,
            _(
                "%(name)s has a type that is not allowed. The allowed types are PDF, JPG, PNG, DOCX "
                "and XLSX.",
                name=error.name,
            ),
        )

    def _now(self) -> Milliseconds:
        return self._portal.clock.milliseconds()
