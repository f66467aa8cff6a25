"""How often something may be tried, counted per network or whatever else a feature names."""

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ...errors import StoreUnavailableError
from ..app.portal import Portal
from ..redis import key_prefix
from ..settings import CoreSettings
from ..text.signed import signing_keys

if TYPE_CHECKING:
    from limits import RateLimitItem

Answer = TypeVar("Answer")
# So many windows of this process are kept before those that are over are looked for.
FEWEST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in `minutes` of what `of` names."""

    most: int
    minutes: int
    of: str


class _Windows(Protocol):
    """Counts tries in windows of a limit's minutes."""

    def hit(self, limit: Limit, key: str) -> int:
        """Count one. How many seconds to wait before the next; 0: this one may go on."""

    def left(self, limit: Limit, key: str) -> int:
        """How many seconds one would have to wait now; 0: one may go on. Counts nothing."""

    def clear(self, limit: Limit, key: str) -> None: ...


class RateLimiter:
    """Counts in Redis, where all processes meet; in this process where there is none or it is away.
    A Redis Cluster is treated as none. `purpose` keeps what is counted apart from other features.
    """

    def __init__(self, portal: Portal, purpose: str) -> None:
        self._portal = portal
        self._is_cluster = portal.settings[CoreSettings].redis_cluster
        self._purpose = purpose
        self._local = _LocalWindows(portal.clock.steady)

    def wait(self, *limits: Limit) -> int:
        """Count one try. How many seconds to wait before the next; 0: this one may go on."""
        asked = [(limit, self._hash(limit.of)) for limit in limits]
        return self._count(lambda windows: max(windows.hit(limit, key) for limit, key in asked))

    def wait_before(self, limit: Limit) -> int:
        """As `wait`, of what was counted so far: this call counts nothing."""
        return self._count(lambda windows: windows.left(limit, self._hash(limit.of)))

    def reset(self, limit: Limit) -> None:
        """Earlier tries no longer count."""
        self._count(lambda windows: windows.clear(limit, self._hash(limit.of)))

    def _hash(self, text: str) -> str:
        """Neither an address nor what was typed is kept, not even for a quarter of an hour."""
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
    """Windows of this process, by a clock that nobody sets."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        # When the window ends, and the tries in it.
        self._known: dict[tuple[int, int, str], tuple[float, int]] = {}
        self._tidy_at = FEWEST_KEPT

    def hit(self, limit: Limit, key: str) -> int:
        now, name = self._steady(), (limit.most, limit.minutes, key)
        with self._lock:
            ends, tries = self._window(name, now) or (now + limit.minutes * 60, 0)
            self._known[name] = ends, tries + 1
            if len(self._known) > self._tidy_at:
                self._forget(now)
        return 0 if tries < limit.most else math.ceil(ends - now)

    def left(self, limit: Limit, key: str) -> int:
        now = self._steady()
        ends, tries = self._window((limit.most, limit.minutes, key), now) or (now, 0)
        return 0 if tries < limit.most else math.ceil(ends - now)

    def clear(self, limit: Limit, key: str) -> None:
        with self._lock:
            self._known.pop((limit.most, limit.minutes, key), None)

    def _window(self, name: tuple[int, int, str], now: float) -> tuple[float, int] | None:
        """The one that is not over."""
        found = self._known.get(name)
        return found if found is not None and found[0] > now else None

    def _forget(self, now: float) -> None:
        """Drop the windows that are over; next, when there are twice as many as are left."""
        self._known = {name: window for name, window in self._known.items() if window[0] > now}
        self._tidy_at = max(2 * len(self._known), FEWEST_KEPT)


class _SharedWindows:
    """Windows in Redis, over our own connections, with their short timeouts and their circuit breaker."""

    def __init__(self, client: Any, keys: str) -> None:
        from limits.storage import RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        self._limiter = FixedWindowRateLimiter(
            RedisStorage("redis://", connection_pool=client.connection_pool, key_prefix=keys)
        )

    def hit(self, limit: Limit, key: str) -> int:
        item = self._item(limit)
        return 0 if self._limiter.hit(item, key) else self._left(item, key)

    def left(self, limit: Limit, key: str) -> int:
        item = self._item(limit)
        return 0 if self._limiter.test(item, key) else self._left(item, key)

    def clear(self, limit: Limit, key: str) -> None:
        self._limiter.clear(self._item(limit), key)

    def _left(self, item: "RateLimitItem", key: str) -> int:
        # The library adds what Redis says is left to this very clock.
        left = self._limiter.get_window_stats(item, key).reset_time - time.time()
        return min(max(math.ceil(left), 1), item.get_expiry())

    @staticmethod
    def _item(limit: Limit) -> "RateLimitItem":
        from limits import RateLimitItemPerMinute

        return RateLimitItemPerMinute(limit.most, limit.minutes)
