"""All data about the sender of a message, as one file for that person (GDPR art. 15 and 20)."""

import json
import zipfile
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, TypedDict

from flask import Response, send_file

from ...core.app.portal import Portal
from ...core.files.attachments import as_attachment
from ...core.http.cache_headers import no_store
from ...core.text.codes import read_code
from ..rules import MessageKind, Status
from ..service import FeedbackService
from ..store.messages import StoredMessage
from ..ui_text import FeedbackUiText


class ConsentData(TypedDict):
    """A consent: its purpose, its words and its time."""

    purpose: str
    text: str
    at: str


# "in" is the path in the ZIP file.
FileData = TypedDict("FileData", {"name": str, "bytes": int, "sha256": str, "in": str})


class EventData(TypedDict):
    """An entry of the history that the sender may see."""

    at: str
    what: str
    text: str


class AnswerData(TypedDict):
    """The published question and its answer."""

    question: str
    answer: str


class MessageData(TypedDict):
    """All data about a message. Times are ISO 8601 in the portal's time zone."""

    reference: str
    kind: MessageKind
    text: str
    subject: str
    name: str
    email: str
    phone: str
    address: str
    department: str
    page: str
    language: str
    received: str
    status: Status
    put_aside: str
    agreed: list[ConsentData]
    files: list[FileData]
    history: list[EventData]
    mails: dict[str, str]
    published: AnswerData | None


class DataSubjectExport:
    """A ZIP file: `messages.txt` to read, `messages.json` for machines, and the attachments."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def numbers(self, sought: str) -> list[int]:
        """The messages that belong to a reference or an e-mail address."""
        store = self._service.eraser.store
        if "@" in sought:
            return store.of_email(sought)
        reference = read_code(sought)
        return store.of_reference(reference) if reference else []

    def file(self, numbers: Sequence[int], *, notes: bool) -> Response:
        made = TemporaryFile()  # noqa: SIM115 - closed with the answer
        self.write(made, numbers, notes=notes)
        made.seek(0)
        return no_store(as_attachment(send_file(made, "application/zip"), "messages.zip"))

    def write(self, out: IO[bytes], numbers: Sequence[int], *, notes: bool) -> None:
        """`notes`: include the office's own notes, which may mention other people."""
        found = [one for number in numbers if (one := self._service.store.by_number(number))]
        told = [self._as_data(one, notes=notes) for one in found]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            archive.writestr("messages.txt", "\n\n\n".join(self._as_text(one) for one in told))
            document = {
                "portal": self._portal.site,
                "generated": self._portal.clock.now().isoformat(timespec="seconds"),
                "messages": told,
            }
            archive.writestr("messages.json", json.dumps(document, ensure_ascii=False, indent=1))
            for one in found:
                for place, file in enumerate(one.files, 1):
                    path = self._service.files.path(file.id)
                    if path.is_file():
                        archive.write(path, _place(one, place, file.name))

    def _as_data(self, one: StoredMessage, *, notes: bool) -> MessageData:
        cases, written = self._service.cases, one.message
        case, published = cases.case(one.id), self._service.questions.of_message(one.id)
        seen = {"reply", "status", "published", "withdrawn", *(["note"] if notes else [])}
        return {
            "reference": one.reference,
            "kind": written.kind,
            "text": written.text,
            "subject": written.subject,
            "name": written.name,
            "email": written.email,
            "phone": written.phone,
            "address": written.address,
            "department": written.department,
            "page": written.page,
            "language": one.language,
            "received": self._instant(one.at),
            "status": one.status,
            "put_aside": case.reason if case else "",
            "agreed": [
                {"purpose": purpose, "text": text, "at": self._instant(at)}
                for purpose, text, at in cases.consents(one.id)
            ],
            "files": [
                {
                    "name": file.name,
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                    "in": _place(one, at, file.name),
                }
                for at, file in enumerate(one.files, 1)
            ],
            "history": [
                {"at": self._instant(event.at), "what": event.kind, "text": event.text}
                for event in cases.events(one.id)
                if event.kind in seen
            ],
            "mails": cases.letters(one.id),
            "published": {"question": published.question, "answer": published.answer} if published else None,
        }

    def _as_text(self, told: MessageData) -> str:
        _ = self._portal.gettext
        ui_text = FeedbackUiText(self._portal.language, self._portal.clock)
        facts = [
            (_("Reference"), told["reference"]),
            (_("Received"), told["received"]),
            (_("State"), ui_text.status(told["status"])),
            (_("About"), ui_text.kind(told["kind"])),
            (_("Department"), told["department"]),
            (_("Page"), told["page"]),
            (_("Name"), told["name"]),
            (_("E-mail"), told["email"]),
            (_("Telephone"), told["phone"]),
            (_("Address"), told["address"]),
            (_("Subject"), told["subject"]),
            (_("Message"), told["text"]),
            *((_("Agreed:"), f"{one['text']} ({one['at']})") for one in told["agreed"]),
            *((_("Attachment"), one["in"]) for one in told["files"]),
            *((one["at"], self._event(ui_text, one)) for one in told["history"]),
        ]
        if told["published"]:
            facts += [(_("Published question"), told["published"]["question"])]
            facts += [(_("Published answer"), told["published"]["answer"])]
        return "\n".join(f"{name.rstrip(':')}: {value}" for name, value in facts if value)

    def _event(self, ui_text: FeedbackUiText, event: EventData) -> str:
        said = ui_text.event(event["what"], event["text"])
        return f"{said}\n{event['text']}" if event["what"] in {"reply", "note"} else said

    def _instant(self, milliseconds: int) -> str:
        return self._portal.clock.local(milliseconds).isoformat(timespec="seconds")


def _place(one: StoredMessage, number: int, name: str) -> str:
    """The path of an attachment in the file. `files` has cleaned its name, so the path stays in the
    folder.
    """
    return f"files/{one.reference}/{number}-{name}"
