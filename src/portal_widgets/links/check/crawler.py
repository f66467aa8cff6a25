"""The crawler of the link check: polite, a few hosts at a time."""

import asyncio
import logging
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import aiohttp
from protego import Protego

from .addresses import RefusedError
from .classify import classify, refresh_target, tls_fault
from .fetch import AGENT, Fetcher, FetchResponse
from .link_status import LinkCheck, LinkState
from .reasons import Reason

HOPS = 6
HOSTS = 20
# The pause between two requests to one host, in seconds.
GAP_SECONDS = 1.0
LONGEST_GAP_SECONDS = 10.0
# If a host asks for a longer pause, the next run checks it.
LONGEST_PAUSE_SECONDS = 30.0
_TOO_MANY = frozenset({429, 503})
_OTHER_PAGE = 300

log = logging.getLogger("portal_widgets")


class Host:
    """The state of one host in this run: its rules for robots, and the time of the next request."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.rules: Protego | None = None
        self.free_at = 0.0
        self.asks_for_peace = ""


class Crawler:
    """Checks addresses. `fetcher` must be open; `now` is for certificates that end soon."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        gap_seconds: float = GAP_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._fetcher = fetcher
        self._gap_seconds = gap_seconds
        self._now = now
        self._hosts: defaultdict[str, Host] = defaultdict(Host)

    async def crawl(self, urls: Iterable[str], take: Callable[[str, LinkCheck], None]) -> None:
        """Check every address, one after the other for each host. Each result is passed on immediately."""
        by_host: defaultdict[str, list[str]] = defaultdict(list)
        for url in urls:
            by_host[urlsplit(url).netloc.lower()].append(url)
        few = asyncio.Semaphore(HOSTS)

        async def one_host(some: list[str]) -> None:
            async with few:
                for url in some:
                    take(url, await self.check(url))

        try:
            async with asyncio.TaskGroup() as group:
                for some in by_host.values():
                    group.create_task(one_host(some))
        except ExceptionGroup as several:
            raise several.exceptions[0] from None

    async def check(self, url: str) -> LinkCheck:
        """Check one address. It returns a result after every error, so that all others are checked."""
        try:
            return await self._follow(url)
        except RefusedError as error:
            return LinkCheck(LinkState.UNKNOWN if error.may_work else LinkState.PRIVATE, str(error))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failure(error)
        except Exception as error:
            log.exception("portal_widgets: the check of %s failed", url)
            return LinkCheck(LinkState.UNKNOWN, type(error).__name__)

    async def _follow(self, url: str) -> LinkCheck:
        hops: list[int] = []
        reached = url
        # Many sites redirect to themselves until their cookie comes back. No cookie is kept after the check.
        cookies = aiohttp.CookieJar()
        for _ in range(HOPS):
            host = self._hosts[urlsplit(reached).netloc.lower()]
            async with host.lock:
                if not await self._is_allowed(host, reached):
                    return LinkCheck(LinkState.BLOCKED, host.asks_for_peace or "robots.txt")
                answer = await self._request(host, reached, cookies)
            onward = answer.leads_to or refresh_target(answer.text, reached)
            if not onward:
                found = (answer.status, answer.text, answer.certificate)
                return classify(url, reached, *found, hops, self._now())
            hops.append(answer.status)
            reached = onward
        return LinkCheck(LinkState.UNKNOWN, Reason.CIRCLES)

    async def _request(self, host: Host, url: str, cookies: aiohttp.CookieJar) -> FetchResponse:
        """Request HEAD, and then GET if the answer is not sufficient: a parked page must be read to be
        recognised. If a server cannot answer HEAD, it may hang, close the connection, send nonsense or
        redirect to an error page. None of that proves a fault.
        """
        try:
            answer = await self._request_politely(host, "HEAD", url, cookies)
        except (RefusedError, aiohttp.ClientConnectorError):
            raise  # no server was reached, so GET would fail, too
        except (aiohttp.ClientError, OSError, ValueError):
            return await self._request_politely(host, "GET", url, cookies)
        is_file = answer.status < _OTHER_PAGE and "html" not in answer.headers.get("content-type", "html")
        if is_file or host.asks_for_peace:
            return answer
        return await self._request_politely(host, "GET", url, cookies)

    async def _request_politely(
        self, host: Host, method: str, url: str, cookies: aiohttp.CookieJar
    ) -> FetchResponse:
        """Send a request after a pause. If the server asks for a longer pause, it is sent again after it."""
        await self._pause(host)
        answer = await self._fetcher.request(method, url, cookies)
        wait = _retry_after(answer) if answer.status in _TOO_MANY else None
        if wait is None:
            return answer
        if wait > LONGEST_PAUSE_SECONDS:
            host.asks_for_peace = f"HTTP {answer.status}, Retry-After {wait:.0f} s"
            return answer
        await asyncio.sleep(wait)
        return await self._fetcher.request(method, url, cookies)

    async def _pause(self, host: Host) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(host.free_at - loop.time(), 0))
        delay = host.rules.crawl_delay(AGENT) if host.rules else None
        host.free_at = loop.time() + min(max(self._gap_seconds, delay or 0), LONGEST_GAP_SECONDS)

    async def _is_allowed(self, host: Host, url: str) -> bool:
        if host.asks_for_peace:
            return False
        if host.rules is None:
            host.rules = Protego.parse(await self._rules(host, url))
        return bool(host.rules.can_fetch(url, AGENT))

    async def _rules(self, host: Host, url: str) -> str:
        """robots.txt (RFC 9309): a missing one allows everything, and so does a host without an answer. The
        request to the address itself shows the fault.
        """
        await self._pause(host)
        with suppress(aiohttp.ClientError, OSError, TimeoutError, ValueError):
            answer = await self._fetcher.request("GET", urljoin(url, "/robots.txt"))
            if answer.status < _OTHER_PAGE:
                return answer.text or ""
        return ""


def _retry_after(answer: FetchResponse) -> float | None:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() and len(said) < 8 else None  # noqa: PLR2004 - three months


def _failure(error: Exception) -> LinkCheck:
    """The reason why there was no answer. TimeoutError is an OSError."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        inner = error.certificate_error
        return tls_fault(inner) if isinstance(inner, ssl.SSLError) else LinkCheck(LinkState.TLS, str(inner))
    if isinstance(error, aiohttp.ClientSSLError):
        return LinkCheck(LinkState.TLS, str(error.os_error.strerror or error.os_error))
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _no_address(error.os_error)
    if isinstance(error, TimeoutError):
        return LinkCheck(LinkState.UNREACHABLE, Reason.TIMEOUT)
    return LinkCheck(LinkState.UNREACHABLE, type(error).__name__)


def _no_address(error: OSError) -> LinkCheck:
    """The reason of a refusal, also if the resolver refused: aiohttp wraps every error that the resolver
    raises.
    """
    cause = error.__cause__ or error
    if isinstance(cause, RefusedError):
        return LinkCheck(LinkState.PRIVATE, str(cause))
    again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    return LinkCheck(LinkState.DNS, Reason.NAME_SERVER if again else Reason.NO_NAME)
