"""A thousand links: the watch, compared with a checker that requests one after the other."""

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from measure import free_port, interleaved, median

from portal_widgets.links.check.crawler import Crawler
from portal_widgets.links.check.fetch import Fetcher
from portal_widgets.links.check.link_status import LinkCheck, LinkState

HOSTS, LINKS_OF_A_HOST = 100, 10
# The time of an answer from a server in the same country.
LATENCY = 0.02
ROUNDS = 3
_SERVER = f"""
import asyncio, sys
async def answer(reader, writer):
    head = await reader.readuntil(b"\\r\\n\\r\\n")
    await asyncio.sleep({LATENCY})
    page = b"<title>page</title>"
    body = b"" if head.startswith(b"HEAD") else page
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nConnection: close\\r\\n"
                 b"Content-Length: %d\\r\\n\\r\\n%s" % (len(page), body))
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]), backlog=1000)
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def run() -> dict[str, Any]:
    """The seconds for all links, and their ratio. The watch makes more requests, because it reads robots.txt
    and each page. Both sides run without the pause of a second between two requests to a host.
    """
    with _server() as port:
        urls = [
            f"http://host-{host}.example/{page}" for host in range(HOSTS) for page in range(LINKS_OF_A_HOST)
        ]
        ways = {"watch": lambda: _watched(urls, port), "one after the other": lambda: _in_turn(urls, port)}
        taken = {
            name: median(values)
            for name, values in interleaved(list(ways), lambda name: _timed(ways[name]), ROUNDS).items()
        }
    times = taken["one after the other"] / taken["watch"]
    return {
        "links_1000_seconds": {name: round(value, 2) for name, value in taken.items()},
        "links_times_faster": round(times, 1),
    }


def _timed(do: Any) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _watched(urls: list[str], port: int) -> None:
    found: list[LinkCheck] = []

    async def resolve(_host: str) -> list[str]:
        return ["113.160.10.1"]

    class Local(socket.socket):
        """The watch connects to public addresses only. Here all of them are this machine."""

        def connect(self, _address: Any) -> None:
            super().connect(("127.0.0.1", port))

    async def walk() -> None:
        async with Fetcher(resolve=resolve, socket_of=Local) as fetcher:
            await Crawler(fetcher, gap_seconds=0).crawl(urls, lambda _url, look: found.append(look))

    asyncio.run(walk())
    if len(found) != len(urls) or any(look.seen is not LinkState.OK for look in found):
        sys.exit("the watch has missed a link that is well")


def _in_turn(urls: list[str], port: int) -> None:
    """Only HEAD, as in a usual script: without robots.txt, and without reading a page."""
    for url in urls:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("HEAD", "/" + url.rpartition("/")[2])
        if connection.getresponse().status != 200:  # noqa: PLR2004 - OK
            sys.exit("the other checker has missed a link that is well")
        connection.close()


@contextmanager
def _server() -> Iterator[int]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", _SERVER, str(port)], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None  # noqa: S101 - asked for
        server.stdout.readline()
        try:
            yield port
        finally:
            server.terminate()
