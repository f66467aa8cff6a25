"""From a request to a record: the visitor, the page, and reasons not to count it."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from flask import Request

from ...core.http.same_origin import same_origin
from ...core.text.clock import Clock, Milliseconds
from ...core.text.identity import host_name, identity
from ...errors import ForgedTokenError
from ..hits import Reason, Record
from .country import Countries
from .salts import Salts
from .tokens import LONGEST_ID, Tokens
from .visitor import AGENT_LIMIT

# Limits are per visitor, never per address, because a whole office may share one.
CAP_PER_MINUTE = 120
_MINUTE = 60_000
# A browser that hides the page before says "null".
_NOWHERE = frozenset({"null", "undefined"})
# Each link from these sites comes from one of several hosts: www., m., l., lm.
_ONE_SITE = ("facebook.com", "instagram.com")
_WEB_PORTS = frozenset({"80", "443"})
_HOST = re.compile(r"[a-z0-9._-]{1,253}(:\d{1,5})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
# Neither the journal nor PostgreSQL can store all of these, and anyone can request any path.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


class Recorder:
    """Makes records of requests. It runs while a reader waits, so it calls no other server."""

    def __init__(
        self,
        clock: Clock,
        salts: Salts,
        tokens: Tokens,
        countries: Countries | None,
        is_staff: Callable[[], object] | None,
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
        against = None if same_origin(request, self._trusted) else Reason.CROSS_SITE
        led_here = referring_host(referrer, request.host) if referrer else ""
        return self._record(request.environ, path, article_id, led_here, against)

    def click(self, request: Request, link: str) -> Record:
        """A record of a followed link. The caller has checked that the link exists."""
        against = None if same_origin(request, self._trusted) else Reason.CROSS_SITE
        return self._record(request.environ, "", "", "", against)._replace(link=link)

    def page(self, environ: WSGIEnvironment, path: str, article: str) -> Record:
        """A record of a page while it is made (server mode)."""
        referrer = environ.get("HTTP_REFERER", "")
        if referrer:
            referrer = referring_host(referrer, environ.get("HTTP_HOST", ""))
        return self._record(environ, path, article, referrer, None)

    def _record(
        self,
        environ: WSGIEnvironment,
        page: str,
        article: str,
        referrer: str,
        against: Reason | None,
    ) -> Record:
        at = self._clock.milliseconds()
        page = (page if page.isascii() else identity(page))[:LONGEST_ID]
        if not page.isprintable():
            page = _CONTROL.sub("\ufffd", page)
        agent = environ.get("HTTP_USER_AGENT", "")[:AGENT_LIMIT]
        address = environ.get("REMOTE_ADDR")
        visitor, before = self._salts.keys(address, agent, at)
        language = _language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        country = self._countries.of(address) if self._countries else ""
        reason = against or self._exclusion_reason(environ, visitor, at)
        # `Record(...)` would call a Python function that does only this.
        return tuple.__new__(
            Record, (at, visitor, before, page, article, agent, referrer, language, country, reason, "")
        )

    def _exclusion_reason(self, environ: WSGIEnvironment, visitor: bytes, at: Milliseconds) -> Reason | None:
        for header in _AHEAD:
            if header in environ and "pre" in environ[header].lower():
                return Reason.PREFETCH
        if self._is_staff is not None and self._is_staff():
            return Reason.STAFF
        minute = at // _MINUTE
        if minute != self._minute:
            self._minute, self._in_minute = minute, {}
        self._in_minute[visitor] = count = self._in_minute.get(visitor, 0) + 1
        return Reason.TOO_MANY if count > CAP_PER_MINUTE else None


@lru_cache(maxsize=4096)
def referring_host(address: str, own: str) -> str:
    """The host of the referring site; empty for this site or for an invalid address."""
    try:
        host = _known_host(urlsplit(address).netloc if "//" in address else address)
    except ValueError:
        return ""
    if host == _known_host(own) or host in _NOWHERE or not _HOST.fullmatch(host):
        return ""
    return next((site for site in _ONE_SITE if host.endswith(f".{site}")), host)


def _known_host(text: str) -> str:
    """A host in ASCII and in lower case, without the port of the web."""
    name, colon, port = text.partition(":")
    return host_name(name) + (f":{port}" if colon and port not in _WEB_PORTS else "")


@lru_cache(maxsize=4096)
def _language(accepted: str) -> str:
    """The browser's first language, without its region."""
    found = _LANGUAGE.match(accepted.strip())
    return found[0].lower() if found else ""
