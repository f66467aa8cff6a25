"""The settings of a portal itself, whatever widgets are mounted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ..config import (
    Check,
    address_parts,
    boolean,
    existing_folder,
    function,
    matching,
    optional,
    setting,
    texts_of,
    whole_number,
)
from ..config import timezone as time_zone
from .legal.profile import LegalProfile
from .legal.profile import legal_profile as legal_rules

DEFAULT_NAME = "portal_widgets"


def address(*schemes: str) -> Check[str]:
    says = f"must be an address beginning with {' or '.join(f'{s}://' for s in schemes)}"

    def check(value: object) -> str:
        if not isinstance(value, str) or value.partition(":")[0].lower() not in schemes:
            raise ValueError(says)
        if not _is_unambiguous(value):
            raise ValueError(f"{says}; in a name or password write @ : / ? # as %40 %3A %2F %3F %23")
        return value

    return check


_database_address = address("sqlite", "postgresql", "postgresql+psycopg")


def database_address(value: object) -> str:
    """The address of a database whose driver is installed."""
    url = _database_address(value)
    if not url.lower().startswith("sqlite") and find_spec("psycopg") is None:
        raise ValueError("needs the driver psycopg: pip install 'portal_widgets[postgres]'")
    return url


def site_address(value: object) -> str:
    """The address of a site, without the slash at its end."""
    says = 'must be the address of the site, such as "https://www.example.vn"'
    if not isinstance(value, str) or not value.isprintable() or " " in value or "\\" in value:
        raise ValueError(says)
    try:
        parts = address_parts(value)
    except ValueError as error:
        raise ValueError(says) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(says)
    if parts.query or parts.fragment:
        raise ValueError(says)
    return value.rstrip("/")


def _is_unambiguous(url: str) -> bool:
    """Return whether user, password, host and port are parsed as they were meant. If a password contains a /,
    its first part is parsed as a port, and would appear in the error of a failed connection.
    """
    try:
        parts = address_parts(url)
    except ValueError:
        return False
    if not parts.netloc:
        return True
    return parts.netloc.count("@") <= 1 and "@" not in parts.path + parts.query and not parts.fragment


def origins(value: object) -> frozenset[str]:
    """Origins as browsers send them: only scheme, host and port."""
    given = texts_of(value)
    parts = [urlsplit(origin) for origin in given or ()]
    web = all(one.scheme in {"http", "https"} and one.netloc and not one.path + one.query for one in parts)
    if given is None or not web:
        raise ValueError('must be a list of origins such as "https://www.example.vn"')
    return frozenset(origin.lower() for origin in given)


def cache_settings(value: object) -> dict[str, object]:
    """Settings of Flask-Caching. The address of Redis is checked here, because an error of Flask-Caching
    would repeat the address with its password.
    """
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary")  # noqa: TRY004 - every check raises ValueError
    if value.get("CACHE_REDIS_URL"):
        try:
            address("redis", "rediss", "unix")(value["CACHE_REDIS_URL"])
        except ValueError as error:
            raise ValueError(f"CACHE_REDIS_URL {error}") from None
    return dict(value)


@dataclass(frozen=True)
class CoreSettings:
    """Settings that apply to every widget."""

    # The blueprint's name and the key in app.extensions; a second portal on one app needs its own.
    name: str = setting(
        DEFAULT_NAME,
        matching(r"[a-z][a-z0-9_]*", "a lower-case Python name"),
        "Name of the blueprint and key in `app.extensions`. A second portal on one app needs its own.",
    )
    # Everything counted or stored is kept per site.
    site: str = setting(
        "main",
        matching(r"[a-z0-9][a-z0-9-]{0,31}", "1 to 32 of a-z, 0-9 and -"),
        "Name of the site. Portals that share a database or Redis, but not their numbers, need different "
        "names.",
    )
    url_prefix: str = setting(
        "/portal",
        matching(
            r"(/[A-Za-z0-9._~-]+)+",
            "a path of A-Z, a-z, 0-9 and . _ ~ - that begins with / and does not end with one",
        ),
        "Path with which the widgets' own addresses begin.",
    )
    # The sender of a request chooses its Host header, so a link in a mail must not use it.
    base_url: str | None = setting(
        None,
        optional(site_address),
        "Address of the site for links in mails, such as `https://www.example.vn`. Without it, Flask's "
        "`SERVER_NAME` or `TRUSTED_HOSTS` is used. Without any of them, mails contain no link.",
    )
    template_global: str = setting(
        "portal",
        matching(r"[a-z_][a-z0-9_]*", "a lower-case Python name"),
        "Name of the template global.",
    )
    language: str = setting(
        "vi",
        matching(r"[a-z]{2,3}", 'the code of a language such as "vi"'),
        "Language of a page if neither the host nor `?lang=` decides it.",
    )
    # A function, because only the host knows how its addresses name the language.
    locale: Callable[[], object] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns the language code of the current page. Without it, "
        "Flask-Babel's locale is used if the host has it, then `?lang=`, then `LANGUAGE`.",
    )
    translations: Path | None = setting(
        None,
        optional(existing_folder),
        "Folder with further languages: `<code>/LC_MESSAGES/portal_widgets.po`. Vietnamese and English "
        "are included.",
    )
    timezone: ZoneInfo = setting(
        "Asia/Ho_Chi_Minh",
        time_zone,
        "Time zone of the dateline and of the days, weeks, months and years for counting.",
    )
    database_url: str | None = setting(
        None,
        optional(database_address),
        "SQLAlchemy address. The default is an SQLite file in the instance folder, which migrates itself.",
        secret=True,
    )
    files_shared_with_group: bool = setting(
        False,
        boolean,
        "Whether the group of the instance folder may use the files in it, for a web server and cron that"
        " run as two users. Otherwise only the user who created them may use them.",
    )
    redis_url: str | None = setting(
        None,
        optional(address("redis", "rediss", "unix")),
        "Address of Redis 6.2 or later, or Valkey. Without it, no Redis is used.",
        secret=True,
    )
    redis_cluster: bool = setting(
        False,
        boolean,
        "Whether `REDIS_URL` is the address of a Redis Cluster.",
    )
    # Short on purpose: a page must not wait for Redis.
    redis_timeout_ms: int = setting(
        100,
        whole_number(50, 200),
        "Timeout of one call to Redis, in milliseconds. After it, Redis counts as unavailable.",
    )
    cache: Mapping[str, object] = setting(
        MappingProxyType({"CACHE_TYPE": "SimpleCache"}),
        cache_settings,
        "Flask-Caching's own settings for the fragments (`CACHE_TYPE`, `CACHE_REDIS_URL` ...).",
        secret=True,
    )
    trusted_origins: frozenset[str] = setting(
        (),
        origins,
        "Further origins whose pages may post to the widgets, such as a portal's second domain.",
    )
    proof_of_work: bool = setting(
        False,
        boolean,
        "Whether a reader's device may compute a proof of work (ALTCHA) once a network reaches its limit. "
        "Clients without JavaScript have to wait.",
    )
    # Laws change more often than software is updated.
    legal_profile: LegalProfile = setting(
        None,
        legal_rules,
        "Legal rules of the country: the path of a TOML file, or a dictionary, with some of `facts`, "
        "`response`, `retention`, `statement` and `gazette`. Each has a list of dated rules. Subjects that "
        "are not given, and `None`, are Vietnam's. `flask portal doctor` names rules that have expired or "
        "that nobody has verified.",
    )
    # Both are for tests: a frozen clock, and no background threads.
    clock: Callable[[], float] | None = setting(
        None,
        optional(function),
        "Function that returns the time in seconds since 1970, for tests with a frozen clock.",
    )
    background: bool = setting(
        True,
        boolean,
        "Whether background threads count, send mail and refresh the displayed numbers. Switch them off in "
        "tests only.",
    )
