"""Messages from a form that the host draws itself."""

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from ...core.app.portal import Portal
from ...core.public_data import MessageReceipt
from ...errors import MessageRejectedError
from ..rules import MessageKind
from ..service import FeedbackService
from ..submission.drafts import Draft
from ..submission.forms import MessageForm
from ..submission.network_limits import FloodError


class HostMessages:
    """Accepts messages by the rules of the widget's own form. The host checks its own CSRF token."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def submit(
        self,
        text: str,
        *,
        department: str,
        agreed: bool,
        publish: bool,
        files: Iterable[FileStorage],
        **sender: str,
    ) -> MessageReceipt:
        """Store a message. `sender` are the fields about the sender, and the subject."""
        given = {
            "text": text,
            "department": department,
            "answer": "yes" if agreed else "",
            "publish": "yes" if publish else "",
            "stamp": self._service.drafts.new_stamp(confirmed=True),
            **sender,
        }
        form = MessageForm(self._portal.language, self._service.departments.open(), given)
        kind = MessageKind.DEPARTMENT if department else MessageKind.SITE
        if faults := form.faults(kind):
            raise MessageRejectedError(faults)
        draft = Draft(form, [])
        self._service.drafts.attach(draft, files)
        if draft.faults:
            # A form of the host cannot refer to the files of an earlier try.
            self._service.files.remove(file.id for file in draft.kept)
            raise MessageRejectedError(draft.faults)
        try:
            reference = self._service.submit(kind, draft)
        except FloodError as flood:
            raise MessageRejectedError({}, flood.wait) from flood
        return MessageReceipt(reference, self._service.keys.key_of(reference))
