"""What all tests stand on: a frozen clock, an application made on demand, private servers."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from portal_widgets import PortalWidgets
from servers import postgres_server, redis_server
from support import OPTIONS, PAGE, FrozenClock, MakeApp, browser, close

# The same examples in every run, so that a change is judged by what it changed;
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=500, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replaces pytest-flask's own, which keeps one context around all requests of a test and so
    lets `g` leak from one into the next.
    """


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def make_app(tmp_path: Path, clock: FrozenClock) -> Iterator[MakeApp]:
    """Makes applications with one page, /bai/<article>, that carries every widget."""
    number = itertools.count()
    apps: list[Flask] = []

    def make(instance: Path | None = None, host: dict[str, Any] | None = None, **options: Any) -> Flask:
        app = Flask("host", instance_path=str(instance or tmp_path / f"instance-{next(number)}"))
        app.config.update(SECRET_KEY="secret", TESTING=True, **(host or {}))
        PortalWidgets(app, **{"clock": clock, "background": False, **OPTIONS, **options})
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
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def new_postgres(request: pytest.FixtureRequest, postgres: str) -> str:
    """The address of an empty PostgreSQL database."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(f"{postgres.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{postgres}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind we serve."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return request.getfixturevalue("new_postgres")
