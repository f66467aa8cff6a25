"""/feedback and /contact: the forms, the receipt, and the status of a message."""

from flask import Response, abort, request

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.forms import Field, Form, first, none_of
from ...core.http.cache_headers import cacheable_response
from ...core.http.client_network import client_network
from ...core.http.rate_limiter import Limit, RateLimiter
from ...core.http.request_body import sent_form
from ...core.rendering.phone_links import dialled
from ...core.text.codes import read_code
from ...errors import StoreUnavailableError
from ..privacy.data_subject_export import DataSubjectExport
from ..rules import MessageKind
from ..service import FeedbackService
from ..submission.network_limits import FloodError, ProofRequiredError
from .form_pages import FormPages
from .questions import question_routes
from .receipt_pages import ReceiptPages

# Nobody types forty wrong keys from a sheet of paper.
GUESSES = 40
MINUTES = 10
ANSWERS = frozenset({"yes", "no"})
USEFUL = {
    "page": Field(str),
    "page_signature": Field(str),
    "answer": Field(str, {"answer": none_of(ANSWERS)}),
}
KEY = {name: Field(first(60)) for name in ("reference", "key")}


def views(portal: Portal, service: FeedbackService) -> Views:
    feedback = Views()
    forms, receipts = FormPages(portal, service), ReceiptPages(portal, service)

    _form_routes(feedback, portal, service, forms, receipts)
    _cached_page_routes(feedback, portal, service, forms)
    _lookup_routes(feedback, portal, service, receipts)
    _own_message_routes(feedback, portal, service, receipts)
    question_routes(feedback, portal, service)
    return feedback


def _form_routes(
    feedback: Views,
    portal: Portal,
    service: FeedbackService,
    forms: FormPages,
    receipts: ReceiptPages,
) -> None:
    @feedback.view
    def write(name: str) -> Response:
        return forms.empty(_kind(service, name))

    @feedback.view
    def send(name: str) -> Response:
        portal.require_same_origin()
        kind = _kind(service, name)
        draft = service.drafts.read(kind)
        if draft.faults:
            return forms.invalid(kind, draft)
        if draft.confirm:
            return forms.confirm(kind, draft)
        try:
            return receipts.thanks(service.submit(kind, draft))
        except FloodError as flood:
            return forms.too_many(kind, draft, flood)
        except ProofRequiredError as work:
            return forms.proof_required(draft, work)
        except StoreUnavailableError:
            return forms.unavailable(kind, draft)


def _cached_page_routes(feedback: Views, portal: Portal, service: FeedbackService, forms: FormPages) -> None:
    """Routes for the forms in cached pages."""

    @feedback.view
    def stamp() -> Response:
        return forms.stamp()

    @feedback.view
    def useful() -> Response:
        """Two clicks: the page, and yes or no."""
        portal.require_same_origin()
        form = sent_form(Form, USEFUL)
        page = service.pages.read(form["page"], form["page_signature"])
        if not page.kept or form.find_faults():
            abort(400, portal.gettext("Please choose yes or no on the page itself."))
        service.note_useful(page.kept, form["answer"])
        return forms.useful(page, form["answer"])


def _lookup_routes(feedback: Views, portal: Portal, service: FeedbackService, receipts: ReceiptPages) -> None:
    @feedback.view
    def contact() -> Response:
        """The contacts of the departments. The page is the same for everyone."""
        departments = service.departments.open()
        values = {"departments": departments, "dialled": dialled}
        return cacheable_response(portal.render_page("feedback/contact_page.html", **values))

    @feedback.view
    def receipt() -> Response:
        return receipts.receipt()

    @feedback.view
    def status() -> Response:
        return receipts.status()


def _own_message_routes(
    feedback: Views, portal: Portal, service: FeedbackService, receipts: ReceiptPages
) -> None:
    """Routes that need the reference and the key of a message. Both are sent in the form, never in an
    address.
    """
    limiter, data_export = RateLimiter(portal, "status"), DataSubjectExport(portal, service)

    @feedback.view
    def look() -> Response:
        given, reference = check_key()
        if reference is None:
            return receipts.status(None, given, asked=True)
        return receipts.status(
            service.store.find(reference), given, asked=True, erased=service.eraser.store.erased_at(reference)
        )

    @feedback.view
    def own() -> Response:
        """All stored data about the sender, as a file."""
        given, reference = check_key()
        numbers = data_export.numbers(reference) if reference else []
        if not numbers:
            return receipts.status(None, given, asked=True)
        return data_export.file(numbers, notes=False)

    def check_key() -> tuple[dict[str, str], str | None]:
        """The typed values, and the reference. The reference is None if the key is wrong."""
        portal.require_same_origin()
        given = sent_form(Form, KEY).values
        wait = limiter.wait(Limit(GUESSES, MINUTES, client_network(request.remote_addr)))
        if wait:
            abort(receipts.too_many_tries(given, wait))
        reference = read_code(given["reference"])
        opens = reference is not None and service.keys.is_valid_key(reference, given["key"])
        return given, reference if opens else None


def _kind(service: FeedbackService, name: str) -> MessageKind:
    if name == MessageKind.DEPARTMENT and not service.departments.open():
        abort(404)
    return MessageKind.USEFUL if name == "sentence" else MessageKind(name)
