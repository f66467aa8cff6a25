"""The messages of one portal. A sender gets a receipt only after the message is in the database."""

from datetime import date
from functools import partial

from ..core.app.events import message_received, send
from ..core.app.portal import Portal
from ..core.legal.profile import Subject
from ..core.settings import CoreSettings
from ..core.tasks.scheduler import PeriodicTask
from ..core.text.clock import Milliseconds
from ..core.text.signed import signing_keys
from .access_keys import AccessKeys
from .deadlines import due_on
from .files import Files
from .mail import mail_templates
from .mail.outbox import Outbox
from .mail.outbox_tasks import OutboxTasks
from .privacy.erasure import Eraser
from .rules import Circumstances, Message, MessageKind, spam_reason
from .settings import FeedbackSettings
from .store.cases import CaseStore, Event
from .store.departments import DepartmentStore
from .store.duplicates import MergeStore
from .store.messages import MessageStore, StoredMessage, Submission
from .store.outbox import OutgoingMail
from .store.questions import QuestionStore
from .store.statistics import MessageStatisticsStore
from .store.usefulness import UsefulnessStore
from .store.waiting import WaitingStore
from .submission.drafts import Draft, DraftReader
from .submission.empty_forms import EmptyForms
from .submission.forms import TRAP
from .submission.network_limits import NetworkLimits

REPEAT_MINUTES = 10
TIDY_SECONDS = 3600
LONGEST_LINK = 500


class FeedbackService:
    """The service for the routes. No message is dropped: if a spam rule applies, the message is stored with
    the rule as its reason.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.settings = settings = portal.settings[FeedbackSettings]
        self.empty_forms = forms = portal.service(EmptyForms)
        self.departments, self.pages, self.consents = forms.departments, forms.pages, forms.consents
        self.store = MessageStore(portal.database, portal.site)
        self.cases = CaseStore(portal.database, portal.site)
        self.questions = QuestionStore(portal.database, portal.site)
        self.department_store = DepartmentStore(portal.database, portal.site)
        self.merges = MergeStore(portal.database, portal.site)
        self.statistics = MessageStatisticsStore(portal.database, portal.site, portal.clock)
        self.usefulness = UsefulnessStore(portal.database, portal.site, portal.clock)
        self.waiting = WaitingStore(portal.database, portal.site)
        keys = partial(signing_keys, portal.app.config)
        self.keys = AccessKeys(keys)
        folder = settings.feedback_folder or portal.folder / "feedback" / portal.site
        self.files = Files(folder, keys, settings.feedback_scan, portal.files)
        self.limits = NetworkLimits(portal)
        self.drafts = DraftReader(
            portal, self.files, self.keys, self.pages, self.limits, self.store, self.departments
        )
        self.eraser = Eraser(portal, self.files, self.departments)
        self.outbox = Outbox(portal, self.store, self.cases, self.keys, self.departments)
        self.outbox_tasks = OutboxTasks(portal, self.outbox)

    def submit(self, kind: MessageKind, draft: Draft) -> str:
        """Store a valid message and return its reference. Raises FloodError if far too many messages come
        from the network, and ProofRequiredError if the device must solve a challenge first.
        """
        message = draft.form.message(kind)
        ticket, age_seconds = self.drafts.read_stamp(draft.form) or (b"", 0.0)
        digest = self.keys.digest(message)
        now, near = self._portal.clock.milliseconds(), REPEAT_MINUTES * 60_000
        reason = spam_reason(
            message,
            Circumstances(
                draft.form[TRAP],
                age_seconds,
                self.settings.feedback_blocked,
                lambda: self.store.is_repeated(digest, now - near, now + near),
                partial(self.limits.is_crowded, draft.form["altcha"]),
            ),
        )
        submission = Submission(
            message=message,
            reference=self.keys.new_reference(),
            ticket=self.keys.ticket(ticket, digest),
            digest=digest,
            language=self._portal.language.code,
            at=now,
            reason=reason,
            due_on=self._due_on(),
            consents=self.consents.given_consents(draft.form, message),
            files=tuple(draft.kept),
            # For spam, neither the sender nor the office gets a mail.
            letters=() if reason else tuple(self._letters(message)),
        )
        reference = self.store.add(submission)
        self.outbox_tasks.wake()
        if reference == submission.reference:  # otherwise the form was sent before
            send(message_received, self._portal, reference=reference, kind=kind.value, spam=bool(reason))
        return reference

    def _due_on(self) -> date:
        return due_on(self._portal.clock.today(), self.working_days)

    @property
    def working_days(self) -> int:
        """The working days that the office has to answer a message of today."""
        legal = self._portal.settings[CoreSettings].legal_profile
        return self.settings.feedback_days or legal.rule(Subject.RESPONSE, self._portal.clock.today()).days

    def replies(self, found: StoredMessage) -> list[Event]:
        """The office's answers for the sender. They do not contain the names of staff."""
        return [event for event in self.cases.events(found.id) if event.kind == "reply"]

    def note_useful(self, page: str, answer: str) -> None:
        """Count an answer to "Is this page useful?", once a day for each reader and page."""
        if self.limits.may_answer(page):
            with self.limits.answer_taken_back_on_error(page):
                self.store.note_useful(page, self._portal.clock.today(), answer)

    def tasks(self) -> list[PeriodicTask]:
        """The periodic tasks for the background threads."""
        return [PeriodicTask(TIDY_SECONDS, self.tidy), *self.outbox_tasks.all()]

    def now(self) -> Milliseconds:
        return self._portal.clock.milliseconds()

    def tidy(self) -> None:
        """Remove the files that belong to no message."""
        self.files.tidy(self.store.attached_files)

    def _letters(self, message: Message) -> list[OutgoingMail]:
        mailbox = self.departments.mailbox(message.department)
        wanted = [OutgoingMail(mail_templates.NOTICE, mailbox)] if mailbox else []
        if message.email and self.limits.may_have_receipt(message.email):
            link = self._portal.public_address.url(self._portal.url("feedback.status"))[:LONGEST_LINK]
            wanted.append(OutgoingMail(mail_templates.RECEIPT, message.email, link))
        return wanted
