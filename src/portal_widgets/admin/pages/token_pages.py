"""The page for the tokens of the office's programs."""

from datetime import date

from flask import Response, request

from ...core.http.request_body import is_submission, sent_form
from ..accounts import ApiToken, Event, clean_name, digest, new_api_token
from ..store.api_tokens import ApiTokenStore
from .context import AccountContext
from .forms import API_TOKEN, ApiTokenForm


class TokenPages:
    """Makes, lists and withdraws tokens, for the role admin."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._portal = context.portal
        self._store = ApiTokenStore(context.portal.database)

    def tokens(self) -> Response:
        """The list with the form. A valid form makes a token, which is shown in this answer only."""
        if not is_submission(request):
            return self._page(ApiTokenForm(API_TOKEN, {}), {})
        form, today = sent_form(ApiTokenForm, API_TOKEN), self._portal.clock.today()
        faults = form.find_faults_on(today)
        if faults:
            return self._page(form, faults)
        name, (key, secret) = clean_name(form["name"]) or "", new_api_token()
        ends_on = date.fromisoformat(form["ends_on"]) if form["ends_on"] else None
        token = ApiToken(key, name, digest(secret), self._context.name, today, ends_on)
        if not self._store.create(self._portal.site, token, self._context.entry(Event.TOKEN_MADE, name)):
            return self._page(form, {"name": "token-taken"})
        address = f"{request.host_url.rstrip('/')}{self._portal.url('api.statistics', lang=None)}"
        return self._context.page("token_made.html", token=token, secret=secret, address=address)

    def withdraw(self, key: str) -> Response:
        found = self._store.find(self._portal.site, key)
        if found is None:
            self._context.not_found()
        entry = self._context.entry(Event.TOKEN_WITHDRAWN, found.name)
        self._store.withdraw(self._portal.site, key, entry)
        said = self._context.ui_text().done("token-withdrawn", found.name)
        return self._context.redirect("admin.accounts.tokens", said)

    def _page(self, form: ApiTokenForm, faults: dict[str, str]) -> Response:
        return self._context.page(
            "tokens.html",
            422 if faults else 200,
            tokens=self._store.every(self._portal.site),
            today=self._portal.clock.today(),
            typed=form.values,
            errors=self._context.errors(faults),
        )
