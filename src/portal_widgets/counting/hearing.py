"""From a request to a record: who it is, what was read, and what speaks against counting it."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Request

from ..core.clock import Clock
from ..core.guard import same_origin
from ..errors import ForgedTokenError
from .country import Countries
from .hits import Reason, Record
from .salts import Salts
from .tokens import Tokens
from .visitor import AGENT_LIMIT

# Caps are for one visitor, never for an address: a whole office may stand behind one.
CAP_PER_MINUTE = 120
_MINUTE = 60_000
_HOST = re.compile(r"[a-z0-9._-]{1,253}(:\d{1,5})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


class Hearing:
    """Makes records of requests. Runs while a reader waits, so it asks no server for anything."""

    def __init__(
        self,
        clock: Clock,
        salts: Salts,
        tokens: Tokens,
        countries: Countries,
        is_staff: Callable[[], Any],
        trusted: frozenset[str],
    ) -> None:
        self._clock = clock
        self._salts = salts
        self._tokens = tokens
        self._countries = countries
        self._is_staff = is_staff
        self._trusted = trusted
        self._minute = 0
        self._in_minute: dict[bytes, int] = {}

    def report(self, request: Request, article: str | None, page: str | None, referrer: str) -> Record:
        """A record of a beacon or image, made with the tokens of an article, a page, or both."""
        try:
            article_id = self._tokens.article_of(article) if article is not None else ""
            path = self._tokens.page_of(page) if page is not None else ""
        except ForgedTokenError:
            return Record(self._clock.milliseconds(), reason=Reason.FORGED)
        foreign = not same_origin(request.headers, request.host, self._trusted)
        # A beacon is fetched by a script, an image by a page; neither is ever navigated to.
        against = Reason.CROSS_SITE if foreign else None
        return self._record(request, path, article_id, _host(referrer, request.host), against)

    def page(self, request: Request, article: str) -> Record:
        """A record of a page while it is made (server mode)."""
        environ = request.environ
        referrer = _host(environ.get("HTTP_REFERER", ""), environ.get("HTTP_HOST", ""))
        return self._record(request, request.path, article, referrer, None)

    def _record(
        self,
        request: Request,
        page: str,
        article: str,
        referrer: str,
        against: Reason | None,
    ) -> Record:
        environ = request.environ
        at = self._clock.milliseconds()
        agent = environ.get("HTTP_USER_AGENT", "")[:AGENT_LIMIT]
        address = environ.get("REMOTE_ADDR")
        visitor, before = self._salts.keys(address, agent, at)
        return Record(
            at,
            visitor,
            before or b"",
            page,
            article,
            agent,
            referrer,
            _language(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            self._countries.of(address),
            against or self._against(environ, visitor, at),
        )

    def _against(self, environ: dict[str, Any], visitor: bytes, at: int) -> Reason | None:
        if any("pre" in environ[header].lower() for header in _AHEAD if header in environ):
            return Reason.PREFETCH
        if self._is_staff():
            return Reason.STAFF
        return Reason.TOO_MANY if self._too_many(visitor, at // _MINUTE) else None

    def _too_many(self, visitor: bytes, minute: int) -> bool:
        if minute != self._minute:
            self._minute, self._in_minute = minute, {}
        count = self._in_minute.get(visitor, 0) + 1
        self._in_minute[visitor] = count
        return count > CAP_PER_MINUTE


@lru_cache(maxsize=4096)
def _host(address: str, own: str) -> str:
    """The host of another site that led here; nothing for this site or for what is no address."""
    try:
        host = urlsplit(address).netloc.lower() if "//" in address else address.lower()
    except ValueError:
        return ""
    return "" if host == own.lower() or not _HOST.fullmatch(host) else host


@lru_cache(maxsize=4096)
def _language(accepted: str) -> str:
    """The first language a browser asks for, without its region."""
    found = _LANGUAGE.match(accepted.strip())
    return found[0].lower() if found else ""
