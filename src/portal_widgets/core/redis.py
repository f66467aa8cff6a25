"""The only module that imports Redis: lazy, one pool per process, short timeouts, no retries, a circuit
breaker.
"""

import os
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .tasks.circuit_breaker import CircuitBreaker

if TYPE_CHECKING:
    import redis

Answer = TypeVar("Answer")

# An error that our script raised itself, as Redis 6 and 7 write it. If a command in the script fails, for
# instance because the memory is full, the message begins otherwise.
_OWN_FAULT = re.compile(r"(Error running script .*@user_script:\s?\d+: )?user_script:\d+: ")

# How long the thread beside the requests waits for one answer, in seconds.
PATIENCE = 5.0


class Redis:
    """A connection to one Redis. It connects on the first call.

    The client never repeats a write: a repeated INCR after a lost answer would count twice.
    """

    def __init__(self, url: str, timeout_ms: int, *, cluster: bool = False) -> None:
        self._url = url
        self._cluster = cluster
        self._timeout = timeout_ms / 1000
        self._clients: dict[bool, redis.Redis] = {}
        self._process = 0
        self.breaker = CircuitBreaker("Redis", _is_outage, time.monotonic)

    def call(self, command: Callable[["redis.Redis"], Answer], *, patient: bool = False) -> Answer:
        """Run `command` with the client. Raises StoreUnavailableError if Redis is unavailable or too slow. A
        `patient` call, outside a page, may wait for seconds.
        """
        with self.breaker.guard():
            return command(self._get_client(patient))

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

    def _get_client(self, patient: bool) -> "redis.Redis":
        # A forked child must not share its parent's sockets.
        if self._process != os.getpid():
            self._clients, self._process = {}, os.getpid()
        if patient not in self._clients:
            self._clients[patient] = self._connect(PATIENCE if patient else self._timeout)
        return self._clients[patient]

    def _connect(self, timeout: float) -> "redis.Redis":
        import redis

        if self._cluster:
            cluster: Any = redis.RedisCluster.from_url(self._url, **options(self._url, timeout))
            return cluster  # type: ignore[no-any-return] # the commands used here are the same
        return redis.Redis.from_url(self._url, **options(self._url, timeout))


def _is_outage(error: Exception) -> bool:
    from redis import RedisError
    from redis.exceptions import RedisClusterException  # not a RedisError

    if _OWN_FAULT.match(str(error)):
        return False
    return isinstance(error, RedisError | RedisClusterException | OSError)


def options(url: str, timeout: float) -> dict[str, Any]:
    """Client options for a page that must not wait: redis-py's defaults retry for seconds."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    chosen: dict[str, Any] = {
        "socket_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
        "retry_on_error": [],
    }
    if not url.startswith("unix"):
        chosen["socket_connect_timeout"] = timeout
    return chosen


def key_prefix(site: str) -> str:
    return f"{{pw:{site}}}:"
