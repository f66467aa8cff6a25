"""A small internet. A connection to a public address of this internet goes to a server on this machine. A
connection to any other address is recorded and refused. So the watch is tested with its own rules for public
addresses on every machine: no packet leaves it, and it needs no second address, no IPv6 and no name server.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import trustme

from portal_widgets.core.ip_addresses import is_public
from portal_widgets.links.check.crawler import Crawler
from portal_widgets.links.check.fetch import Fetcher
from portal_widgets.links.check.link_status import LinkCheck

HERE = "113.160.10.1"
HERE_6 = "2001:dc8::10"
# The timeout of a request. A busy machine must not look like a broken link.
PATIENCE = 30.0
Writes = Callable[[asyncio.StreamWriter], Awaitable[None]]
Page = tuple[int, dict[str, str], str]


class _Socket(socket.socket):
    """A socket that reports the requested address, also if this machine has no IPv6."""

    def __init__(self, home: Callable[[str, int], int], family: int, kind: int, proto: int) -> None:
        super().__init__(socket.AF_INET, kind, proto)
        self._home = home
        self._believed = socket.AddressFamily(family)

    @property
    def family(self) -> socket.AddressFamily:
        return self._believed

    def connect(self, address: Any) -> None:
        super().connect(("127.0.0.1", self._home(*address[:2])))


class Internet:
    """Names, pages and certificates, and a list of the connections."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.pages: dict[tuple[str, str], Page | Writes] = {}
        self.asked: list[str] = []
        # The head of the last request, for pages whose answer depends on it.
        self.head = ""
        self.resolved: list[str] = []
        # Requested addresses that are not public. This list must stay empty.
        self.trespasses: list[str] = []
        self.authority = trustme.CA()
        self._homes: dict[tuple[str, int], int] = {}
        self._loop = asyncio.new_event_loop()
        self._running: list[asyncio.Server] = []
        self._answering: dict[asyncio.StreamWriter, Any] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._plain = self._serve(None)
        self._homes[HERE, 80] = self._homes[HERE_6, 80] = self._plain
        self._homes[HERE, 443] = self._serve(self._tls("tls.example", "www.tls.example"))

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _end(self) -> None:
        for server in self._running:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for writer in self._answering:
            writer.transport.abort()
        await asyncio.sleep(0)  # a transport ends in the next round of the loop

    def site(self, host: str, page: Page | Writes | None = None, path: str = "/") -> str:
        """Add a page of a host on this internet. Returns its address."""
        self.names.setdefault(host, [HERE])
        self.pages[host, path] = page or (200, {"Content-Type": "text/html"}, "<title>Chào</title>")
        return f"http://{host}{path}"

    def secure(
        self,
        host: str,
        owner: str = "",
        page: Page | Writes | None = None,
        *,
        by: trustme.CA | None = None,
        whole: bool = True,
        **certificate: Any,
    ) -> str:
        """Add a host with its own certificate and address. `by` is the issuer. If not `whole`, the server
        forgets to send the certificate of the issuer.
        """
        address = f"113.160.20.{len(self._homes)}"
        issued = (by or self.authority).issue_cert(host, organization_name=owner or None, **certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if whole:
            issued.configure_cert(context)
        else:
            with trustme.Blob(
                issued.private_key_pem.bytes() + issued.cert_chain_pems[0].bytes()
            ).tempfile() as pem:
                context.load_cert_chain(pem)
        self._homes[address, 443] = self._serve(context)
        self._homes[address, 80] = self._plain
        self.site(host, page)
        self.names[host] = [address]
        return f"https://{host}/"

    @property
    def network(self) -> dict[str, Any]:
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)
        return {"resolve": self.resolve, "socket_of": self._socket, "trust": trust, "seconds": PATIENCE}

    async def resolve(self, host: str) -> list[str]:
        self.resolved.append(host)
        known = self.names.get(host, [])
        return known() if callable(known) else known

    def look(self, url: str, **network: Any) -> LinkCheck:
        """Check one address with the watch. Only the network is replaced."""

        async def looked() -> LinkCheck:
            async with Fetcher(**{**self.network, **network}) as fetcher:
                return await Crawler(fetcher, gap_seconds=0).check(url)

        return asyncio.run(looked())

    def _tls(self, *hosts: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*hosts).configure_cert(context)
        return context

    def _socket(self, family: int, kind: int, proto: int) -> socket.socket:
        return _Socket(self._home, family, kind, proto)

    def _home(self, address: str, port: int) -> int:
        """The place of an address on this machine."""
        if not is_public(address):
            self.trespasses.append(address)
        if (address, port) not in self._homes:
            raise ConnectionRefusedError(address)
        return self._homes[address, port]

    def _serve(self, tls: ssl.SSLContext | None) -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # A loop has only weak references to its tasks. Without this, a task that hangs on purpose could
            # be collected.
            self._answering[writer] = asyncio.current_task()
            try:
                await self._answer(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass  # the client has read enough
            finally:
                writer.close()

        served = asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
        server = asyncio.run_coroutine_threadsafe(_started(served), self._loop).result(PATIENCE)
        self._running.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.head = head
        method, path, _ = head.split("\r\n")[0].split(" ")
        host = next(line for line in head.split("\r\n") if line.lower().startswith("host:"))[5:].strip()
        self.asked.append(f"{method} {host}{path}")
        page = self.pages.get((host, path), (404, {}, ""))
        if callable(page):
            await page(writer)
            return
        status, headers, body = page
        raw = body.encode()
        lines = {"Content-Length": str(len(raw)), "Connection": "close", **headers}
        said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} Said\r\n{said}\r\n".encode() + (b"" if method == "HEAD" else raw))
        await writer.drain()


async def _started(served: Awaitable[asyncio.Server]) -> asyncio.Server:
    return await served
