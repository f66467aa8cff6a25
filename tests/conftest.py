"""Fixtures for all tests: a frozen clock, applications made on demand, private servers, and migrated
databases to copy.

Each pytest-xdist worker is a separate process. Session fixtures are therefore made once for each worker: its
Redis, its PostgreSQL, its folders.
"""

import gc
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from portal_widgets import PortalWidgets
from servers import PostgresDatabases, as_superuser, postgres_server, redis_server
from support import (
    COMPILED,
    FIGURES,
    OPTIONS,
    PAGE,
    FrozenClock,
    Hands,
    MakeApp,
    browser,
    close,
    copy_database,
    migrate,
)

# The same examples in every run, so that results depend only on the change. HYPOTHESIS_PROFILE=search looks
# for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=500, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


# The files that take longest begin first, so that no worker has a long one left at the end.
LONGEST = (
    "browser/test_reading.py",
    "faults/test_faults.py",
    "browser/test_polls.py",
    "browser/test_accessibility.py",
    "browser/test_admin.py",
    "browser/test_links.py",
    "browser/test_charts.py",
    "browser/test_report.py",
    "browser/test_dashboard.py",
    "browser/test_organisation.py",
    "faults/test_votes.py",
    "counting/log_import/test_import.py",
    "faults/test_killed_messages.py",
    "dashboard/test_report.py",
    "faults/test_demo.py",
    "counting/test_cli.py",
    "links/test_hostile_files.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files run first. The order within a file stays. `-p randomly` has its own order."""
    if config.pluginmanager.hasplugin("randomly"):
        return
    rank = {name: number for number, name in enumerate(LONGEST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(tests).as_posix(), len(rank)))


def pytest_collection_finish() -> None:
    """The objects that exist before the first test stay until the end. The garbage collector must not examine
    them again and again, which took a sixth of the time.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded, because a worker's own output is not shown."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == FIGURES:
                    terminalreporter.write_line(value)


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replaces the fixture of pytest-flask. It keeps one context around all requests of a test, so that `g`
    leaks from one request into the next.
    """


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """The machine's own clocks, for applications that are created with `clock=None`."""
    hands, wall, steady = Hands(), time.time, time.monotonic
    monkeypatch.setattr(time, "time", lambda: wall() + hands.wall)
    monkeypatch.setattr(time, "monotonic", lambda: steady() + hands.steady)
    return hands


@pytest.fixture
def make_app(tmp_path: Path, clock: FrozenClock) -> Iterator[MakeApp]:
    """Makes applications with one page, /bai/<article>, with every widget. They begin with a migrated SQLite
    file, unless the test names an instance folder or a database.
    """
    number = itertools.count()
    apps: list[Flask] = []

    def make(instance: Path | None = None, host: dict[str, Any] | None = None, **options: Any) -> Flask:
        folder = instance or tmp_path / f"instance-{next(number)}"
        app = Flask("host", instance_path=str(folder))
        app.config.update({"SECRET_KEY": "secret", "TESTING": True, **(host or {})})
        app.jinja_env.bytecode_cache = COMPILED
        PortalWidgets(app, **{"clock": clock, "background": False, **OPTIONS, **options})
        if instance is None and "database_url" not in options:
            copy_database(folder)
        app.add_url_rule(
            "/bai/<article>",
            "article",
            lambda article: app.jinja_env.from_string(PAGE).render(article=article),
        )
        apps.append(app)
        return app

    yield make
    for app in apps:
        close(app)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis with a long timeout. If two workers share a machine, an answer that takes longer than a page
    would wait is not an outage.
    """
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield f"{url}?socket_timeout=10&socket_connect_timeout=10"


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a migrated PostgreSQL database without connections, for copies."""
    with as_superuser(postgres) as connection:
        connection.execute("CREATE DATABASE migrated")
    migrate(f"{postgres}/migrated", Path(os.devnull))
    return "migrated"


@pytest.fixture(scope="session")
def postgres_databases(postgres: str, migrated_postgres: str) -> PostgresDatabases:
    return PostgresDatabases(postgres, migrated_postgres)


@pytest.fixture
def new_postgres(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without rows, only for this test."""
    with postgres_databases.one() as url:
        yield url


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    with as_superuser(postgres) as connection:
        connection.execute("CREATE DATABASE without_tables TEMPLATE template0")
    yield f"{postgres}/without_tables"
    with as_superuser(postgres) as connection:
        connection.execute("DROP DATABASE without_tables WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of each supported kind."""
    if request.param == "sqlite":
        return f"sqlite:///{copy_database(tmp_path, 'test.sqlite3')}"
    return request.getfixturevalue("new_postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each supported kind, for tests of the migrations."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return request.getfixturevalue("empty_postgres")
