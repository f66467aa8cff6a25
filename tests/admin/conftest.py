"""Admin areas that are closed, open by configuration, or guarded by their host."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.area import HASH, add_page, widgets
from portal_widgets import extension
from support import MakeApp, browser


@pytest.fixture
def make_area(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MakeApp:
    """Makes applications whose admin area has the panels "numbers" and "letters"."""

    def make(*, front: bool = False, **options: Any) -> Flask:
        monkeypatch.setattr(extension, "WIDGETS", widgets(front=front))
        app = make_app(**options)
        add_page(app, tmp_path / "templates")
        return app

    return make


@pytest.fixture
def area(make_area: MakeApp) -> Flask:
    """An area whose password is in the configuration."""
    return make_area(admin_password_hash=HASH)


@pytest.fixture
def office(area: Flask) -> FlaskClient:
    return browser(area)
