"""The form of a message, and the answers to a refused form: as pages, or as JSON for a script."""

from flask import Response, jsonify, make_response, request

from ...core.app.portal import Portal
from ...core.http.content_negotiation import wants_json
from ...core.text.clock import Seconds
from ...errors import RETRY_SECONDS
from ..files import File
from ..privacy.page_addresses import PageAddress
from ..rules import MessageKind
from ..service import FeedbackService
from ..submission.drafts import Draft
from ..submission.empty_forms import FormValues
from ..submission.forms import MessageForm
from ..submission.network_limits import FloodError, ProofRequiredError
from .receipt_pages import personal_response


class FormPages:
    """Shows the form, and answers a submission. The answers contain a stamp or a person's text, so no cache
    may keep them.
    """

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def empty(self, kind: MessageKind) -> Response:
        form = self._service.empty_forms.new()
        form.set_page(self._service.pages.read(request.args.get("page", "")))
        form.values["department"] = request.args.get("department", "")
        if request.args.get("ask") == "text":
            form.values["text"] = self._portal.gettext(
                "Please publish the text of this document. Its file is only a scan."
            )
        return self._form(kind, form, [], {})

    def stamp(self) -> Response:
        """The stamp for a form in a cached page."""
        return personal_response(jsonify(stamp=self._service.drafts.new_stamp()))

    def invalid(self, kind: MessageKind, draft: Draft) -> Response:
        """422 with a message for each wrong field. The form keeps the text and the files."""
        if wants_json():
            told = {"faults": draft.faults, **self._kept_files(draft)}
            return personal_response(
                make_response(jsonify(error=next(iter(draft.faults.values())), **told), 422)
            )
        return self._form(kind, draft.form, draft.kept, draft.faults, 422)

    def confirm(self, kind: MessageKind, draft: Draft) -> Response:
        said = self._portal.gettext("Please check your message again and send it.")
        stamp = draft.form.values["stamp"] = self._service.drafts.new_stamp(confirmed=True)
        if wants_json():
            told = {"stamp": stamp, **self._kept_files(draft)}
            return personal_response(make_response(jsonify(error=said, **told), 422))
        return self._form(kind, draft.form, draft.kept, {}, notice=said)

    def too_many(self, kind: MessageKind, draft: Draft, flood: FloodError) -> Response:
        said = self._portal.gettext(
            "Very many messages come from your network. Please send yours again in some minutes; "
            "it is still here."
        )
        return self._later(kind, draft, said, 429, flood.wait)

    def unavailable(self, kind: MessageKind, draft: Draft) -> Response:
        """503, because nothing could be stored. The form keeps the text and the files."""
        said = self._portal.gettext("Your message could not be sent. It is still here; please try again.")
        return self._later(kind, draft, said, 503, RETRY_SECONDS)

    def proof_required(self, draft: Draft, work: ProofRequiredError) -> Response:
        """429 with a challenge, for a script that has announced that it can solve one."""
        said = self._portal.gettext(
            "Very many messages come from your network. Your device is working to let yours through; "
            "this takes some seconds."
        )
        told = jsonify(error=said, challenge=work.challenge, **self._kept_files(draft))
        return personal_response(make_response(told, 429))

    def useful(self, page: PageAddress, answer: str) -> Response:
        """The answer to "Is this page useful?", with the form for an optional sentence."""
        form = self._service.empty_forms.new()
        form.set_page(page)
        values = self._values(MessageKind.USEFUL, form, [], {})
        if wants_json():
            html = self._portal.render("feedback/sentence.html", **values)
            return personal_response(jsonify(message=self._portal.gettext("Thank you."), html=html))
        said = self._portal.gettext("Thank you. Would you like to tell us why?")
        return personal_response(
            make_response(
                self._portal.render_page("feedback/page.html", **values, notice=said, answered=answer)
            )
        )

    def _later(self, kind: MessageKind, draft: Draft, said: str, status: int, wait: Seconds) -> Response:
        if wants_json():
            answer = make_response(jsonify(error=said, **self._kept_files(draft)), status)
        else:
            answer = self._form(kind, draft.form, draft.kept, {}, status, notice=said)
        answer.headers["Retry-After"] = str(wait)
        return personal_response(answer)

    def _form(
        self,
        kind: MessageKind,
        form: MessageForm,
        kept: list[File],
        faults: dict[str, str],
        status: int = 200,
        notice: str = "",
    ) -> Response:
        values = self._values(kind, form, kept, faults)
        return personal_response(
            make_response(self._portal.render_page("feedback/page.html", **values, notice=notice), status)
        )

    def _values(
        self, kind: MessageKind, form: MessageForm, kept: list[File], faults: dict[str, str]
    ) -> FormValues:
        return {
            **self._service.empty_forms.values(kind),
            "form": form.shown(),
            "stamp": self._service.drafts.valid_stamp(form) or self._service.drafts.new_stamp(),
            "kept": kept,
            "signed": self._service.files.sign(kept) if kept else "",
            "faults": faults,
        }

    def _kept_files(self, draft: Draft) -> dict[str, str]:
        """The stored files of a form that a script sent: the signed list for the next try, and its HTML."""
        signed = self._service.files.sign(draft.kept) if draft.kept else ""
        return {"kept": signed, "attached": self._portal.render("feedback/kept.html", kept=draft.kept)}
