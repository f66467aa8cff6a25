"""The pages of a message, and the answers to one that was sent: as pages, or as JSON where a script asked."""

from typing import Any

from flask import Response, jsonify, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.http.cache_headers import cacheable_response, no_store
from ...core.http.content_negotiation import wants_json
from ...core.text.phone_numbers import dial_string
from ...errors import RETRY_SECONDS
from ..files import File
from ..rules import MessageKind, Purpose, page_of
from ..service import FeedbackService
from ..store.messages import StoredMessage
from ..submission.drafts import Draft
from ..submission.forms import LONGEST, TRAP, MessageForm
from ..submission.network_limits import FloodError, ProofRequiredError
from ..ui_text import FeedbackUiText

COOKIE = "pw_message"


class FeedbackPages:
    """Makes what readers are shown. Whatever holds a stamp or a person's words is kept by no cache."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def contact(self) -> Response:
        """How the departments are reached: the same for everyone."""
        return cacheable_response(
            self._portal.render_page(
                "feedback/contact_page.html", departments=self._departments(), dialled=dial_string
            )
        )

    def empty(self, kind: MessageKind) -> Response:
        form = self._service.drafts.new_form()
        form.page.data = page_of(request.args.get("page", ""))
        form.department.data = request.args.get("department", "")
        return self._form(kind, form, [], {})

    def stamp(self) -> Response:
        """For a form in a page that caches keep."""
        return not_kept(jsonify(stamp=self._service.drafts.new_stamp()))

    def faulty(self, kind: MessageKind, draft: Draft) -> Response:
        """422 with a sentence for each field, and everything that was written and attached still there."""
        if wants_json():
            told = {"faults": draft.faults, **self._kept_files(draft)}
            return not_kept(make_response(jsonify(error=next(iter(draft.faults.values())), **told), 422))
        return self._form(kind, draft.form, draft.kept, draft.faults, 422)

    def confirm(self, kind: MessageKind, draft: Draft) -> Response:
        said = self._portal.gettext("Please look at your message once more and send it.")
        draft.form.stamp.data = self._service.drafts.new_stamp(confirmed=True)
        if wants_json():
            told = {"stamp": draft.form.stamp.data, **self._kept_files(draft)}
            return not_kept(make_response(jsonify(error=said, **told), 422))
        return self._form(kind, draft.form, draft.kept, {}, notice=said)

    def flood(self, kind: MessageKind, draft: Draft, flood: FloodError) -> Response:
        said = self._portal.gettext(
            "Very many messages come from your network. Please send yours again in some minutes; "
            "it is still here."
        )
        return self._later(kind, draft, said, 429, flood.wait)

    def unavailable(self, kind: MessageKind, draft: Draft) -> Response:
        """503 with everything that was written and attached: nothing of it could be stored."""
        said = self._portal.gettext("Your message could not be sent. It is still here; please try again.")
        return self._later(kind, draft, said, 503, RETRY_SECONDS)

    def work(self, draft: Draft, work: ProofRequiredError) -> Response:
        """What the device is to solve, for a script that said it can."""
        said = self._portal.gettext(
            "Very many messages come from your network. Your device is working to let yours through; "
            "this takes some seconds."
        )
        told = jsonify(error=said, challenge=work.challenge, **self._kept_files(draft))
        return not_kept(make_response(told, 429))

    def thanks(self, reference: str) -> Response:
        if wants_json():
            html = self._portal.render("feedback/receipt.html", **self._receipt(reference))
            said = self._portal.gettext("Your message has been received. Thank you.")
            return not_kept(make_response(jsonify(message=said, reference=reference, html=html), 201))
        response = make_response(redirect(self._portal.url("feedback.receipt"), 303))
        response.set_cookie(
            COOKIE,
            self._service.keys.sign_receipt(reference),
            path=self._portal.url("feedback.receipt", lang=None).partition("?")[0],
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return not_kept(response)

    def receipt(self) -> Response:
        """The reference and the key, for who has just sent the message."""
        reference = self._service.keys.read_receipt(request.cookies.get(COOKIE, ""))
        values = self._receipt(reference) if reference else {"reference": None}
        return not_kept(make_response(self._portal.render_page("feedback/receipt_page.html", **values)))

    def status(
        self,
        found: StoredMessage | None = None,
        given: dict[str, str] | None = None,
        *,
        asked: bool = False,
        erased: int | None = None,
    ) -> Response:
        """Where a message stands, or when it was erased; a form first, for no address holds the key."""
        page = self._portal.render_page(
            "feedback/status.html",
            found=found,
            replies=self._service.replies(found) if found else [],
            pw_words=FeedbackUiText(self._portal.language, self._portal.clock),
            received=self._portal.clock.local(found.at) if found else None,
            given=given or {},
            asked=asked,
            erased=erased,
        )
        unknown = asked and found is None and erased is None
        return not_kept(make_response(page, 404 if unknown else 200))

    def useful(self, page: str, answer: str) -> Response:
        """Thanks for two clicks, and a sentence if wanted."""
        form = self._service.drafts.new_form()
        form.page.data = page
        values = self._values(MessageKind.USEFUL, form, [], {})
        if wants_json():
            html = self._portal.render("feedback/sentence.html", **values)
            return not_kept(jsonify(message=self._portal.gettext("Thank you."), html=html))
        said = self._portal.gettext("Thank you. Would you like to tell us why?")
        return not_kept(
            make_response(
                self._portal.render_page("feedback/page.html", **values, notice=said, answered=answer)
            )
        )

    def _later(self, kind: MessageKind, draft: Draft, said: str, status: int, wait: int) -> Response:
        if wants_json():
            answer = make_response(jsonify(error=said, **self._kept_files(draft)), status)
        else:
            answer = self._form(kind, draft.form, draft.kept, {}, status, notice=said)
        answer.headers["Retry-After"] = str(wait)
        return not_kept(answer)

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
        return not_kept(
            make_response(self._portal.render_page("feedback/page.html", **values, notice=notice), status)
        )

    def _values(
        self, kind: MessageKind, form: MessageForm, kept: list[File], faults: dict[str, str]
    ) -> dict[str, Any]:
        return {
            **form_values(self._portal, self._service, kind),
            "form": form,
            "stamp": self._service.drafts.valid_stamp(form) or self._service.drafts.new_stamp(),
            "kept": kept,
            "signed": self._service.files.sign(kept) if kept else "",
            "faults": faults,
        }

    def _kept_files(self, draft: Draft) -> dict[str, str]:
        """The files of a form that a script sent, for its next try: signed, and to be seen."""
        signed = self._service.files.sign(draft.kept) if draft.kept else ""
        return {"kept": signed, "attached": self._portal.render("feedback/kept.html", kept=draft.kept)}

    def _receipt(self, reference: str) -> dict[str, Any]:
        key = self._service.keys.key_of(reference)
        link = f"{self._portal.origin()}{self._portal.url('feedback.status')}#{reference}.{key}"
        return {"reference": reference, "key": key, "link": link}

    def _departments(self) -> dict[str, Any]:
        return dict(self._portal.settings["DEPARTMENTS"])


def form_values(portal: Portal, service: FeedbackService, kind: MessageKind) -> dict[str, Any]:
    """What the form's template needs of any form, an empty one in a cached page, too."""
    return {
        "kind": kind,
        "longest": LONGEST,
        "trap": TRAP,
        "consents": {purpose.value: service.consents.text(purpose) for purpose in Purpose},
        "most_files": portal.settings["FEEDBACK_FILES"],
        "most_megabytes": portal.settings["FEEDBACK_FILE_MB"],
        "form": service.drafts.new_form(),
        "stamp": "",
        "kept": [],
        "signed": "",
        "faults": {},
    }


def not_kept(response: Response) -> Response:
    """Of one reader alone; nor does a link on the page tell another site the address."""
    response.headers["Referrer-Policy"] = "same-origin"
    return no_store(response)
