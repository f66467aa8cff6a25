"""Settings: merged from every widget, checked once in `init_app`, then frozen."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from .errors import ConfigurationError

PREFIX = "PORTAL_WIDGETS_"
LANGUAGES = ("vi", "en")

Check = Callable[[Any], Any]
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its default, its check (returns the clean value or raises ValueError saying
    what is allowed) and a sentence for the configuration reference. No error repeats a secret.
    """

    default: Any
    check: Check
    about: str
    secret: bool = False


def read(host: Mapping[str, Any], options: Mapping[str, Any], known: Mapping[str, Setting]) -> Settings:
    """Merge defaults, the host's `PORTAL_WIDGETS_*` keys and constructor options, check, freeze."""
    given = {key.removeprefix(PREFIX): value for key, value in host.items() if key.startswith(PREFIX)}
    given |= {key.upper(): value for key, value in options.items()}
    for key in given:
        if key not in known:
            raise ConfigurationError(_unknown(key, known))
    return MappingProxyType(
        {key: _check(key, setting, given) for key, setting in known.items()},
    )


def _check(key: str, setting: Setting, given: Mapping[str, Any]) -> Any:
    value = given.get(key, setting.default)
    try:
        return setting.check(value)
    except ValueError as error:
        got = "" if setting.secret else f" (got {value!r})"
        raise ConfigurationError(f"{PREFIX}{key}: {error}{got}") from error


def _unknown(key: str, known: Mapping[str, Setting]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {PREFIX}{near[0]}?" if near else f"known keys: {', '.join(sorted(known))}"
    return f"{PREFIX}{key} is not a setting; {hint}"


# Checks. Each returns the clean value, or says what is allowed.


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be True or False")  # noqa: TRY004 - every check raises ValueError
    return value


def whole_number(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of: {', '.join(allowed)}")
        return str(value)

    return check


def matching(pattern: str, says: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {says}")
        return value

    return check


def optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def function(value: Any) -> Callable[..., Any]:
    if not callable(value):
        raise ValueError("must be a function")  # noqa: TRY004 - as above
    return value  # type: ignore[no-any-return]


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary")  # noqa: TRY004 - as above
    return dict(value)


def timezone(value: Any) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    if value not in _zones():
        raise ValueError("must be an IANA time zone such as Asia/Ho_Chi_Minh")
    return ZoneInfo(value)


@cache
def _zones() -> frozenset[str]:
    """Looked for once a process: hundreds of files are opened for it."""
    return frozenset(available_timezones())


def address(*schemes: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or urlsplit(value).scheme not in schemes:
            raise ValueError(f"must be an address beginning with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return check


def base_url(value: Any) -> str:
    """The address of a site, without the slash at its end."""
    says = 'must be the address of the site, such as "https://www.example.vn"'
    if not isinstance(value, str) or not value.isprintable() or " " in value or "\\" in value:
        raise ValueError(says)
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - looking at it checks it
    except ValueError as error:
        raise ValueError(says) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(says)
    if parts.query or parts.fragment:
        raise ValueError(says)
    return value.rstrip("/")


def origins(value: Any) -> frozenset[str]:
    """Origins as browsers send them: scheme, host and port, nothing after."""
    says = 'must be a list of origins such as "https://www.example.vn"'
    if isinstance(value, str) or not all(isinstance(origin, str) for origin in value):
        raise ValueError(says)
    for origin in value:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise ValueError(says)
    return frozenset(origin.lower() for origin in value)


CORE: dict[str, Setting] = {
    # The blueprint's name and the key in app.extensions; a second portal on one app needs its own.
    "NAME": Setting(
        "portal_widgets",
        matching(r"[a-z][a-z0-9_]*", "a lower-case Python name"),
        "Name of the blueprint and key in `app.extensions`. A second portal on one app needs its own.",
    ),
    # Everything counted or stored is kept per site.
    "SITE": Setting(
        "main",
        matching(r"[a-z0-9][a-z0-9-]{0,31}", "1 to 32 of a-z, 0-9 and -"),
        "Which site this is. Portals that share a database or Redis but not their numbers differ here.",
    ),
    "URL_PREFIX": Setting(
        "/portal",
        matching(r"(/[A-Za-z0-9._~-]+)+", "a path that begins with / and does not end with one"),
        "Where the widgets' own addresses stand.",
    ),
    # Whoever sends a request says its host: a link that is mailed must not come from there.
    "BASE_URL": Setting(
        None,
        optional(base_url),
        "Address of the site for links in mails, such as `https://www.example.vn`. Without it, Flask's "
        "`SERVER_NAME` or `TRUSTED_HOSTS` is used; without any of them mails carry no link.",
    ),
    "TEMPLATE_GLOBAL": Setting(
        "portal",
        matching(r"[a-z_][a-z0-9_]*", "a lower-case Python name"),
        "Name of the template global.",
    ),
    "LANGUAGE": Setting(
        "vi",
        one_of(*LANGUAGES),
        "Language of a page for which neither the host nor `?lang=` says one.",
    ),
    # A function, because only the host knows how its addresses name the language.
    "LOCALE": Setting(
        None,
        optional(function),
        "Function without arguments that returns the language code of the current page. Without it, "
        "Flask-Babel's locale is used where the host has it, then `?lang=`, then `LANGUAGE`.",
    ),
    "TIMEZONE": Setting(
        "Asia/Ho_Chi_Minh",
        timezone,
        "Time zone of the dateline and of every day, week, month and year that is counted.",
    ),
    "DATABASE_URL": Setting(
        None,
        optional(address("sqlite", "postgresql", "postgresql+psycopg")),
        "SQLAlchemy address. Without it, an SQLite file in the instance folder that migrates itself.",
    ),
    "REDIS_URL": Setting(
        None,
        optional(address("redis", "rediss", "unix")),
        "Address of Redis 6.2 or later, or Valkey. Without it no server is needed.",
    ),
    "REDIS_CLUSTER": Setting(
        False,
        boolean,
        "Whether the address is that of a Redis Cluster.",
    ),
    # Short on purpose: a page must not wait for Redis.
    "REDIS_TIMEOUT_MS": Setting(
        100,
        whole_number(50, 200),
        "How long one call to Redis may take, in milliseconds, before it counts as away.",
    ),
    "CACHE": Setting(
        MappingProxyType({"CACHE_TYPE": "SimpleCache"}),
        mapping,
        "Flask-Caching's own settings for the fragments (`CACHE_TYPE`, `CACHE_REDIS_URL` ...).",
    ),
    "TRUSTED_ORIGINS": Setting(
        (),
        origins,
        "Further origins whose pages may post to the widgets, such as a portal's second domain.",
    ),
    "PROOF_OF_WORK": Setting(
        False,
        boolean,
        "Whether a reader's device may compute a proof of work (ALTCHA) where a network has sent so much "
        "that the next must wait. Who has no script waits.",
    ),
    # Both for tests: a frozen clock, and no threads beside the test.
    "CLOCK": Setting(
        None,
        optional(function),
        "Function returning the time in seconds since 1970, for tests with a frozen clock.",
    ),
    "BACKGROUND": Setting(
        True,
        boolean,
        "Whether threads beside the requests count, send mail and refresh the shown numbers. Switch off in "
        "tests only.",
    ),
}
