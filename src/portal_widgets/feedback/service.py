"""Takes messages in: read, judged, stored; and thanked for only when they lie in the database."""

import math
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from ..core.app.portal import Portal
from ..core.http.client_network import client_network
from ..core.http.proof_of_work import ProofOfWork
from ..core.http.rate_limiter import Limit, RateLimiter
from ..core.tasks.scheduler import PeriodicTask
from ..errors import StoreUnavailableError
from .access_keys import AccessKeys
from .deadlines import due_on
from .files import File, FileError, Files
from .forms import TRAP, MessageForm
from .mail import mail_templates
from .mail.outbox import Outbox
from .privacy.consents import Consents
from .privacy.erasure import Eraser
from .rules import (
    FASTEST_SECONDS,
    OLDEST_SECONDS,
    Circumstances,
    Message,
    MessageKind,
    SpamReason,
    spam_reason,
)
from .store.cases import CaseStore, Event
from .store.duplicates import MergeStore
from .store.messages import MessageStore, StoredMessage, Submission
from .store.outbox import OutgoingMail
from .store.questions import QuestionStore
from .store.statistics import MessageStatisticsStore

REPEAT_MINUTES = 10
LIMIT_MINUTES = 10
# So many times more than a network's limit are still stored, as spam; then the disk is protected.
FLOOD = 10
# Nobody has a stranger's letterbox filled by typing its address here again and again.
RECEIPTS_A_DAY = 5
DAY_MINUTES = 24 * 60
TIDY_SECONDS = 3600
# A mail that is written is sent at once. Others wait for their next try, or since before a restart.
LOOK_SECONDS = 30
# Beside the files: the fields, and what separates them.
FORM_BYTES = 1 << 20
LONGEST_LINK = 500
# What a script sends in place of a solution: it would find one if it were asked.
CAN_WORK = "can"


