"""One request of the link check: to a public address, checked immediately before, without following
redirects.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self, TypedDict
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from ...core.ip_addresses import is_public
from .addresses import RefusedError, check_url
from .certificate import Certificate
from .reasons import Reason

AGENT = "portal-widgets-links (+checks the links of a public portal)"
SECONDS = 15
# In bytes. This is enough for a title and for the text of a parked page. It is never stored.
LARGEST_BYTES = 64 * 1024
# In bytes, for one line of a header. Browsers accept long policies and cookies, too.
_LONGEST_HEADER = 64 * 1024
# A byte of a header that is not UTF-8, in the form that aiohttp gives it.
_RAW_BYTE = re.compile("[\udc80-\udcff]")

Resolve = Callable[[str], Awaitable[list[str]]]
SocketOf = Callable[[int, int, int], socket.socket]


class Network(TypedDict, total=False):
    """The parts of the internet that a test may replace: the arguments of `Fetcher`."""

    resolve: Resolve
    socket_of: SocketOf
    trust: ssl.SSLContext | None
    seconds: float


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """A server's answer; `text` is None if no page was requested. The certificate has the form of Python's
    ssl; {} for plain HTTP.
    """

    status: int
    headers: Mapping[str, str]
    text: str | None
    certificate: Certificate

    @property
    def leads_to(self) -> str:
        """The target of a redirect; "" if there is none."""
        return self.headers.get("location", "") if self.status in {301, 302, 303, 307, 308} else ""


class _Response(aiohttp.ClientResponse):
    """Stores the certificate and the transport, because the connection is closed as soon as a HEAD is
    answered.
    """

    certificate: Certificate
    transport: asyncio.Transport | None = None

    async def start(self, connection: Connection) -> Self:
        self.transport = connection.transport
        tls = self.transport.get_extra_info("ssl_object") if self.transport else None
        self.certificate = (tls.getpeercert() if tls is not None else None) or Certificate()
        try:
            await super().start(connection)
        except BaseException:
            self.abort()
            raise
        return self

    def abort(self) -> None:
        """Abort the connection. A clean end of TLS waits for an answer that may never come, and could outlast
        the run.
        """
        if self.transport is not None:
            self.transport.abort()


class _Resolver(AbstractResolver):
    """Resolves host names again for every connection. If any resolved address is not public, the host is
    refused.
    """

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - asked for both kinds
    ) -> list[ResolveResult]:
        found = await self._resolve(host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        if not all(map(is_public, found)):
            raise RefusedError(Reason.NOT_PUBLIC, host)
        return [_resolve_result(host, address, port) for address in found]

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


def _resolve_result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


async def system_resolve(host: str) -> list[str]:
    """Resolve as the operating system does."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Fetcher:
    """Makes requests. Each connection goes to an IP address that was checked immediately before it, so a
    second answer of a name server cannot redirect it (DNS rebinding).
    """

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolve,
        socket_of: SocketOf = socket.socket,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolver = _Resolver(resolve)
        self._socket_of = socket_of
        self._trust = trust
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            use_dns_cache=False,
            socket_factory=self._socket,
            ssl=self._trust or ssl.create_default_context(),
            force_close=True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            response_class=_Response,
            timeout=self._timeout,
            auto_decompress=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "text/html,*/*;q=0.5"},
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def request(self, method: str, url: str, cookies: aiohttp.CookieJar | None = None) -> FetchResponse:
        """Send one request, without following redirects. `cookies` are sent and updated. Raises RefusedError,
        OSError, aiohttp.ClientError or TimeoutError.
        """
        host, _ = check_url(url)
        if ":" in host or host.rpartition(".")[2].isdigit():
            _refuse_private(host)
        assert self._session is not None, "used outside of `async with`"  # noqa: S101 - a mistake of ours
        known = cookies.filter_cookies(URL(url)).values() if cookies is not None else ()
        sent = {"Cookie": "; ".join(f"{one.key}={one.coded_value}" for one in known)} if known else {}
        async with self._session.request(method, url, headers=sent, allow_redirects=False) as answer:
            assert isinstance(answer, _Response)  # noqa: S101 - the session uses this class
            if cookies is not None:
                cookies.update_cookies(answer.cookies, answer.url)
            try:
                return await _read(answer, method, url)
            finally:
                answer.abort()

    def _socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """The last check: no socket is created for an address that is not public."""
        family, kind, proto, _, address = info
        _refuse_private(str(address[0]))
        return self._socket_of(family, kind, proto)


def _refuse_private(address: str) -> None:
    if not is_public(address):
        raise RefusedError(Reason.NOT_PUBLIC, address)


async def _read(answer: _Response, method: str, url: str) -> FetchResponse:
    text = await _beginning(answer) if method == "GET" else None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    leads_to = headers.get("location")
    if leads_to:
        headers["location"] = urljoin(url, _RAW_BYTE.sub(_percent_encoded, leads_to))
    return FetchResponse(answer.status, headers, text, answer.certificate)


def _percent_encoded(byte: re.Match[str]) -> str:
    """Encode the byte as browsers do when they send it back."""
    return f"%{ord(byte[0]) - 0xDC00:02X}"


async def _beginning(answer: aiohttp.ClientResponse) -> str:
    """At most 64 KB of a page; the rest is ignored. If its end does not come, browsers show the beginning,
    too.
    """
    read = bytearray()
    try:
        while some := await answer.content.read(LARGEST_BYTES - len(read)):
            read += some
    except (aiohttp.ClientError, OSError):
        if not read:
            raise
    answer.close()
    return read.decode("utf-8", "replace")
