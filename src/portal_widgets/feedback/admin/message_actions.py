"""The office's actions on a message: its buttons, and the errors of each."""

from collections.abc import Callable, Mapping
from functools import partial

from ...core.forms import LONG, Field, Form, is_empty, none_of
from ...core.text.normalization import one_line
from ..privacy.personal_data import find_personal_data
from ..rules import WAITING, Purpose, Status, clean
from ..store.cases import Case
from ..store.questions import PublishedQuestion
from ..ui_text import FeedbackUiText
from .context import LONGEST_NAME, FeedbackAdminContext, OpenedMessage

LONGEST_REPLY = 10_000
Faults = dict[str, str]

_WORDS = Field(clean, {"empty": is_empty}, LONGEST_REPLY)
# The fields that each button sends.
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "status": {"status": Field(str, {"status": none_of({*Status})})},
    "assign": {"assigned": Field(partial(one_line, most=LONGEST_NAME))},
    "note": {"text": _WORDS},
    "reply": {"text": _WORDS},
    "transfer": {"department": Field(str)},
    "merge": {"into": Field()},
    "split": {},
    "publish": {"question": _WORDS, "answer": _WORDS},
    "withdraw": {},
    "retry": {},
    "dismiss": {},
}


class MessageActions:
    """Performs the action of a button on a message's page. An action returns an error message for each field
    with a fault, and nothing after success. A fault of the citizen's message itself has the name "".
    """

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._cases = context.cases
        self._actions: dict[str, Callable[[OpenedMessage, Form], Faults | None]] = {
            "status": self._move,
            "assign": self._assign,
            "note": self._note,
            "reply": self._reply,
            "transfer": self._transfer,
            "merge": self._merge,
            "split": self._split,
            "publish": self._publish,
            "withdraw": self._withdraw,
            "retry": self._retry_mails,
            "dismiss": self._dismiss_mails,
        }

    def do(self, action: str, opened: OpenedMessage, form: Form) -> Faults:
        """Perform the action, unless a field has a fault. Returns a message for each field with a fault."""
        found = {name: self._sentence(name, fault) for name, fault in form.find_faults().items()}
        return found or self._actions[action](opened, form) or {}

    def may_publish(self, number: int) -> bool:
        """Return whether the sender has agreed to a publication."""
        return any(purpose == Purpose.PUBLISH for purpose, _, _ in self._cases.consents(number))

    def _move(self, opened: OpenedMessage, form: Form) -> None:
        wanted = Status(form["status"])
        # When the message was put aside, nobody was notified.
        rescued = opened.case.status is Status.SPAM and wanted in WAITING
        mailbox = self._service.departments.mailbox(opened.case.department) if rescued else ""
        who, now = self._context.name(), self._context.now()
        self._cases.move(opened.case.id, wanted, mailbox=mailbox, who=who, at=now)
        if mailbox:
            self._service.outbox_tasks.wake()

    def _assign(self, opened: OpenedMessage, form: Form) -> Faults | None:
        """Assign to a colleague, or to the user, or to nobody. If the colleagues are known, no other name is
        accepted.
        """
        me = self._context.name()
        to = me if "mine" in form else form["assigned"]
        listed = self._context.colleagues(opened.case.department)
        if listed is not None and to not in {*listed, me, opened.case.assigned, ""}:
            return {"assigned": self._portal.gettext("Please choose a colleague from the list.")}
        self._cases.assign(opened.case.id, to, who=me, at=self._context.now())
        return None

    def _note(self, opened: OpenedMessage, form: Form) -> None:
        self._cases.note(opened.case.id, form["text"], who=self._context.name(), at=self._context.now())

    def _reply(self, opened: OpenedMessage, form: Form) -> Faults | None:
        if opened.case.merged_into:
            _ = self._portal.gettext
            return {"": _("This is a duplicate. Please answer the message that it belongs to.")}
        self._cases.reply(opened.case.id, form["text"], who=self._context.name(), at=self._context.now())
        self._service.outbox_tasks.wake()
        return None

    def _transfer(self, opened: OpenedMessage, form: Form) -> Faults | None:
        """Forward to another department, which is notified by mail; "" for no department."""
        key = form["department"]
        if key and key != opened.case.department and key not in self._service.departments.open():
            return {"department": self._portal.gettext("Please choose a department that is open.")}
        if key != opened.case.department:
            who, now = self._context.name(), self._context.now()
            mailbox = self._service.departments.mailbox(key)
            self._cases.transfer(opened.case.id, key, mailbox, who=who, at=now)
            self._service.outbox_tasks.wake()
        return None

    def _merge(self, opened: OpenedMessage, form: Form) -> Faults | None:
        """Make this message a duplicate of another message, or of its main message."""
        other = self._context.find(form["into"])
        into = other.case.merged_into if other else None
        main = self._cases.case(into) if into else other.case if other else None
        fault = self._merge_fault(opened, main)
        if fault or main is None:
            return {"into": fault}
        self._service.merges.merge(opened.case.id, main.id, who=self._context.name(), at=self._context.now())
        self._service.outbox_tasks.wake()
        return None

    def _merge_fault(self, opened: OpenedMessage, main: Case | None) -> str:
        _ = self._portal.gettext
        if main is None or not self._context.sees(main.department):
            return _("There is no such message.")
        if main.id == opened.case.id:
            return _("This is the message itself, or a duplicate of it.")
        return _("That message is suspected spam.") if main.status is Status.SPAM else ""

    def _split(self, opened: OpenedMessage, _form: Form) -> None:
        if opened.case.merged_into:
            self._service.merges.split(opened.case.id, who=self._context.name(), at=self._context.now())

    def _publish(self, opened: OpenedMessage, form: Form) -> Faults | None:
        """Question and answer in the office's words. Personal data must be removed or confirmed."""
        _ = self._portal.gettext
        if not self.may_publish(opened.case.id):
            return {"": _("The sender has not agreed to a publication.")}
        question, answer = form["question"], form["answer"]
        found = find_personal_data(f"{question}\n{answer}", opened.stored.message.name)
        if found and "looked" not in form:
            ui_text = FeedbackUiText(self._portal.language, self._portal.clock)
            told = "; ".join(f"{ui_text.personal(kind)} ({text})" for kind, text in found)
            said = _(
                "This may identify a person: %(found)s. Please remove it, or confirm that you have "
                "checked it.",
                found=told,
            )
            return {"question": said}
        now = self._context.now()
        case, language = opened.case, opened.stored.language
        made = PublishedQuestion(0, case.id, case.department, question, answer, language, now, now)
        self._service.questions.publish(made, who=self._context.name())
        return None

    def _withdraw(self, opened: OpenedMessage, _form: Form) -> None:
        self._service.questions.withdraw(opened.case.id, who=self._context.name(), at=self._context.now())

    def _retry_mails(self, opened: OpenedMessage, _form: Form) -> None:
        self._cases.retry_mails(opened.case.id, who=self._context.name(), at=self._context.now())
        self._service.outbox_tasks.wake()

    def _dismiss_mails(self, opened: OpenedMessage, _form: Form) -> None:
        self._cases.dismiss_mails(opened.case.id, who=self._context.name(), at=self._context.now())

    def _sentence(self, name: str, fault: str) -> str:
        _ = self._portal.gettext
        if fault == LONG:
            return _("This is too long. At most %(most)s characters are allowed.", most=LONGEST_REPLY)
        return {
            "status": _("Please choose a state."),
            "text": _("Please write something."),
            "question": _("Please write the question."),
            "answer": _("Please write the answer."),
        }[name]
