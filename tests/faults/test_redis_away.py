"""Redis is unavailable in each possible way. Pages show the last known number without waiting, no beacon
fails, and every view is counted afterwards, once, on its own day.
"""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from faults.outages import EVENING, NIGHT, Host, Server, eventually, names
from servers import free_port
from support import FrozenClock, MakeApp

MakeHost = Callable[..., Host]
# The first failed call opens the breaker. One or two good calls may come before it.
FEW = 3
SLOWLY = "--save", "", "--key-load-delay", "500", "--loading-process-events-interval-bytes", "1024"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def make_host(server: Server, make_app: MakeApp, clock: FrozenClock) -> MakeHost:
    """Portals whose page has been shown, and that have counted three views."""
    clock.set(EVENING)

    def make(**options: Any) -> Host:
        host = Host(make_app(redis_url=server.url, **options), clock)
        assert host.read(*names("before", 3)) == [200] * 3
        if not options:
            host.catch_up()
        eventually(lambda: host.page() == (200, 3), "the page to show them")
        eventually(lambda: host.counting.numbers().total == 3, "the statistics to show them")
        return host

    return make


@pytest.fixture
def host(make_host: MakeHost) -> Host:
    return make_host()


@pytest.fixture
def busy_host(make_host: MakeHost) -> Host:
    """A portal with its background thread, which may wait for seconds. Readers may not."""
    return make_host(background=True)


@pytest.fixture
def restart(server: Server, make_app: MakeApp) -> Callable[[Host], Host]:
    """End a process and start another one in its place, without a thread, so that only the test counts."""

    def restart(host: Host) -> Host:
        host.portal.tasks.stop()
        return Host(make_app(instance=Path(host.app.instance_path), redis_url=server.url), host.clock)

    return restart


def lives_on(host: Host) -> None:
    """Check pages and reports while Redis is unavailable, across midnight."""
    with host.tries_at_most(0):
        assert [host.page() for _ in range(5)] == [(200, 3)] * 5
    cold = host.make_cold()
    with host.tries_at_most(FEW):
        assert set(host.read(*names("evening", 4))) == {202}
        host.clock.set(NIGHT)
        assert host.read(*names("night", 2)) == [202] * 2
        assert [host.page() for _ in range(5)] == [(200, 3)] * 5
        assert {host.page(identity) for identity in cold} == {(200, None)}
    assert host.counting.numbers().total == 3


def nothing_is_lost(host: Host) -> None:
    """Check the counts when Redis is back. A second check changes nothing."""
    for _ in range(2):
        host.catch_up()
        assert host.page() == (200, 9)
        assert host.stored_counts() == (9, *[{"2037-03-11": 7, "2037-03-12": 2}] * 2)
    again = host.report("evening 0")
    assert again.json == {"views": 9, "counted": False, "reason": "repeat"}


def the_thread_catches_up(host: Host) -> None:
    """The background thread catches up while readers request the page."""

    def done() -> bool:
        host.pass_time()
        return host.page() == (200, 9)

    eventually(done, "the views of meanwhile")


@pytest.mark.parametrize("kept", [True, False], ids=["with all it knew", "empty"])
def test_connections_are_refused(host: Host, server: Server, kept: bool):
    if kept:
        server.ask("SAVE")
    server.stop()
    lives_on(host)
    if not kept:
        (server.folder / "dump.rdb").unlink(missing_ok=True)
    server.start()
    nothing_is_lost(host)


def test_packets_are_dropped(busy_host: Host, server: Server, restart: Callable[[Host], Host]):
    """Nobody refuses or accepts the connection: a socket with a full queue does not answer."""
    server.stop()
    with ExitStack() as sockets:
        silent = sockets.enter_context(socket.create_server(("127.0.0.1", server.port), backlog=0))
        for _ in range(4):
            one = sockets.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(silent.getsockname())
        with pytest.raises(TimeoutError):
            socket.create_connection(silent.getsockname(), timeout=0.1).close()
        lives_on(busy_host)
    server.start()
    the_thread_catches_up(busy_host)
    nothing_is_lost(restart(busy_host))


def test_redis_hangs(busy_host: Host, server: Server, restart: Callable[[Host], Host]):
    """It accepts connections and commands, and never answers."""
    server.signal(signal.SIGSTOP)
    began = time.monotonic()
    lives_on(busy_host)
    waited = time.monotonic() - began
    server.signal(signal.SIGCONT)
    the_thread_catches_up(busy_host)
    nothing_is_lost(restart(busy_host))
    assert waited < 4, "all readers together: well under the 5 seconds of redis-py"


def test_redis_is_full(host: Host, server: Server):
    """OOM: reads work, writes are refused."""
    server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
    server.ask("CONFIG", "SET", "maxmemory", "1")
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        server.ask("SET", "any", "thing")
    lives_on(host)
    server.ask("CONFIG", "SET", "maxmemory", "0")
    nothing_is_lost(host)


@pytest.mark.parametrize("stale", ["yes", "no"], ids=["old answers", "no answers"])
def test_redis_is_read_only(host: Host, server: Server, stale: str):
    """READONLY or MASTERDOWN: a replica without its master."""
    server.ask("CONFIG", "SET", "replica-read-only", "yes")
    server.ask("CONFIG", "SET", "replica-serve-stale-data", stale)
    server.ask("REPLICAOF", "127.0.0.1", str(free_port()))
    with pytest.raises(redis.exceptions.RedisError, match="read only|MASTERDOWN"):
        server.ask("SET", "any", "thing")
    lives_on(host)
    server.ask("REPLICAOF", "NO", "ONE")
    nothing_is_lost(host)


def test_redis_is_loading(host: Host, server: Server):
    """LOADING: it was restarted and slowly reads its file."""
    with redis.Redis(port=server.port) as client:
        client.mset({f"ballast-{number}": number for number in range(20_000)})
        client.save()
    server.stop()
    server.start(*SLOWLY)
    with pytest.raises(redis.exceptions.BusyLoadingError):
        server.ask("GET", "any")
    lives_on(host)
    server.ask("CONFIG", "SET", "key-load-delay", "0")
    nothing_is_lost(host)


def test_redis_has_forgotten_the_scripts(host: Host, server: Server):
    """NOSCRIPT is not an outage, so no reader has to wait."""
    for number in range(4):
        server.ask("SCRIPT", "FLUSH")
        answer = host.report(f"evening {number}")
        assert answer.json == {"views": 4 + number, "counted": True, "reason": None}
    host.clock.set(NIGHT)
    for number in range(2):
        server.ask("SCRIPT", "FLUSH")
        assert host.read(f"night {number}") == [200]
    server.ask("SCRIPT", "FLUSH")
    nothing_is_lost(host)
