"""The only module that imports Redis: lazy, one pool per process, short timeouts, no retries, a circuit
breaker.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from .tasks.circuit_breaker import CircuitBreaker

if TYPE_CHECKING:
    import redis

Answer = TypeVar("Answer")
Value = str | bytes | int | float

# An error that our script raised itself, as Redis 6 and 7 write it. If a command in the script fails, for
# instance because the memory is full, the message begins otherwise.
_OWN_FAULT = re.compile(r"(Error running script .*@user_script:\s?\d+: )?user_script:\d+: ")

# How long the background thread waits for one answer.
PATIENCE_SECONDS = 5.0


class Pipeline(Protocol):
    """Commands that are sent together; `execute` returns their answers, in their order."""

    def __len__(self) -> int: ...
    def hget(self, name: str, key: str) -> object: ...
    def hgetall(self, name: str) -> object: ...
    def hmget(self, name: str, keys: str | Sequence[str], *more: str) -> object: ...
    def hset(
        self,
        name: str,
        key: str | None = None,
        value: Value | None = None,
        mapping: Mapping[str, Value] | None = None,
    ) -> object: ...
    def lrange(self, name: str, start: int, end: int) -> object: ...
    def pexpire(self, name: str, time: int) -> object: ...
    def set(self, name: str, value: Value, *, ex: int) -> object: ...
    def sismember(self, name: str, value: Value) -> object: ...
    def smembers(self, name: str) -> object: ...
    def srem(self, name: str, *values: Value) -> object: ...
    def unlink(self, *names: str) -> object: ...
    def zcard(self, name: str) -> object: ...
    def zcount(self, name: str, min: str, max: str) -> object: ...  # noqa: A002 - Redis's names
    def zrangebyscore(self, name: str, min: str, max: str) -> object: ...  # noqa: A002 - as above
    def execute(self) -> list[Any]: ...


class Client(Protocol):
    """The commands that are used here, of one Redis or a cluster. Every answer is bytes or a number."""

    connection_pool: "redis.ConnectionPool"

    def close(self) -> None: ...
    def delete(self, *names: str) -> int: ...
    def get(self, name: str) -> bytes | None: ...
    def hdel(self, name: str, *keys: str) -> int: ...
    def hkeys(self, name: str) -> list[bytes]: ...
    def hset(self, name: str, *, mapping: Mapping[str, Value]) -> int: ...
    def pfcount(self, *names: str) -> int: ...
    def ping(self) -> bool: ...
    def pipeline(self, *, transaction: bool) -> Pipeline: ...
    def register_script(self, script: str) -> Callable[..., list[Any]]: ...
    def sadd(self, name: str, *values: Value) -> int: ...
    def scan_iter(self, match: str, count: int) -> Iterator[bytes]: ...
    def set(self, name: str, value: Value, *, nx: bool, px: int) -> bool | None: ...
    def srem(self, name: str, *values: Value) -> int: ...
    def time(self) -> tuple[int, int]: ...
    def unlink(self, *names: bytes) -> int: ...


class Redis:
    """A connection to one Redis. It connects on the first call.

    The client never repeats a write: a repeated INCR after a lost answer would count twice.
    """

    def __init__(self, url: str, timeout_ms: int, *, cluster: bool = False) -> None:
        self._url = url
        self._cluster = cluster
        self._timeout_seconds = timeout_ms / 1000
        # By the seconds that they wait for an answer.
        self._clients: dict[float, Client] = {}
        self._process = 0
        self.breaker = CircuitBreaker("Redis", _is_outage, time.monotonic)

    def call(self, command: Callable[[Client], Answer], *, seconds: float | None = None) -> Answer:
        """Run `command` with the client. Raises StoreUnavailableError if Redis is unavailable, or does not
        answer in `seconds` (default: the host's timeout, which is short, because a page waits).
        """
        with self.breaker.guard():
            return command(self._get_client(self._timeout_seconds if seconds is None else seconds))

    @property
    def away(self) -> bool:
        """Whether the circuit breaker is open."""
        return self.breaker.open

    def ping(self) -> bool:
        return bool(self.call(lambda client: client.ping()))

    def clock_seconds(self) -> float:
        """The server's time, in seconds since 1970."""
        seconds, microseconds = self.call(lambda client: client.time())
        return float(seconds) + float(microseconds) / 1_000_000

    def close(self) -> None:
        """Close the connections. The next call opens new ones."""
        if self._process == os.getpid():
            for client in self._clients.values():
                client.close()
        self._clients = {}

    def _get_client(self, seconds: float) -> Client:
        # A forked child must not share its parent's sockets.
        if self._process != os.getpid():
            self._clients, self._process = {}, os.getpid()
        client = self._clients.get(seconds)
        if client is None:
            client = self._clients[seconds] = self._connect(seconds)
        return client

    def _connect(self, timeout_seconds: float) -> Client:
        import redis

        kind = redis.RedisCluster if self._cluster else redis.Redis
        # redis-py's own types also allow answers that are texts or futures.
        return cast("Client", kind.from_url(self._url, **options(self._url, timeout_seconds)))


def _is_outage(error: Exception) -> bool:
    from redis import RedisError
    from redis.exceptions import RedisClusterException  # not a RedisError

    if _OWN_FAULT.match(str(error)):
        return False
    return isinstance(error, RedisError | RedisClusterException | OSError)


def options(url: str, timeout_seconds: float) -> dict[str, object]:
    """Client options for a page that must not wait: redis-py's defaults retry for seconds."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    chosen: dict[str, object] = {
        "socket_timeout": timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
        "retry_on_error": [],
    }
    if not url.startswith("unix"):
        chosen["socket_connect_timeout"] = timeout_seconds
    return chosen


def key_prefix(site: str) -> str:
    return f"{{pw:{site}}}:"
