"""The office's actions on a message: its buttons, and the errors of each."""

from collections.abc import Callable

from flask import request

from ...core.text.normalization import one_line
from ..privacy.personal_data import find_personal_data
from ..rules import WAITING, Purpose, Status, clean
from ..store.questions import PublishedQuestion
from ..ui_text import FeedbackUiText
from .context import LONGEST_NAME, FeedbackAdminContext, OpenedMessage

LONGEST_REPLY = 10_000


class MessageActions:
    """Performs the action of a button on a message's page, with the fields of this request."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._settings = context.service.settings
        self._cases = context.cases
        self._actions: dict[str, Callable[[OpenedMessage], str]] = {
            "status": self._move,
            "assign": self._assign,
            "note": self._note,
            "reply": self._reply,
            "transfer": self._transfer,
            "merge": self._merge,
            "split": self._split,
            "publish": self._publish,
            "withdraw": self._withdraw,
        }

    def do(self, action: str, opened: OpenedMessage) -> str:
        """Perform the action. Returns an error message, or "" after success."""
        return self._actions[action](opened)

    def may_publish(self, number: int) -> bool:
        """Return whether the sender has agreed to a publication."""
        return any(purpose == Purpose.PUBLISH for purpose, _, _ in self._cases.consents(number))

    def _move(self, opened: OpenedMessage) -> str:
        wanted = request.form.get("status", "")
        if wanted not in {*Status}:
            return self._portal.gettext("Please choose a state.")
        # When the message was put aside, nobody was notified.
        rescued = opened.case.status is Status.SPAM and Status(wanted) in WAITING
        mailbox = self._settings.mailbox(opened.case.department) if rescued else ""
        who, now = self._context.name(), self._context.now()
        self._cases.move(opened.case.id, Status(wanted), mailbox=mailbox, who=who, at=now)
        if mailbox:
            self._service.outbox_tasks.wake()
        return ""

    def _assign(self, opened: OpenedMessage) -> str:
        to = one_line(request.form.get("assigned", ""), LONGEST_NAME)
        self._cases.assign(opened.case.id, to, who=self._context.name(), at=self._context.now())
        return ""

    def _note(self, opened: OpenedMessage) -> str:
        text, fault = self._text()
        if not fault:
            self._cases.note(opened.case.id, text, who=self._context.name(), at=self._context.now())
        return fault

    def _reply(self, opened: OpenedMessage) -> str:
        text, fault = self._text()
        if opened.case.merged_into:
            fault = self._portal.gettext("This is a duplicate. Please answer the message that it belongs to.")
        if not fault:
            self._cases.reply(opened.case.id, text, who=self._context.name(), at=self._context.now())
            self._service.outbox_tasks.wake()
        return fault

    def _transfer(self, opened: OpenedMessage) -> str:
        """Forward to another department, which is notified by mail; "" for no department."""
        key = request.form.get("department", "")
        if key and key not in self._settings.departments:
            return self._portal.gettext("Please choose a department.")
        if key != opened.case.department:
            who, now = self._context.name(), self._context.now()
            mailbox = self._settings.mailbox(key)
            self._cases.transfer(opened.case.id, key, mailbox, who=who, at=now)
            self._service.outbox_tasks.wake()
        return ""

    def _merge(self, opened: OpenedMessage) -> str:
        """Make this message a duplicate of another message, or of its main message."""
        _ = self._portal.gettext
        other = self._context.find(request.form.get("into", ""))
        if other is None:
            return _("There is no such message.")
        main = self._cases.case(other.case.merged_into) if other.case.merged_into else other.case
        if main is None or not self._context.sees(main.department):
            return _("There is no such message.")
        if main.id == opened.case.id:
            return _("This is the message itself, or a duplicate of it.")
        if main.status is Status.SPAM:
            return _("That message was put aside.")
        self._service.merges.merge(opened.case.id, main.id, who=self._context.name(), at=self._context.now())
        self._service.outbox_tasks.wake()
        return ""

    def _split(self, opened: OpenedMessage) -> str:
        if opened.case.merged_into:
            self._service.merges.split(opened.case.id, who=self._context.name(), at=self._context.now())
        return ""

    def _publish(self, opened: OpenedMessage) -> str:
        """Question and answer in the office's words. Personal data must be removed or confirmed."""
        _ = self._portal.gettext
        question, answer = (clean(request.form.get(name, "")) for name in ("question", "answer"))
        if not self.may_publish(opened.case.id):
            return _("The sender has not agreed to a publication.")
        if not question or not answer:
            return _("Please write the question and the answer.")
        if max(len(question), len(answer)) > LONGEST_REPLY:
            return _("This is too long. At most %(most)s characters are allowed.", most=LONGEST_REPLY)
        found = find_personal_data(f"{question}\n{answer}", opened.stored.message.name)
        if found and "looked" not in request.form:
            ui_text = FeedbackUiText(self._portal.language, self._portal.clock)
            told = "; ".join(f"{ui_text.personal(kind)} ({text})" for kind, text in found)
            return _(
                "This may identify a person: %(found)s. Please remove it, or confirm that you have "
                "checked it.",
                found=told,
            )
        now = self._context.now()
        case, language = opened.case, opened.stored.language
        made = PublishedQuestion(0, case.id, case.department, question, answer, language, now, now)
        self._service.questions.publish(made, who=self._context.name())
        return ""

    def _withdraw(self, opened: OpenedMessage) -> str:
        self._service.questions.withdraw(opened.case.id, who=self._context.name(), at=self._context.now())
        return ""

    def _text(self) -> tuple[str, str]:
        text = clean(request.form.get("text", ""))
        if not text:
            return "", self._portal.gettext("Please write something.")
        if len(text) > LONGEST_REPLY:
            return "", self._portal.gettext(
                "This is too long. At most %(most)s characters are allowed.", most=LONGEST_REPLY
            )
        return text, ""
