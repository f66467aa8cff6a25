"""One message with everything that was done about it."""

from flask import Response, abort, flash, make_response, redirect

from ...core.files.attachments import attachment
from ...core.forms import Form
from ...core.http.request_body import sent_form
from ..file_types import TYPES
from ..rules import WAITING, Status
from ..store.duplicates import Alike
from .context import FeedbackAdminContext
from .message_actions import FIELDS, MessageActions

# Where the field of a button is on the page, if its name is another one.
PLACES = {"reply": "reply", "note": "note", "transfer": "to"}


class MessageAdminPages:
    """Shows a message and its attachments, and answers its buttons."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._cases = context.cases
        self._actions = MessageActions(context)

    def show(
        self,
        number: int,
        status: int = 200,
        *,
        errors: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
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
            failed=self._service.outbox.store.failed(number),
            consents=self._cases.consents(number),
            departments=self._context.departments(every=True),
            recipients=self._context.recipients(opened.case.department),
            statuses=list(Status),
            today=self._portal.clock.today(),
            waiting=WAITING,
            errors=errors or {},
            fault=next(iter((errors or {}).values()), ""),
            typed=typed or {},
            published=self._service.questions.of_message(number),
            agreed=self._actions.may_publish(number),
            me=self._context.name(),
            colleagues=self._context.colleagues(opened.case.department),
        )

    def file(self, number: int, name: str) -> Response:
        """An attachment, which browsers save and never open as a page of this site."""
        found = next(
            (file for file in self._context.open_message(number).stored.files if file.id == name), None
        )
        if found is None or not self._service.files.path(found.id).is_file():
            abort(404)
        content = self._service.files.path(found.id).read_bytes()
        return attachment(content, TYPES[found.kind], found.name)

    def act(self, number: int, action: str) -> Response:
        opened = self._context.open_message(number)
        form = sent_form(Form, FIELDS[action])
        errors = self._actions.do(action, opened, form)
        if errors:
            placed = {PLACES.get(action, name) if name else "": sentence for name, sentence in errors.items()}
            return self.show(number, 400, errors=placed, typed={**form.typed, "action": action})
        flash(self._portal.gettext("Done."))
        if action == "transfer" and not self._context.sees(form["department"]):
            return make_response(redirect(self._portal.url("admin.feedback.index"), 303))
        return make_response(redirect(self._portal.url("admin.feedback.one", number=number), 303))

    def _visible(self, found: list[Alike]) -> list[Alike]:
        """The similar messages that the person may see."""
        return [one for one in found if self._context.sees(one.department)]
