"""/feedback and /contact: what can be written, the receipt, and what became of it."""

from flask import Blueprint, Response, abort, request

from ...core.app.portal import Portal
from ...core.http.client_network import client_network
from ...core.http.rate_limiter import Limit, RateLimiter
from ...core.text.codes import read_code
from ...errors import StoreUnavailableError
from ..privacy.data_subject_export import DataSubjectExport
from ..rules import MessageKind, page_of
from ..service import FeedbackService
from ..submission.network_limits import FloodError, ProofRequiredError
from .pages import FeedbackPages
from .questions import question_routes

# Nobody reads forty wrong keys from a sheet of paper.
GUESSES = 40
MINUTES = 10
ANSWERS = frozenset({"yes", "no"})


def routes(portal: Portal, service: FeedbackService) -> Blueprint:
    feedback = Blueprint("feedback", __name__)
    pages = FeedbackPages(portal, service)

    _form_routes(feedback, portal, service, pages)
    _cached_page_routes(feedback, portal, service, pages)
    _lookup_routes(feedback, pages)
    _own_message_routes(feedback, portal, service, pages)
    question_routes(feedback, portal, service.questions)
    return feedback


def _form_routes(feedback: Blueprint, portal: Portal, service: FeedbackService, pages: FeedbackPages) -> None:
    @feedback.get("/feedback", defaults={"name": "site"}, strict_slashes=False)
    @feedback.get("/feedback/<any(department, page):name>")
    def write(name: str) -> Response:
        return pages.empty(_kind(portal, name))

    @feedback.post("/feedback", defaults={"name": "site"}, strict_slashes=False)
    @feedback.post("/feedback/<any(department, page, sentence):name>")
    def send(name: str) -> Response:
        portal.require_same_origin()
        kind = _kind(portal, name)
        draft = service.drafts.read(kind)
        if draft.faults:
            return pages.faulty(kind, draft)
        if draft.confirm:
            return pages.confirm(kind, draft)
        try:
            return pages.thanks(service.submit(kind, draft))
        except FloodError as flood:
            return pages.flood(kind, draft, flood)
        except ProofRequiredError as work:
            return pages.work(draft, work)
        except StoreUnavailableError:
            return pages.unavailable(kind, draft)


def _cached_page_routes(
    feedback: Blueprint, portal: Portal, service: FeedbackService, pages: FeedbackPages
) -> None:
    """What the forms in cached pages ask."""

    @feedback.get("/feedback/stamp")
    def stamp() -> Response:
        return pages.stamp()

    @feedback.post("/feedback/useful")
    def useful() -> Response:
        """Two clicks: the page, and yes or no."""
        portal.require_same_origin()
        page, answer = page_of(request.form.get("page", "")), request.form.get("answer", "")
        if not page or answer not in ANSWERS:
            abort(400, portal.gettext("Please choose yes or no on the page itself."))
        service.note_useful(page, answer)
        return pages.useful(page, answer)


def _lookup_routes(feedback: Blueprint, pages: FeedbackPages) -> None:
    @feedback.get("/contact", strict_slashes=False)
    def contact() -> Response:
        return pages.contact()

    @feedback.get("/feedback/receipt")
    def receipt() -> Response:
        return pages.receipt()

    @feedback.get("/feedback/status")
    def status() -> Response:
        return pages.status()


def _own_message_routes(
    feedback: Blueprint, portal: Portal, service: FeedbackService, pages: FeedbackPages
) -> None:
    """For who has the reference and the key: they are sent in the form, never in an address."""
    limiter, subject = RateLimiter(portal, "status"), DataSubjectExport(portal, service)

    @feedback.post("/feedback/status")
    def look() -> Response:
        given, reference = proven()
        if reference is None:
            return pages.status(None, given, asked=True)
        return pages.status(
            service.store.find(reference), given, asked=True, erased=service.eraser.store.erased_at(reference)
        )

    @feedback.post("/feedback/status/file")
    def own() -> Response:
        """Everything that is held of who wrote, as a file."""
        given, reference = proven()
        numbers = subject.numbers(reference) if reference else []
        if not numbers:
            return pages.status(None, given, asked=True)
        return subject.file(numbers, notes=False)

    def proven() -> tuple[dict[str, str], str | None]:
        """What was given, and the reference if its key opens it."""
        portal.require_same_origin()
        given = {name: request.form.get(name, "")[:60] for name in ("reference", "key")}
        if limiter.wait(Limit(GUESSES, MINUTES, client_network(request.remote_addr))):
            abort(429, portal.gettext("Too many tries. Please wait some minutes."))
        reference = read_code(given["reference"])
        opens = reference is not None and service.keys.is_valid_key(reference, given["key"])
        return given, reference if opens else None


def _kind(portal: Portal, name: str) -> MessageKind:
    if name == MessageKind.DEPARTMENT and not portal.settings["DEPARTMENTS"]:
        abort(404)
    return MessageKind.USEFUL if name == "sentence" else MessageKind(name)
