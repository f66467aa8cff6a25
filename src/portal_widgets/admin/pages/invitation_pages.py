"""The page on which an invited person sets the password, without being signed in."""

from flask import Response, request
from werkzeug.security import generate_password_hash

from ...core.http.client_network import client_network
from ...core.http.rate_limiter import Limit, RateLimiter
from ...core.http.request_body import is_submission, sent_form
from ..sign_in import MINUTES, PER_NETWORK
from .context import AccountContext
from .forms import ACCEPTED, PasswordForm
from .own_pages import HASH_METHOD


class InvitationPages:
    """The page for a code. A script fills in the code behind the # of a link; without it, people type it."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._limiter = RateLimiter(context.portal, "invitation")

    def accept(self) -> Response:
        if not is_submission(request):
            return self._page(PasswordForm(ACCEPTED, {}), {})
        form = sent_form(PasswordForm, ACCEPTED)
        faults = form.find_faults()
        if faults:
            return self._page(form, faults)
        limit = Limit(PER_NETWORK, MINUTES, client_network(request.remote_addr))
        if wait := self._limiter.wait(limit):
            response = self._page(form, {"code": "too-often"}, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        hash_ = generate_password_hash(form["password"], method=HASH_METHOD)
        name = self._context.invitations.accept(form["code"], hash_)
        if name is None:
            return self._page(form, {"code": "invitation"}, 403)
        said = self._context.ui_text().done("accepted", name)
        return self._context.redirect("admin.sign_in", said)

    def _page(self, form: PasswordForm, faults: dict[str, str], status: int = 422) -> Response:
        errors = self._context.errors(faults)
        return self._context.page(
            "invitation.html", status if faults else 200, code=form["code"][:40], errors=errors
        )
