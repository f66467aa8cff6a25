"""Pages for the sender of a message: the receipt with reference and key, and the status."""

from flask import Response, jsonify, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.http.cache_headers import no_store
from ...core.http.content_negotiation import wants_json
from ..service import FeedbackService
from ..store.messages import StoredMessage
from ..ui_text import FeedbackUiText

COOKIE = "pw_message"


class ReceiptPages:
    """Makes the pages for senders."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def thanks(self, reference: str) -> Response:
        if wants_json():
            html = self._portal.render("feedback/receipt.html", **self._receipt_values(reference))
            said = self._portal.gettext("Your message has been received. Thank you.")
            return personal_response(
                make_response(jsonify(message=said, reference=reference, html=html), 201)
            )
        response = make_response(redirect(self._portal.url("feedback.receipt"), 303))
        response.set_cookie(
            COOKIE,
            self._service.keys.sign_receipt(reference),
            path=self._portal.url("feedback.receipt", lang=None).partition("?")[0],
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return personal_response(response)

    def receipt(self) -> Response:
        """The reference and the key, just after the message was sent."""
        reference = self._service.keys.read_receipt(request.cookies.get(COOKIE, ""))
        values = self._receipt_values(reference) if reference else {"reference": None}
        return personal_response(
            make_response(self._portal.render_page("feedback/receipt_page.html", **values))
        )

    def status(
        self,
        found: StoredMessage | None = None,
        given: dict[str, str] | None = None,
        *,
        asked: bool = False,
        erased: int | None = None,
        refused: str = "",
    ) -> Response:
        """The status of a message, or the day when it was erased. The sender types the key into a form,
        because no address contains it.
        """
        page = self._portal.render_page(
            "feedback/status.html",
            found=found,
            replies=self._service.replies(found) if found else [],
            pw_words=FeedbackUiText(self._portal.language, self._portal.clock),
            received=self._portal.clock.local(found.at) if found else None,
            given=given or {},
            asked=asked,
            erased=erased,
            refused=refused,
        )
        unknown = asked and found is None and erased is None
        return personal_response(make_response(page, 404 if unknown else 200))

    def too_many_tries(self, given: dict[str, str], wait: int) -> Response:
        """429 with the reference and the key still in the form. `wait` is in seconds."""
        said = self._portal.gettext("Too many tries. Please wait some minutes.")
        response = self.status(None, given, refused=said)
        response.status_code = 429
        response.headers["Retry-After"] = str(wait)
        return response

    def _receipt_values(self, reference: str) -> dict[str, object]:
        key = self._service.keys.key_of(reference)
        link = f"{self._portal.origin()}{self._portal.url('feedback.status')}#{reference}.{key}"
        return {"reference": reference, "key": key, "link": link}


def personal_response(response: Response) -> Response:
    """Mark an answer as being for one reader only. No cache keeps it, and its address is not sent to other
    sites as a referrer.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    return no_store(response)
