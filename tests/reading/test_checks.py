"""`flask portal doctor` reports whether a host's pages can follow a reader's colours. Neither answer is a
fault.
"""

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from support import MakeApp

ALONE = "acts only on the widgets"
FOLLOW = "ok    colours: pages use the tokens"


def doctor(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])
    assert result.exit_code == 0
    return result.output


@pytest.fixture
def host(make_app: MakeApp, tmp_path: Path) -> Flask:
    """An application with its own folders, in which no file sets a colour."""
    app = make_app()
    app.root_path = str(tmp_path)
    for name, text in {"static/site.css": "body { color: #333 }", "templates/base.html": "<body>"}.items():
        file = tmp_path / name
        file.parent.mkdir()
        file.write_text(text)
    return app


def test_a_host_without_the_tokens_is_told_what_a_choice_does(host: Flask):
    assert ALONE in doctor(host)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("static/css/site.css", "body { background: var(--pw-paper) }"),
        ("templates/base.html", '<body class="wide pw-page">'),
        ("templates/layout/base.html", '<link href="/portal/assets/bootstrap5.css">'),
    ],
)
def test_a_host_with_the_tokens_is_told_that_it_follows(host: Flask, name: str, text: str):
    file = Path(host.root_path) / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)

    assert FOLLOW in doctor(host)


def test_a_blueprints_files_count(host: Flask, tmp_path: Path):
    folder = tmp_path / "news" / "templates"
    folder.mkdir(parents=True)
    (folder / "news.html").write_text('<body class="pw-page">')
    host.register_blueprint(
        Blueprint("news", __name__, root_path=str(folder.parent), template_folder="templates")
    )

    assert FOLLOW in doctor(host)


def test_what_cannot_be_read_is_passed_over(host: Flask):
    (Path(host.root_path) / "static" / "lost.css").symlink_to("nowhere.css")
    (Path(host.root_path) / "static" / "picture.html").write_bytes(b"\xff\xfe\x00")

    assert ALONE in doctor(host)


def test_the_setting_is_believed(make_app: MakeApp):
    assert FOLLOW in doctor(make_app(reading_follow_device=True))
