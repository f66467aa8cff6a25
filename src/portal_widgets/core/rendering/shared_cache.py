"""The cache of rendered parts that all processes share: Flask-Caching, as the host has set it."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from cachelib.serializers import JSONSerializer
from flask import Flask
from flask_caching import Cache

from ...config import Settings
from .. import redis
from ..settings import CoreSettings

CACHE_SECONDS = 0.1
FRAGMENT_SECONDS = 300


def shared_cache(app: Flask, settings: Settings) -> Cache:
    """Our own instance, without the Jinja extension, which would take over the host's {% cache %} tag."""
    core = settings[CoreSettings]
    made = Cache(with_jinja2_ext=False)
    made.init_app(
        app,
        {
            "CACHE_DEFAULT_TIMEOUT": FRAGMENT_SECONDS,
            **_with_short_timeouts(core.cache),
            "CACHE_KEY_PREFIX": f"{core.name}:{core.site}:{_config_digest(settings)}:",
            # JSON, because a person who can write to the cache must not be able to run code here.
            "CACHE_SERIALIZER": _Json,
        },
    )
    return made


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
