"""The only door to Redis: lazy, one pool per process, short timeouts, no retries, a circuit breaker."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .breaker import Breaker

if TYPE_CHECKING:
    import redis

Answer = TypeVar("Answer")


class Redis:
    """Reaches one Redis. Nothing is connected before the first call.

    Writes are never repeated by the client: a repeated INCR after a lost answer counts twice.
    """

    def __init__(self, url: str, timeout_ms: int) -> None:
        self._url = url
        self._timeout = timeout_ms / 1000
        self._client: redis.Redis | None = None
        self._process = 0
        self._breaker = Breaker("Redis", _is_outage, time.monotonic)

    def call(self, command: Callable[["redis.Redis"], Answer]) -> Answer:
        """Run `command` with the client; StoreUnavailableError when Redis is away or too slow."""
        with self._breaker.guard():
            return command(self._connected())

    def ping(self) -> bool:
        return bool(self.call(lambda client: client.ping()))

    def close(self) -> None:
        """Close the connections; the next call makes new ones."""
        if self._client is not None and self._process == os.getpid():
            self._client.close()
        self._client = None

    def _connected(self) -> "redis.Redis":
        # A forked child must not share its parent's sockets.
        if self._client is None or self._process != os.getpid():
            self._client = self._connect()
            self._process = os.getpid()
        return self._client

    def _connect(self) -> "redis.Redis":
        import redis

        return redis.Redis.from_url(self._url, **options(self._url, self._timeout))


def _is_outage(error: Exception) -> bool:
    from redis import RedisError

    return isinstance(error, RedisError | OSError)


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
