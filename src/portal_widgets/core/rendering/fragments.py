"""The cache of rendered parts, in this process and shared between all processes."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version

from cachelib.serializers import JSONSerializer
from flask import Flask
from flask_caching import Cache
from markupsafe import Markup

from ...config import Settings
from ...errors import StoreUnavailableError
from .. import redis
from ..settings import CoreSettings
from ..tasks.circuit_breaker import CircuitBreaker

CACHE_SECONDS = 0.1
FRAGMENT_SECONDS = 300
LOCAL_FRAGMENTS = 4096


class Fragments:
    """Caches rendered parts by all of their inputs: all of them in this process, and expensive ones also in
    Flask-Caching, for all processes. A warm page reads only the local cache.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        core = settings[CoreSettings]
        # The local cache. Pages read this dictionary without a call, because they do so many times.
        self.local: dict[tuple[Hashable, ...], Markup] = {}
        self._making = _SingleFlight()
        self._breaker = CircuitBreaker("the fragment cache", lambda _: True, time.monotonic)
        # Our own instance, without the Jinja extension, which would take over the host's {% cache %} tag.
        # JSON, because a person who can write to the cache must not be able to run code here.
        self._far = Cache(with_jinja2_ext=False)
        self._far.init_app(
            app,
            {
                "CACHE_DEFAULT_TIMEOUT": FRAGMENT_SECONDS,
                **_with_short_timeouts(core.cache),
                "CACHE_KEY_PREFIX": f"{core.name}:{core.site}:{_config_digest(settings)}:",
                "CACHE_SERIALIZER": _Json,
            },
        )

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
        key = hashlib.sha256(json.dumps(depends).encode()).hexdigest()
        with suppress(StoreUnavailableError), self._breaker.guard():
            kept = self._far.get(key)
            if isinstance(kept, str):
                return Markup(kept)  # noqa: S704 - our own rendering
        fragment = make()
        with suppress(StoreUnavailableError), self._breaker.guard():
            self._far.set(key, str(fragment))
        return fragment


def _with_short_timeouts(config: Mapping[str, object]) -> Mapping[str, object]:
    """If the cache uses Redis, its client gets our own short timeouts, because its defaults wait
    for seconds.
    """
    url = config.get("CACHE_REDIS_URL")
    if not isinstance(url, str) or not url or "CACHE_OPTIONS" in config:
        return config
    return {**config, "CACHE_OPTIONS": redis.options(url, CACHE_SECONDS)}


def _config_digest(settings: Settings) -> str:
    """Another version or configuration renders other fragments, so it must not use old entries of a shared
    cache. Functions are ignored, because two processes cannot compare them.
    """
    said = {key: _said(value) for key, value in settings.by_key.items() if not callable(value)}
    text = json.dumps([_release(), said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _said(value: object) -> str:
    """A value as text. The order of a set differs between processes."""
    return repr(sorted(value) if isinstance(value, frozenset) else value)


@cache
def _release() -> str:
    return version("portal_widgets")


class _Json(JSONSerializer):
    """The parent logs a warning for every missing key. This class does not."""

    def loads(self, bvalue: str | bytes | bytearray | None, *args: object, **kwargs: object) -> object:
        return None if bvalue is None else super().loads(bvalue, *args, **kwargs)


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
