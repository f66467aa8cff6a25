"""How often a password may be tried: per network, and per name from that network, so that nobody can
lock an office out from elsewhere.
"""

import hashlib
import hmac
import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ..core.widget import Portal
from ..counting.redis_keys import prefix
from ..counting.visitor import network
from ..errors import StoreUnavailableError

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import RateLimiter

PER_NAME = 5
PER_NETWORK = 30
MINUTES = 15
Answer = TypeVar("Answer")


class Throttle:
    """Counts in Redis, where all processes meet; in this process where there is none or it is away.
    A Redis Cluster is treated as none.
    """

    def __init__(self, portal: Portal, secret: bytes) -> None:
        self._portal = portal
        self._secret = secret

    def wait(self, name: str, address: str | None) -> int:
        """Count one try. How many seconds to wait before the next; 0: this one may go on."""
        limits = self._limits(name, address)
        return self._ask(lambda limiter: max(self._hit(limiter, limit, key) for limit, key in limits))

    def forgive(self, name: str, address: str | None) -> None:
        """After a success, earlier tries at this name no longer count."""
        per_name, key = self._limits(name, address)[-1]
        self._ask(lambda limiter: limiter.clear(per_name, key))

    def _limits(self, name: str, address: str | None) -> list[tuple["RateLimitItem", str]]:
        from limits import RateLimitItemPerMinute

        seen_from = network(address)
        return [
            (RateLimitItemPerMinute(PER_NETWORK, MINUTES), self._masked(seen_from)),
            (RateLimitItemPerMinute(PER_NAME, MINUTES), self._masked(f"{seen_from} {name}")),
        ]

    def _masked(self, text: str) -> str:
        """Neither an address nor what was typed is kept, not even for a quarter of an hour."""
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _hit(self, limiter: "RateLimiter", limit: "RateLimitItem", key: str) -> int:
        if limiter.hit(limit, key):
            return 0
        left = limiter.get_window_stats(limit, key).reset_time - self._portal.clock.seconds()
        return min(max(math.ceil(left), 1), limit.get_expiry())

    def _ask(self, question: Callable[["RateLimiter"], Answer]) -> Answer:
        redis = self._portal.redis
        if redis is None or self._portal.settings["REDIS_CLUSTER"]:
            return question(self._near)
        try:
            return redis.call(lambda client: question(self._far(client)))
        except StoreUnavailableError:
            return question(self._near)

    @cached_property
    def _near(self) -> "RateLimiter":
        from limits.storage import MemoryStorage
        from limits.strategies import FixedWindowRateLimiter

        return FixedWindowRateLimiter(MemoryStorage())

    def _far(self, client: Any) -> "RateLimiter":
        """Over our own connections, with their short timeouts and their circuit breaker."""
        from limits.storage import RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        keys = prefix(self._portal.site) + "sign-in"
        return FixedWindowRateLimiter(
            RedisStorage("redis://", connection_pool=client.connection_pool, key_prefix=keys)
        )
