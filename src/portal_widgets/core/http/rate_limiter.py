"""How often something may be tried, counted per network or whatever else a feature names."""

import hashlib
import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import StoreUnavailableError
from ..app.portal import Portal
from ..redis import key_prefix

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import RateLimiter as LimitsRateLimiter

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in `minutes` of what `of` names."""

    most: int
    minutes: int
    of: str


class RateLimiter:
    """Counts in Redis, where all processes meet; in this process where there is none or it is away.
    A Redis Cluster is treated as none. `purpose` keeps what is counted apart from other features.
    """

    def __init__(self, portal: Portal, purpose: str) -> None:
        self._portal = portal
        self._purpose = purpose

    def wait(self, *limits: Limit) -> int:
        """Count one try. How many seconds to wait before the next; 0: this one may go on."""
        asked = [self._item(limit) for limit in limits]
        return self._with_limiter(lambda limiter: max(self._hit(limiter, item, key) for item, key in asked))

    def wait_before(self, limit: Limit) -> int:
        """As `wait`, of what was counted so far: this call counts nothing."""
        item, key = self._item(limit)
        return self._with_limiter(
            lambda limiter: 0 if limiter.test(item, key) else self._left(limiter, item, key)
        )

    def reset(self, limit: Limit) -> None:
        """Earlier tries no longer count."""
        item, key = self._item(limit)
        self._with_limiter(lambda limiter: limiter.clear(item, key))

    def _item(self, limit: Limit) -> tuple["RateLimitItem", str]:
        from limits import RateLimitItemPerMinute

        return RateLimitItemPerMinute(limit.most, limit.minutes), self._hash(limit.of)

    def _hash(self, text: str) -> str:
        """Neither an address nor what was typed is kept, not even for a quarter of an hour."""
        secret = self._portal.app.secret_key or ""
        known = secret if isinstance(secret, bytes) else secret.encode()
        said = f"portal_widgets {self._purpose} {text}".encode()
        return hmac.new(known, said, hashlib.sha256).hexdigest()[:32]

    def _hit(self, limiter: "LimitsRateLimiter", item: "RateLimitItem", key: str) -> int:
        return 0 if limiter.hit(item, key) else self._left(limiter, item, key)

    def _left(self, limiter: "LimitsRateLimiter", item: "RateLimitItem", key: str) -> int:
        left = limiter.get_window_stats(item, key).reset_time - self._portal.clock.seconds()
        return min(max(math.ceil(left), 1), item.get_expiry())

    def _with_limiter(self, question: Callable[["LimitsRateLimiter"], Answer]) -> Answer:
        redis = self._portal.redis
        if redis is None or self._portal.settings["REDIS_CLUSTER"]:
            return question(self._local)
        try:
            return redis.call(lambda client: question(self._shared(client)))
        except StoreUnavailableError:
            return question(self._local)

    @cached_property
    def _local(self) -> "LimitsRateLimiter":
        from limits.storage import MemoryStorage
        from limits.strategies import FixedWindowRateLimiter

        return FixedWindowRateLimiter(MemoryStorage())

    def _shared(self, client: Any) -> "LimitsRateLimiter":
        """Over our own connections, with their short timeouts and their circuit breaker."""
        from limits.storage import RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        keys = key_prefix(self._portal.site) + self._purpose
        return FixedWindowRateLimiter(
            RedisStorage("redis://", connection_pool=client.connection_pool, key_prefix=keys)
        )
