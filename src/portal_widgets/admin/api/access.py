"""The check of a program's request: a valid token in its Authorization header, and not too many requests."""

import hmac
from contextlib import suppress
from datetime import date
from typing import NoReturn

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from ...core.app.portal import Portal
from ...core.http.client_network import client_network
from ...core.http.rate_limiter import Limit, RateLimiter
from ...core.text.clock import Seconds
from ...errors import StoreUnavailableError
from ..accounts import ApiToken, digest, key_of_token
from ..store.api_tokens import ApiTokenStore

# For each token. A program that copies the figures of a year by days needs no more.
REQUESTS, MINUTES = 120, 1
# Wrong tokens from one network. They limit only each other: a valid token is accepted all the same.
FAILURES, FAILURE_MINUTES = 30, 15
# Compared if no token has the key, so that the answer takes equally long.
_NO_DIGEST = digest("")


class ApiAccess:
    """Lets the programs of one portal's office read what a viewer may read."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._store = ApiTokenStore(portal.database)
        self._limiter = RateLimiter(portal, "api")

    def require_token(self) -> None:
        """Refuse a request without a valid token (401), and a program or network with too many (429)."""
        token, today = self._token(), self._portal.clock.today()
        if token is None:
            self._refuse(self._portal.gettext("This address needs a valid token of the office."))
        if token.has_ended(today):
            self._refuse(self._portal.gettext("This token has expired. Please ask an administrator for one."))
        self._require_below(Limit(REQUESTS, MINUTES, token.key))
        self._note_use(token, today)

    def _token(self) -> ApiToken | None:
        """The token of the request. An address is not searched for one, because servers log addresses."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        key = key_of_token(given.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            return None
        found = self._store.find(self._portal.site, key)
        right = hmac.compare_digest(found.digest if found else _NO_DIGEST, digest(given.strip()))
        return found if right else None

    def _refuse(self, sentence: str) -> NoReturn:
        network = client_network(request.remote_addr)
        self._require_below(Limit(FAILURES, FAILURE_MINUTES, network))
        raise Unauthorized(sentence, www_authenticate=WWWAuthenticate("bearer", {"realm": "portal"}))

    def _require_below(self, limit: Limit) -> None:
        wait: Seconds = self._limiter.wait(limit)
        if wait:
            said = self._portal.gettext("Too many requests. Please wait %(seconds)s seconds.", seconds=wait)
            raise TooManyRequests(said, retry_after=wait)

    def _note_use(self, token: ApiToken, today: date) -> None:
        if token.used_on != today:
            with suppress(StoreUnavailableError):
                self._store.note_use(self._portal.site, token.key, today)
