"""Limits how often something may be tried, counted per network or another name that a feature chooses."""

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from ...errors import StoreUnavailableError
from ..app.portal import Portal
from ..redis import Client, key_prefix
from ..settings import CoreSettings
from ..text.clock import Seconds
from ..text.signed import signing_keys

if TYPE_CHECKING:
    from limits import RateLimitItem

Answer = TypeVar("Answer")
# If this process has more windows, it looks for expired ones.
FEWEST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in `minutes`, counted separately for each value of `of`."""

    most: int
    minutes: int
    of: str


class _Windows(Protocol):
    """Counts tries in time windows."""

    def hit(self, limit: Limit, key: str) -> Seconds:
        """Count one try. Returns the seconds to wait before the next one; 0 if this one is allowed."""

    def left(self, limit: Limit, key: str) -> Seconds:
        """The seconds to wait now; 0 if a try is allowed. Counts nothing."""

    def clear(self, limit: Limit, key: str) -> None: ...


class RateLimiter:
    """Counts in Redis, which all processes share, or in this process if Redis is not configured or
    unavailable. A Redis Cluster is not used. `purpose` separates the counts of different features.
    """

    def __init__(self, portal: Portal, purpose: str) -> None:
        self._portal = portal
        self._is_cluster = portal.settings[CoreSettings].redis_cluster
        self._purpose = purpose
        self._local = _LocalWindows(portal.clock.steady)

    def wait(self, *limits: Limit) -> Seconds:
        """Count one try. Returns the seconds to wait before the next one; 0 if this one is allowed."""
        asked = [(limit, self._hash(limit.of)) for limit in limits]
        return self._count(lambda windows: max(windows.hit(limit, key) for limit, key in asked))

    def wait_before(self, limit: Limit) -> Seconds:
        """The same as `wait`, for the tries so far. Counts nothing."""
        return self._count(lambda windows: windows.left(limit, self._hash(limit.of)))

    def reset(self, limit: Limit) -> None:
        """Forget earlier tries."""
        self._count(lambda windows: windows.clear(limit, self._hash(limit.of)))

    def _hash(self, text: str) -> str:
        """The key of a counter: a keyed hash, so that neither an address nor a typed text is stored."""
        key = signing_keys(self._portal.app.config)[-1]
        said = f"portal_widgets {self._purpose} {text}".encode()
        return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]

    def _count(self, question: Callable[[_Windows], Answer]) -> Answer:
        redis = self._portal.redis
        if redis is None or self._is_cluster:
            return question(self._local)
        keys = key_prefix(self._portal.site) + self._purpose
        try:
            return redis.call(lambda client: question(_SharedWindows(client, keys)))
        except StoreUnavailableError:
            return question(self._local)


class _LocalWindows:
    """Windows of this process, on a monotonic clock."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        # The end of the window, and the tries in it.
        self._known: dict[tuple[int, int, str], tuple[float, int]] = {}
        self._tidy_at = FEWEST_KEPT

    def hit(self, limit: Limit, key: str) -> Seconds:
        now, name = self._steady(), (limit.most, limit.minutes, key)
        with self._lock:
            ends, tries = self._window(name, now) or (now + limit.minutes * 60, 0)
            self._known[name] = ends, tries + 1
            if len(self._known) > self._tidy_at:
                self._forget(now)
        return 0 if tries < limit.most else math.ceil(ends - now)

    def left(self, limit: Limit, key: str) -> Seconds:
        now = self._steady()
        ends, tries = self._window((limit.most, limit.minutes, key), now) or (now, 0)
        return 0 if tries < limit.most else math.ceil(ends - now)

    def clear(self, limit: Limit, key: str) -> None:
        with self._lock:
            self._known.pop((limit.most, limit.minutes, key), None)

    def _window(self, name: tuple[int, int, str], now: float) -> tuple[float, int] | None:
        """The current window."""
        found = self._known.get(name)
        return found if found is not None and found[0] > now else None

    def _forget(self, now: float) -> None:
        """Drop expired windows. The next time is when there are twice as many as remain."""
        self._known = {name: window for name, window in self._known.items() if window[0] > now}
        self._tidy_at = max(2 * len(self._known), FEWEST_KEPT)


class _SharedWindows:
    """Windows in Redis, over our own connections, with their short timeouts and their circuit breaker."""

    def __init__(self, client: Client, keys: str) -> None:
        from limits.storage import RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        self._limiter = FixedWindowRateLimiter(
            RedisStorage("redis://", connection_pool=client.connection_pool, key_prefix=keys)
        )

    def hit(self, limit: Limit, key: str) -> Seconds:
        item = self._item(limit)
        return 0 if self._limiter.hit(item, key) else self._left(item, key)

    def left(self, limit: Limit, key: str) -> Seconds:
        item = self._item(limit)
        return 0 if self._limiter.test(item, key) else self._left(item, key)

    def clear(self, limit: Limit, key: str) -> None:
        self._limiter.clear(self._item(limit), key)

    def _left(self, item: "RateLimitItem", key: str) -> Seconds:
        # The library adds the remaining time from Redis to this clock.
        left = self._limiter.get_window_stats(item, key).reset_time - time.time()
        return min(max(math.ceil(left), 1), item.get_expiry())

    @staticmethod
    def _item(limit: Limit) -> "RateLimitItem":
        from limits import RateLimitItemPerMinute

        return RateLimitItemPerMinute(limit.most, limit.minutes)
