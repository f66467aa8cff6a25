"""Portals with a signed-in admin, and invented figures of some years."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from support import FrozenClock, MakeApp, close

MakePortal = Callable[..., Flask]


@pytest.fixture
def roles() -> set[str]:
    """The roles of the user. A test may change them."""
    return {"admin"}


@pytest.fixture
def portal(make_app: MakeApp, roles: set[str]) -> Flask:
    return make_app(admin_guard=lambda: roles)


@pytest.fixture
def admin(portal: Flask) -> FlaskClient:
    return portal.test_client()


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Three years of 300 articles, for tests that only read."""
    from portal_widgets import PortalWidgets

    folder: Path = tmp_path_factory.mktemp("years")
    app = Flask("years", instance_path=str(folder))
    app.config.update(SECRET_KEY="secret", TESTING=True)
    clock = FrozenClock("2026-11-23T09:00:00")
    PortalWidgets(app, clock=clock, background=False, admin_guard=lambda: {"admin"})
    made = app.test_cli_runner().invoke(
        args=["portal", "demo-data", "--years", "3", "--articles", "300", "--visits", "120"]
    )
    assert made.exit_code == 0, made.output
    yield app
    close(app)
