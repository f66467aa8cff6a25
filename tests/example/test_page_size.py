"""A page of the example portal is only a little larger with the widgets than without them."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import Markup

from portal.app import create_app
from portal.first_start import prepare
from support import browser, close

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
MOST = 8_000


class NoWidgets:
    """Every helper draws nothing."""

    def __getattr__(self, _name: str) -> object:
        return lambda *_arguments, **_options: Markup()

    def __contains__(self, _name: object) -> bool:
        return False


@pytest.fixture
def app(tmp_path: Path):
    app = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    prepare(app)
    yield app
    close(app)


def test_our_part_of_an_article_has_at_most_8_kilobytes_of_gzip(app: Flask):
    """With every widget, a poll and the groups of links."""
    reader = browser(app)
    reader.get(ARTICLE)
    ours = reader.get(ARTICLE).data
    app.jinja_env.globals["portal"] = NoWidgets()
    plain = reader.get(ARTICLE).data

    assert b"pw-poll" in ours
    assert b"pw-" not in plain.replace(b"pw-article", b"").replace(b"pw-as-is", b"").replace(b"pw-page", b"")
    assert len(gzip.compress(ours, 6)) - len(gzip.compress(plain, 6)) <= MOST
