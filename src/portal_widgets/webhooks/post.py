"""One POST to an endpoint: to an address that was checked immediately before, without following redirects."""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from ..core.ip_addresses import is_public

# In seconds, for each step. The specification suggests 15 to 30.
SECONDS = 15
GONE = 410
AGENT = "portal-widgets-webhooks"

Resolve = Callable[[str, int], Sequence[str]]


class DeliveryError(Exception):
    """The endpoint did not accept the event. If it is `final`, another try is useless."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def resolve(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host, as the operating system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Poster:
    """Posts to endpoints. The connection goes to an IP address that was checked, so that a second answer of a
    name server cannot redirect it (DNS rebinding).
    """

    def __init__(
        self, *, resolve: Resolve = resolve, trust: ssl.SSLContext | None = None, seconds: float = SECONDS
    ) -> None:
        self._resolve = resolve
        self._trust = trust
        self._seconds = seconds

    def post(self, url: str, body: str, headers: Mapping[str, str], *, private: bool) -> None:
        """Send one event. Raises DeliveryError unless the answer is 2xx. Only a `private` endpoint may have
        an address that is not public.
        """
        try:
            status = self._status(urlsplit(url), body.encode(), headers, private=private)
        except (OSError, HTTPException, UnicodeError) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:  # noqa: PLR2004 - classes of status codes
            raise DeliveryError(f"the endpoint answered {status}", final=status == GONE)

    def _status(self, url: SplitResult, body: bytes, headers: Mapping[str, str], *, private: bool) -> int:
        host = url.hostname or ""
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        with closing(HTTPConnection(host, timeout=self._seconds)) as connection:
            connection.sock = self._connect(url, host, private=private)
            sent = {"Host": url.netloc, "Content-Type": "application/json", "User-Agent": AGENT, **headers}
            connection.request("POST", target, body, sent)
            return connection.getresponse().status

    def _connect(self, url: SplitResult, host: str, *, private: bool) -> socket.socket:
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        found = self._resolve(host, port)
        if not found:
            raise DeliveryError(f"{host} has no address")
        if not private and not all(map(is_public, found)):
            raise DeliveryError(f"{host} has an address that is not public; set private to allow it")
        plain = socket.create_connection((found[0], port), self._seconds)
        if not secure:
            return plain
        try:
            context = self._trust or ssl.create_default_context()
            return context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
