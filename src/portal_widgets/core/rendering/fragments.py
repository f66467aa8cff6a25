"""The cache of rendered parts, in this process and shared between all processes."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup

from ...config import Settings
from ...errors import StoreUnavailableError
from ..settings import CoreSettings
from ..tasks.circuit_breaker import CircuitBreaker

if TYPE_CHECKING:
    from flask_caching import Cache

# Flask-Caching's cache in the memory of one process, which is the default. It would keep what our own keeps.
OWN_CACHE = "SimpleCache"
LOCAL_FRAGMENTS = 4096


class Fragments:
    """Caches rendered parts by all of their inputs: all of them in this process, and expensive ones also in a
    cache of Flask-Caching that processes share. A warm page reads only the local cache.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        # The local cache. Pages read this dictionary without a call, because they do so many times.
        self.local: dict[tuple[Hashable, ...], Markup] = {}
        self._making = _SingleFlight()
        self._breaker = CircuitBreaker("the fragment cache", lambda _: True, time.monotonic)
        self._shared = None
        if settings[CoreSettings].cache.get("CACHE_TYPE") != OWN_CACHE:
            self._shared = _shared_cache(app, settings)

    def get(self, make: Callable[[], Markup], depends: tuple[Hashable, ...]) -> Markup:
        """The fragment for `depends` (template, language, numbers ...). It is rendered if this process does
        not have it.
        """
        kept = self.local.get(depends)
        return kept if kept is not None else self._keep(depends, make())

    def share(self, make: Callable[[], Markup], depends: tuple[str | int | None, ...]) -> Markup:
        """The same as `get`, but a fragment from another process is reused, and if many threads miss it, only
        one renders it. If the cache is unavailable, the fragment is rendered.
        """
        kept = self.local.get(depends)
        if kept is not None:
            return kept
        with self._making.turn(depends):
            return self.local.get(depends) or self._keep(depends, self._from_shared_cache(depends, make))

    def _keep(self, depends: tuple[Hashable, ...], fragment: Markup) -> Markup:
        while len(self.local) >= LOCAL_FRAGMENTS:
            self.local.pop(next(iter(self.local), ()), None)
        self.local[depends] = fragment
        return fragment

    def drop(self) -> None:
        """Clear the local cache. The shared cache stays."""
        self.local.clear()

    def _from_shared_cache(self, depends: tuple[object, ...], make: Callable[[], Markup]) -> Markup:
        if self._shared is None:
            return make()
        key = hashlib.sha256(json.dumps(depends).encode()).hexdigest()
        with suppress(StoreUnavailableError), self._breaker.guard():
            kept = self._shared.get(key)
            if isinstance(kept, str):
                return Markup(kept)  # noqa: S704 - our own rendering
        fragment = make()
        with suppress(StoreUnavailableError), self._breaker.guard():
            self._shared.set(key, str(fragment))
        return fragment


def _shared_cache(app: Flask, settings: Settings) -> "Cache":
    from .shared_cache import shared_cache

    return shared_cache(app, settings)


class _SingleFlight:
    """Single flight: if many threads miss the same key, one renders it and the others wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            lock, waiting = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._locks[key]
                if waiting == 1:
                    del self._locks[key]
                else:
                    self._locks[key] = (lock, waiting - 1)
