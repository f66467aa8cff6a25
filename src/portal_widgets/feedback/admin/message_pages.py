"""The inbox, and one message with everything that was done about it."""

from urllib.parse import quote

from flask import Response, abort, flash, make_response, redirect, request

from ..files import TYPES
from ..privacy.personal_data import find_personal_data
from ..rules import WAITING, Purpose, Status, clean, one_line
from ..store.duplicates import Alike
from ..store.questions import PublishedQuestion
from ..ui_text import FeedbackUiText
from .context import LONGEST_NAME, AdminContext, OpenedMessage

LONGEST_REPLY = 10_000


class MessageAdminPages:
    """Makes the page of a message and does what its buttons ask."""

    def __init__(self, context: AdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._cases = context.cases

    def show(
        self, number: int, status: int = 200, *, fault: str = "", typed: dict[str, str] | None = None
    ) -> Response:
        opened = self._context.open_message(number)
        into = opened.case.merged_into
        return self._context.page(
            "admin_message.html",
            status,
            found=opened.stored,
            case=opened.case,
            main=self._cases.case(into) if into else None,
            duplicates=self._visible(self._service.merges.duplicates(number)),
            alike=self._visible(self._service.merges.alike(number)),
            events=self._cases.events(number),
            letters=self._cases.letters(number),
            consents=self._cases.consents(number),
            departments=self._context.departments(every=True),
            statuses=list(Status),
            today=self._portal.clock.today(),
            waiting=WAITING,
            fault=fault,
            typed=typed or {},
            published=self._service.questions.of_message(number),
            agreed=self._consents(number),
            me=self._context.name(),
        )

    def file(self, number: int, name: str) -> Response:
        """An attachment, to be saved: no browser is to open it in this site's name."""
        found = next(
            (file for file in self._context.open_message(number).stored.files if file.id == name), None
        )
        if found is None or not self._service.files.path(found.id).is_file():
            abort(404)
        response = Response(self._service.files.path(found.id).read_bytes(), mimetype=TYPES[found.kind])
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    def act(self, number: int, action: str) -> Response:
        opened = self._context.open_message(number)
        fault = {
            "status": self._move,
            "assign": self._assign,
            "note": self._note,
            "reply": self._reply,
            "transfer": self._transfer,
            "merge": self._merge,
            "split": self._split,
            "publish": self._publish,
            "withdraw": self._withdraw,
        }[action](opened)
        if fault:
            typed = {name: request.form.get(name, "") for name in ("text", "question", "answer", "into")}
            return self.show(number, 400, fault=fault, typed={**typed, "action": action})
        flash(self._portal.gettext("Done."))
        if action == "transfer" and not self._context.sees(request.form.get("department", "")):
            return make_response(redirect(self._portal.url("admin.feedback.index"), 303))
        return make_response(redirect(self._portal.url("admin.feedback.one", number=number), 303))

    def _move(self, opened: OpenedMessage) -> str:
        wanted = request.form.get("status", "")
        if wanted not in {*Status}:
            return self._portal.gettext("Please choose a state.")
        # When it was put aside, nobody was told of it.
        rescued = opened.case.status is Status.SPAM and Status(wanted) in WAITING
        mailbox = self._mailbox(opened.case.department) if rescued else ""
        who, now = self._context.name(), self._context.now()
        self._cases.move(opened.case.id, Status(wanted), mailbox=mailbox, who=who, at=now)
        if mailbox:
            self._service.outbox_tasks.wake()
        return ""

    def _assign(self, opened: OpenedMessage) -> str:
        to = one_line(request.form.get("assigned", ""))[:LONGEST_NAME]
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
        """To another department, which is told by mail; "" is nobody's in particular."""
        key = request.form.get("department", "")
        known = self._portal.settings["DEPARTMENTS"]
        if key and key not in known:
            return self._portal.gettext("Please choose a department.")
        if key != opened.case.department:
            who, now = self._context.name(), self._context.now()
            self._cases.transfer(opened.case.id, key, self._mailbox(key), who=who, at=now)
            self._service.outbox_tasks.wake()
        return ""

    def _merge(self, opened: OpenedMessage) -> str:
        """Make this message a duplicate of another, or of the one that the other is a duplicate of."""
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
        """Question and answer, as the office wrote them; what may tell of a person is asked about."""
        _ = self._portal.gettext
        question, answer = (clean(request.form.get(name, "")) for name in ("question", "answer"))
        if not self._consents(opened.case.id):
            return _("The sender has not agreed to a publication.")
        if not question or not answer:
            return _("Please write the question and the answer.")
        if max(len(question), len(answer)) > LONGEST_REPLY:
            return _("This is too long: %(most)s characters are the most.", most=LONGEST_REPLY)
        found = find_personal_data(f"{question}\n{answer}", opened.stored.message.name)
        if found and "looked" not in request.form:
            words = FeedbackUiText(self._portal.language, self._portal.clock)
            told = "; ".join(f"{words.personal(kind)} ({text})" for kind, text in found)
            return _(
                "This may tell who somebody is: %(found)s. Please take it out, or say that you have looked.",
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

    def _mailbox(self, department: str) -> str:
        known = self._portal.settings["DEPARTMENTS"].get(department)
        return (known.mailbox if known else "") or self._portal.settings["FEEDBACK_TO"] or ""

    def _visible(self, found: list[Alike]) -> list[Alike]:
        """Those that the person may see."""
        return [one for one in found if self._context.sees(one.department)]

    def _consents(self, number: int) -> bool:
        return any(purpose == Purpose.PUBLISH for purpose, _, _ in self._cases.consents(number))

    def _text(self) -> tuple[str, str]:
        text = clean(request.form.get("text", ""))
        if not text:
            return "", self._portal.gettext("Please write something.")
        if len(text) > LONGEST_REPLY:
            return "", self._portal.gettext(
                "This is too long: %(most)s characters are the most.", most=LONGEST_REPLY
            )
        return text, ""
