"""The settings of a portal itself, whatever is mounted."""

from types import MappingProxyType

from ..config import (
    Setting,
    address,
    base_url,
    boolean,
    cache_settings,
    existing_folder,
    function,
    matching,
    optional,
    origins,
    timezone,
    whole_number,
)

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
        matching(r"[a-z]{2,3}", 'the code of a language such as "vi"'),
        "Language of a page for which neither the host nor `?lang=` says one.",
    ),
    # A function, because only the host knows how its addresses name the language.
    "LOCALE": Setting(
        None,
        optional(function),
        "Function without arguments that returns the language code of the current page. Without it, "
        "Flask-Babel's locale is used where the host has it, then `?lang=`, then `LANGUAGE`.",
    ),
    "TRANSLATIONS": Setting(
        None,
        optional(existing_folder),
        "Folder with further languages: `<code>/LC_MESSAGES/portal_widgets.po`. Vietnamese and English are "
        "there without it.",
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
        secret=True,
    ),
    "FILES_SHARED_WITH_GROUP": Setting(
        False,
        boolean,
        "Whether the group of the instance folder may use the files in it, for a web server and cron that "
        "run as two users. Otherwise they are for the user alone who made them.",
    ),
    "REDIS_URL": Setting(
        None,
        optional(address("redis", "rediss", "unix")),
        "Address of Redis 6.2 or later, or Valkey. Without it no server is needed.",
        secret=True,
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
        cache_settings,
        "Flask-Caching's own settings for the fragments (`CACHE_TYPE`, `CACHE_REDIS_URL` ...).",
        secret=True,
    ),
    "TRUSTED_ORIGINS": Setting(
        (),
        origins,
        "Further origins whose pages may post to the widgets, such as a portal's second domain.",
    ),
    "PROOF_OF_WORK": Setting(
        False,
        boolean,
        "Whether a reader's device may compute a proof of work (ALTCHA) once a network reaches its limit. "
        "Clients without JavaScript have to wait.",
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
