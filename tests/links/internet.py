"""A small internet on loopback addresses: 127.10.0.0/16 stands for the public one, all else is as it is."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import trustme

from portal_widgets.links.addresses import is_public
from portal_widgets.links.fetch import Fetcher
from portal_widgets.links.patrol import Patrol
from portal_widgets.links.watching import Look

HERE = "127.10.0.1"
Writes = Callable[[asyncio.StreamWriter], Awaitable[None]]
Page = tuple[int, dict[str, str], str]


class Internet:
    """Names, pages and certificates; and who was connected to."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.pages: dict[tuple[str, str], Page | Writes] = {}
        self.asked: list[str] = []
        self.resolved: list[str] = []
        # What came to addresses that are not public: nothing ever should.
        self.trespasses: list[str] = []
        self.authority = trustme.CA()
        self._servers = 1
        self._loop = asyncio.new_event_loop()
        self._running: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self._serve(HERE, 0, None)
        self.tls_port = self._serve(HERE, 0, self._tls("tls.example", "www.tls.example"))
        self._serve("127.0.0.1", self.port, None, trespass=True)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        for server in self._running:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def site(self, host: str, page: Page | Writes | None = None, path: str = "/") -> str:
        """A page of a host that is at home here; its address."""
        self.names.setdefault(host, [HERE])
        self.pages[host, path] = page or (200, {"Content-Type": "text/html"}, "<title>Chào</title>")
        return f"http://{host}:{self.port}{path}"

    def secure(self, host: str, owner: str = "", page: Page | None = None, **certificate: Any) -> str:
        """A host with a certificate of its own, at an address of its own."""
        self._servers += 1
        address = f"127.10.0.{self._servers}"
        issued = self.authority.issue_cert(host, organization_name=owner or None, **certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        self._serve(address, self.tls_port, context)
        self.site(host, page)
        self.names[host] = [address, HERE]  # without encryption it is at home here
        return f"https://{host}:{self.tls_port}/"

    @property
    def network(self) -> dict[str, Any]:
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)
        ports = {self.port, self.tls_port}
        return {"resolve": self.resolve, "public": public, "ports": ports, "trust": trust, "seconds": 1.0}

    async def resolve(self, host: str) -> list[str]:
        self.resolved.append(host)
        known = self.names.get(host, [])
        return known() if callable(known) else known

    def look(self, url: str, **network: Any) -> Look:
        """One look by the watch, as it is but for who answers."""

        async def looked() -> Look:
            async with Fetcher(**{**self.network, **network}) as fetcher:
                return await Patrol(fetcher, gap=0).look(url)

        return asyncio.run(looked())

    def _tls(self, *hosts: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*hosts).configure_cert(context)
        return context

    def _serve(self, address: str, port: int, tls: ssl.SSLContext | None, *, trespass: bool = False) -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if trespass:
                self.trespasses.append(address)
            try:
                await self._answer(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass  # whoever asked has heard enough
            finally:
                writer.close()

        served = asyncio.start_server(answer, address, port, ssl=tls)
        server = asyncio.run_coroutine_threadsafe(_started(served), self._loop).result(5)
        self._running.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split("\r\n")[0].split(" ")
        host = next(line for line in head.split("\r\n") if line.lower().startswith("host:"))[5:].strip()
        host = host.rpartition(":")[0] or host
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


def public(address: str) -> bool:
    return address.startswith("127.10.") or is_public(address)
