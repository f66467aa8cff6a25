"""Every recipe of docs/recipes.md works: its code blocks run unchanged."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, login_user

from portal_widgets.core.settings import CoreSettings
from portal_widgets.counting.settings import CountingSettings
from support import COMPILED, OPTIONS, PAGE, browser, copy_database, counting_of, portal_of

TEXT = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text("utf-8")
RECIPES = dict(part.split("\n", 1) for part in TEXT.split("\n## ")[1:])
Cook = Callable[..., dict[str, Any]]


def blocks(title: str, language: str) -> list[str]:
    return re.findall(rf"```{re.escape(language)}\n(.*?)```", RECIPES[title], re.DOTALL)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """A host as a recipe assumes it: without the widgets."""
    copy_database(tmp_path / "instance")
    app = Flask("host", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    settings = {f"PORTAL_WIDGETS_{key.upper()}": value for key, value in OPTIONS.items()}
    app.config.update(SECRET_KEY="secret", TESTING=True, PORTAL_WIDGETS_BACKGROUND=False, **settings)
    app.jinja_options = {"bytecode_cache": COMPILED}
    return app


@pytest.fixture
def cook(app: Flask) -> Cook:
    """Run the Python code of a recipe. Returns the names that it defines."""

    def run(title: str, number: int | None = None, **given: Any) -> dict[str, Any]:
        names = {"app": app, "render_template": render_template, **given}
        found = blocks(title, "python")
        for block in found if number is None else [found[number]]:
            exec(compile(block, title, "exec"), names)  # noqa: S102 - our own documentation
        return names

    return run


def with_page(app: Flask, template: str = PAGE) -> None:
    app.add_url_rule(
        "/bai/<article>", "page", lambda article: app.jinja_env.from_string(template).render(article=article)
    )


def token(page: str) -> str:
    return re.search('data-article-token="([^"]+)"', page)[1]


def counts_a_view(app: Flask) -> bool:
    page = browser(app).get("/bai/1").text
    return bool(browser(app).post("/portal/views", json={"article": token(page)}).json["counted"])


def test_settings_from_the_environment(app: Flask, cook: Cook, monkeypatch: pytest.MonkeyPatch):
    (exports,) = blocks("Settings from the environment", "sh")
    for name, value in re.findall(r'^export (\w+)="?([^"\n]*)"?$', exports, re.MULTILINE):
        monkeypatch.setenv(name, value)
    app.config["PORTAL_WIDGETS_ORGANISATION"] = {}
    cook("Settings from the environment")
    portal = portal_of(app)

    assert app.secret_key == "a long random text"
    assert portal.database.description == "PostgreSQL, portal at localhost"
    assert portal.settings[CountingSettings].by_server
    assert portal.settings[CoreSettings].background is False
    assert portal.publisher_name() == "Ủy ban nhân dân xã Đồng Mây"


def test_files_that_are_not_for_git(app: Flask):
    ignored = re.findall(r"\n```\n(.*?)```", RECIPES["Files that are not for git"], re.DOTALL)

    assert ignored == [f"{Path(app.instance_path).name}/\n"]


def test_flask_wtf(app: Flask, cook: Cook):
    cook("Flask-WTF")
    with_page(app)
    app.add_url_rule("/own", "own", lambda: "", methods=["POST"])

    assert counts_a_view(app)
    assert browser(app).post("/own").status_code == 400
    other = browser(app).post("/portal/feedback/useful", headers={"Origin": "https://other.example"})
    assert other.status_code == 403


def test_flask_migrate_and_alembic(app: Flask, cook: Cook, monkeypatch: pytest.MonkeyPatch):
    """The output of `flask db migrate` is tested in test_neighbours.py. This test checks that both are
    configured.
    """
    from alembic import context
    from flask_sqlalchemy import SQLAlchemy

    told: dict[str, Any] = {}
    monkeypatch.setattr(context, "configure", lambda **given: told.update(given), raising=False)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    cook("Flask-Migrate and Alembic", db=SQLAlchemy(app), connection=None, target_metadata=None)
    for filters in (app.extensions["migrate"].configure_args, told):
        assert not filters["include_name"]("pw_message", "table", {})
        assert filters["include_name"]("post", "table", {})


class User(UserMixin):
    def __init__(self, name: str) -> None:
        self.id = self.name = name
        self.is_staff = name == "lan"


def with_accounts(app: Flask) -> None:
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(User)
    app.add_url_rule("/login", "login", lambda: "sign in")
    app.add_url_rule("/login/<name>", "let_in", lambda name: str(login_user(User(name))))


def test_flask_login(app: Flask, cook: Cook):
    with_accounts(app)
    cook("Flask-Login")
    with_page(app)
    stranger, lan, minh = browser(app), browser(app), browser(app)
    lan.get("/login/lan")
    minh.get("/login/minh")

    assert stranger.get("/portal/admin/").headers["Location"].startswith("/login")
    assert minh.get("/portal/admin/").status_code == 404
    assert lan.get("/portal/admin/polls/").status_code == 200
    assert lan.get("/portal/admin/statistics/").status_code == 403
    report = lan.post("/portal/views", json={"article": token(lan.get("/bai/1").text)})
    assert report.json["reason"] == "staff"


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_a_wall_of_sign_in(app: Flask, cook: Cook):
    cook("Flask-WTF")  # any portal
    with_accounts(app)
    names = cook("Sign-in for the whole site")
    with_page(app)
    client = browser(app)
    style = re.search(r'href="(/portal/assets/[^"]+\.css)"', _head(app))[1]

    assert names["OPEN"] <= endpoints(app)
    assert client.get("/bai/1").status_code == 302
    assert client.get("/portal/feedback").status_code == 302
    assert client.get(style).status_code == 200
    assert client.get("/portal/reading-options").status_code == 200
    assert client.get("/portal/health").status_code == 200
    assert (
        client.post("/portal/views", json={"article": counting_of(app).tokens.article("1")}).status_code
        == 200
    )


def _head(app: Flask) -> str:
    with app.test_request_context("/"):
        return str(portal_of(app).helpers.head())


def test_flask_limiter(app: Flask, cook: Cook):
    cook("Flask-WTF")
    names = cook("Flask-Limiter")
    with_page(app)
    client = browser(app)

    assert names["OFTEN"] <= endpoints(app)
    assert [client.get("/portal/statistics").status_code for _ in range(3)] == [200, 200, 429]
    for path in ("/portal/statistics.json", "/portal/health", "/portal/feedback/stamp"):
        assert [client.get(path).status_code for _ in range(3)] == [200] * 3, path


def test_bootstrap(app: Flask, cook: Cook):
    cook("Flask-WTF")
    (link,) = blocks("Bootstrap 5.3", "html+jinja")
    with app.test_request_context("/"):
        address = re.search('href="([^"]+)"', app.jinja_env.from_string(link).render())[1]

    assert "--bs-body-bg" in browser(app).get(address).text


def test_several_languages(app: Flask, cook: Cook, tmp_path: Path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "article.html").write_text(PAGE, "utf-8")
    cook("Several languages")
    client = browser(app)
    for language, words in (("en", "Views"), ("vi", "Số lượt xem")):
        page = client.get(f"/{language}/bai/1").text
        assert f'<html lang="{language}"' in page
        assert words in page
        link = re.search('href="(/portal/statistics/how-we-count[^"]*)"', page)[1]
        assert f'<html lang="{language}"' in client.get(link).text


def test_a_further_language(app: Flask, cook: Cook, tmp_path: Path):
    (commands,) = blocks("A further language", "sh")
    programs = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-ec", commands], cwd=tmp_path, env=programs, check=True, capture_output=True)
    file = tmp_path / "translations" / "fr" / "LC_MESSAGES" / "portal_widgets.po"
    words = file.read_text("utf-8")
    assert 'msgid "Views"\nmsgstr ""' in words
    file.write_text(words.replace('msgid "Views"\nmsgstr ""', 'msgid "Views"\nmsgstr "Lectures"'), "utf-8")
    cook("A further language")
    with_page(app)
    page = browser(app).get("/bai/1").text

    assert '<html lang="fr"' in page
    assert "Lectures" in page
    assert "mercredi 8 mars 2023" in page.lower()
    assert "Text size" in page


def test_lists_of_articles(app: Flask, cook: Cook):
    portal = cook("Flask-WTF")["portal"]
    (template,) = blocks("Lists of articles", "html+jinja")
    with_page(app, "{{ portal.head() }}" + template)
    read = counting_of(app).tokens.article("den-duong")
    browser(app).post("/portal/views", json={"article": read})
    counting_of(app).catch_up()
    page = browser(app).get("/bai/den-duong").text
    names = cook("Lists of articles", portal=portal)

    assert page.count('class="pw-views"') == 2
    assert "data-article-token" not in page
    with app.app_context():
        assert names["most_read_first"](["nuoc-sach", "den-duong"]) == ["den-duong", "nuoc-sach"]


def write_templates(folder: Path, found: list[str]) -> None:
    for block in found:
        file = folder / re.match(r"{# (\S+) #}", block)[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block, "utf-8")


def test_the_widgets_pages_in_your_layout(app: Flask, cook: Cook, tmp_path: Path):
    write_templates(tmp_path, blocks("The widgets' pages in your layout", "jinja"))
    cook("Flask-WTF")
    page = browser(app).get("/portal/statistics?lang=en").text

    assert page.count("<html") == 1
    assert '<html lang="vi">' in page
    assert '<main lang="en">' in page
    assert "<title>Visit statistics</title>" in page
    assert re.search(r'<link rel="stylesheet" href="/portal/assets/', page)


def test_your_own_page_for_404(app: Flask, cook: Cook):
    cook("Flask-WTF")
    cook("Your own page for 404")
    client = browser(app)
    for path in ("/nothing", "/portal/nothing"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Không tìm thấy" in answer.text
        assert "data-page-token" not in answer.text
    assert "Không tìm thấy" not in client.get("/portal/polls/none").text
    assert client.get("/portal/polls/none/results.json").json["error"]


def test_jinjas_own_options(app: Flask, cook: Cook):
    cook("Jinja's own options")
    with_page(app)
    client = browser(app)
    for path in ("/bai/1", "/portal/feedback", "/portal/polls", "/portal/reading-options"):
        assert client.get(path).status_code == 200, path


def test_compression_in_front(app: Flask, cook: Cook):
    """The list contains every type of text that the widgets do not compress themselves."""
    cook("Flask-WTF")
    (nginx,) = blocks("Compression and caches in front", "nginx")
    listed = set(re.search("gzip_types ([^;]+);", nginx)[1].split()) | {"text/html"}
    client = browser(app)
    client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
    sent = set()
    files = re.findall(r'(?:href|src)="(/portal/assets/[^"]+)"', _head(app))
    others = ["statistics", "statistics.json", "statistics/total.svg", "questions/feed.xml", "health"]
    for path in [*files, *(f"/portal/{other}" for other in others)]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        if "Content-Encoding" not in answer.headers:
            sent.add(answer.mimetype)

    assert sent <= listed
    assert "immutable" in client.get(files[0]).headers["Cache-Control"]


def test_two_portals_on_one_application(app: Flask, cook: Cook):
    names = cook("Two portals on one application")
    with_page(app, "{{ portal.view_count(1, url='/bai/1') }}{{ school.view_count(1, read=true) }}")
    page = browser(app).get("/bai/1").text
    first, second = re.findall('data-article-token="([^"]+)"', page)

    assert browser(app).post("/school/views", json={"article": second}).json["counted"]
    assert browser(app).post("/school/views", json={"article": first}).json["reason"] == "forged"
    assert browser(app).post("/portal/views", json={"article": first}).json["counted"]
    assert app.test_cli_runner().invoke(args=["school", "--help"]).exit_code == 0
    assert names["school"] is not names["commune"]


def test_every_recipe_is_tried():
    """Each title is in a test of this file. The order of the tests does not matter."""
    used = re.findall(r'(?:cook|blocks|RECIPES)[([]\s*"([^"]+)"', Path(__file__).read_text("utf-8"))

    assert set(used) == set(RECIPES)


def test_no_block_is_left_out():
    languages = set(re.findall(r"^```(\S+)$", TEXT, re.MULTILINE))

    assert languages == {"python", "sh", "jinja", "html+jinja", "nginx"}