class FloodError(Exception):
    """So much comes from one network that nothing more is taken for `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class ProofRequiredError(Exception):
    """Much comes from one network: a device that says it can may work for its message."""

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__()
        self.challenge = challenge


@dataclass
class Draft:
    """A message as it was sent, with what is wrong with it. `confirm`: all is well, but the form has no
    stamp (it stood in a cached page) or an old one; it is shown once more, with all that was written.
    """

    form: MessageForm
    kept: list[File]
    faults: dict[str, str] = field(default_factory=dict)
    confirm: bool = False


class FeedbackService:
    """What routes ask. Nothing is dropped: what a rule speaks against is stored as spam, with the rule."""

    def __init__(self, portal: Portal) -> None:
        settings = portal.settings
        self._portal = portal
        self.store = MessageStore(portal.database, portal.site)
        self.cases = CaseStore(portal.database, portal.site)
        self.questions = QuestionStore(portal.database, portal.site)
        self.merges = MergeStore(portal.database, portal.site)
        self.figures = MessageStatisticsStore(portal.database, portal.site, portal.clock)
        self.keys = AccessKeys(self._secret_keys)
        folder = settings["FEEDBACK_FOLDER"] or portal.folder / "feedback" / portal.site
        self.files = Files(folder, self._secret_keys, settings["FEEDBACK_SCAN"])
        self.eraser = Eraser(portal, self.files)
        self.outbox = Outbox(portal, self.store, self.cases, self.keys)
        self.consents = Consents(portal)
        self.proof = ProofOfWork(portal)
        self._per_network = RateLimiter(portal, "messages")
        self._per_address = RateLimiter(portal, "receipts")
        self._useful = RateLimiter(portal, "useful")
        # A mail server may keep a thread waiting: this is no work for the one that readers wait for.
        self._sending = PeriodicTask(math.inf, self.outbox.run, due_at=math.inf, slow=True)

    def form(self, given: bool = False) -> MessageForm:
        departments = self._portal.settings["DEPARTMENTS"]
        return MessageForm(self._portal.language, departments, request.form if given else None)

    def new_stamp(self, *, confirmed: bool = False) -> str:
        """`confirmed`: whoever gets it has filled in the form already, and may send it at once."""
        return self.keys.new_stamp(self._now() - (FASTEST_SECONDS * 1000 if confirmed else 0))

    def valid_stamp(self, form: MessageForm) -> str:
        """The stamp a form brought, if it is still good: a mended form is as old as it was."""
        return str(form.stamp.data) if self._fresh(form) else ""

    def read_form(self, kind: MessageKind) -> Draft:
        """The message of this request; its files are kept, whatever is wrong elsewhere."""
        form = self.form(given=True)
        kept, lost = self.files.unsign(form.kept.data or "")
        draft = Draft(form, self._files_to_keep(kept), form.faults(kind))
        if lost:
            draft.faults["files"] = self._portal.gettext(
                "A file that you attached is not here any more. Please attach it again."
            )
        self._take_files(draft)
        if not draft.faults:
            draft.confirm = not self._fresh(form)
        return draft

    def submit(self, kind: MessageKind, draft: Draft) -> str:
        """Store a message that is in order; its reference. Flood, where far too much comes; Work, where a
        device is to be asked first.
        """
        message = draft.form.message(kind)
        ticket, age = self._stamp(draft.form) or (b"", 0.0)
        digest = self.keys.digest(message)
        since = self._now() - REPEAT_MINUTES * 60_000
        how = Circumstances(
            request.form.get(TRAP, ""),
            age,
            self._portal.settings["FEEDBACK_BLOCKED"],
            lambda: self.store.is_repeated(digest, since),
            self._is_crowded,
        )
        reason = spam_reason(message, how)
        submission = Submission(
            message=message,
            reference=self.keys.new_reference(),
            ticket=self.keys.ticket(ticket, digest),
            digest=digest,
            language=self._portal.language.code,
            at=self._now(),
            reason=reason,
            due_on=due_on(self._portal.clock.today(), self._portal.settings["FEEDBACK_DAYS"]),
            consents=self.consents.given_consents(draft.form, message),
            files=tuple(draft.kept),
            letters=tuple(self._letters(message, reason)),
        )
        reference = self.store.add(submission)
        self.wake_outbox()
        return reference

    def wake_outbox(self) -> None:
        """There is a mail: the thread beside the requests sends it, where one may."""
        if self._sends_in_background():
            self._portal.tasks.run_soon(self._sending)

    def replies(self, found: StoredMessage) -> list[Event]:
        """What the office answered, for who sent the message: no name of its people stands in it."""
        return [event for event in self.cases.events(found.id) if event.kind == "reply"]

    def note_useful(self, page: str, answer: str) -> None:
        """Count an answer to "Is this page useful?", of one reader and page once a day."""
        who = f"{client_network(request.remote_addr)} {request.user_agent.string[:256]} {page}"
        if not self._useful.wait(Limit(1, DAY_MINUTES, who)):
            self.store.note_useful(page, self._portal.clock.today(), answer)

    def tasks(self) -> list[PeriodicTask]:
        """What is to be done beside the requests."""
        tasks = [PeriodicTask(TIDY_SECONDS, self.tidy)]
        if self._sends_in_background():
            tasks += [PeriodicTask(LOOK_SECONDS, self._send_what_waits), self._sending]
        return tasks

    def tidy(self) -> None:
        self.files.tidy(self.store.attached_files)

    def most_bytes(self) -> int:
        """More than this is not even read of a form, which may bring files."""
        if request.mimetype != "multipart/form-data":
            return FORM_BYTES
        settings = self._portal.settings
        return int(2 * settings["FEEDBACK_FILES"] * settings["FEEDBACK_FILE_MB"] * (1 << 20)) + FORM_BYTES

    def _send_what_waits(self) -> None:
        if self.outbox.waiting():
            self.wake_outbox()

    def _sends_in_background(self) -> bool:
        return bool(self._portal.settings["FEEDBACK_SEND"] == "background")

    def _letters(self, message: Message, reason: SpamReason | None) -> list[OutgoingMail]:
        if reason is not None:
            return []  # a machine is not thanked, and the office not woken
        chosen = self._portal.settings["DEPARTMENTS"].get(message.department)
        office = chosen.mailbox if chosen and chosen.mailbox else self._portal.settings["FEEDBACK_TO"]
        wanted = [OutgoingMail(mail_templates.NOTICE, office)] if office else []
        if message.email and not self._per_address.wait(
            Limit(RECEIPTS_A_DAY, DAY_MINUTES, message.email.casefold())
        ):
            link = self._portal.public_address.url(self._portal.url("feedback.status"))[:LONGEST_LINK]
            wanted.append(OutgoingMail(mail_templates.RECEIPT, message.email, link))
        return wanted

    def _is_crowded(self) -> bool:
        """Whether the network has sent more than its share. Asked of messages alone that are in order, so
        that nobody pays for a mistake in a field.
        """
        most = self._portal.settings["FEEDBACK_PER_NETWORK"]
        if not most:
            return False
        of = client_network(request.remote_addr)
        wait = self._per_network.wait(Limit(most * FLOOD, LIMIT_MINUTES, f"flood {of}"))
        if wait:
            raise FloodError(wait)
        held = self._per_network.wait(Limit(most, LIMIT_MINUTES, of))
        solution = request.form.get("altcha", "")
        if not held or self.proof.accept(solution):
            return False
        challenge = self.proof.challenge() if solution == CAN_WORK else None
        if challenge is not None:
            raise ProofRequiredError(challenge)
        return True

    def _has_too_many_files(self) -> bool:
        """Whether the network has sent more files, with messages or without, than its messages may have."""
        settings = self._portal.settings
        most = settings["FEEDBACK_PER_NETWORK"] * settings["FEEDBACK_FILES"]
        of = f"files {client_network(request.remote_addr)}"
        return bool(most) and bool(self._per_network.wait(Limit(most, LIMIT_MINUTES, of)))

    def _files_to_keep(self, kept: list[File]) -> list[File]:
        """The files of an earlier try, less those that are not wanted any more, or were sent already."""
        sent: set[str] = set()
        with suppress(StoreUnavailableError):  # nothing is stored then, and the files stay
            sent = self.store.attached_files([file.id for file in kept]) if kept else sent
        dropped = {*request.form.getlist("drop"), *sent}
        return [file for file in kept if file.id not in dropped]

    def _take_files(self, draft: Draft) -> None:
        """Those that are well are kept, whatever is wrong with another."""
        sent = [file for file in request.files.getlist("files") if file.filename]
        settings = self._portal.settings
        if len(draft.kept) + len(sent) > settings["FEEDBACK_FILES"]:
            draft.faults["files"] = self._file_fault(FileError("many", ""))
            return
        for file in sent:
            try:
                draft.kept.append(self._take(file, settings["FEEDBACK_FILE_MB"]))
            except FileError as error:
                draft.faults.setdefault("files", self._file_fault(error))

    def _take(self, file: FileStorage, megabytes: float) -> File:
        if self._has_too_many_files():
            raise FileError("often", file.filename or "")
        return self.files.take(file.stream, file.filename or "", int(megabytes * (1 << 20)))  # type: ignore[arg-type]

    def _file_fault(self, error: FileError) -> str:
        _, settings = self._portal.gettext, self._portal.settings
        return {
            "many": _("Please attach at most %(most)s files.", most=settings["FEEDBACK_FILES"]),
            "large": _(
                "%(name)s is too large: %(most)s MB are the most.",
                name=error.name,
                most=settings["FEEDBACK_FILE_MB"],
            ),
            "empty": _("%(name)s is empty.", name=error.name),
            "away": _(
                "%(name)s cannot be taken at the moment. Please try again later, or send your message "
                "without it.",
                name=error.name,
            ),
            "often": _(
                "Very many files come from your network. Please try again in some minutes, or send your "
                "message without them."
            ),
            "scan": _("%(name)s was found to hold something harmful and was not taken.", name=error.name),
        }.get(
            error.fault,
            _(
                "%(name)s is not one of the kinds that can be sent: PDF, JPG, PNG, DOCX, XLSX.",
                name=error.name,
            ),
        )

    def _stamp(self, form: MessageForm) -> tuple[bytes, float] | None:
        return self.keys.read_stamp(form.stamp.data or "", self._now())

    def _fresh(self, form: MessageForm) -> bool:
        stamp = self._stamp(form)
        return stamp is not None and stamp[1] <= OLDEST_SECONDS

    def _secret_keys(self) -> list[bytes]:
        """The application's, the newest last, as itsdangerous wants them."""
        app = self._portal.app
        known = [*reversed(app.config.get("SECRET_KEY_FALLBACKS") or []), app.secret_key or ""]
        return [key if isinstance(key, bytes) else key.encode() for key in known]

    def _now(self) -> int:
        return self._portal.clock.milliseconds()
