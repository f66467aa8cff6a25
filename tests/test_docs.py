"""The documentation is correct: its code runs, its settings exist, and its links work."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta

import portal_widgets
from portal_widgets.config import PREFIX
from portal_widgets.counting.classify.dimensions import DIMENSIONS
from portal_widgets.counting.classify.enrich import VALUES
from portal_widgets.extension import known_settings
from portal_widgets.widgets import WIDGETS
from support import browser

ROOT = Path(__file__).parent.parent
PACKAGE = Path(portal_widgets.__file__).parent
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
PAGES = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if "_build" not in page.parts]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)


@each_readme
def test_the_ten_minute_portal_of_the_readme_runs(readme: Path, tmp_path: Path):
    """The code of the README, in files with the names that it gives."""
    text = readme.read_text("utf-8")
    for name, _, body in re.findall(r"`([\w./]+)`:?\n\n```(python|html\+jinja)\n(.*?)```", text, re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, "utf-8")
    check = """
import re
import time
from app import app
reader = app.test_client()
reader.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
page = reader.get("/bai-viet/1").text
token = re.search('data-article-token="([^"]+)"', page)[1]
end, views = time.monotonic() + 60, None
while views is None and time.monotonic() < end:  # a busy machine may only accept the first ones
    views = reader.post("/portal/views", json={"article": token}).json["views"]
print(views)
for words in ("Cỡ chữ", "Số lượt xem", "Thống kê truy cập", "Thứ tư, 08/03/2023, 14:35", "Học tập", "Địa chỉ"):
    assert words in page, words
"""
    result = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert re.fullmatch(
        r"portal_widgets: readers' messages are stored, and nobody is mailed: .*\n", result.stderr
    )
    assert result.stdout.strip() == "1"


@each_readme
def test_the_readmes_commands_exist(readme: Path):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in re.findall(r"(?:^|`)make (\w+)", readme.read_text("utf-8"), re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_in_the_docs_is_python(page: Path):
    for block in blocks(page, "python"):
        compile(block, str(page), "exec")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_templates_in_the_docs_render(page: Path, app: Flask):
    """Every Jinja example of a docs page works unchanged, with an article in the context."""
    from types import SimpleNamespace

    article = SimpleNamespace(
        id="1", title="Nước sạch", url="/bai/1", published="2023-03-08T14:35", category="Đời sống", body="..."
    )
    for block in blocks(page, r"html\+jinja"):
        with app.test_request_context("/bai/1"):
            app.jinja_env.from_string(block).render(article=article)


def test_the_configuration_reference_is_the_configuration():
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    documented = set(re.findall(rf"^### {PREFIX}(\w+)", text, re.MULTILINE))

    assert documented == set(known_settings())
    for key, setting in known_settings().items():
        assert setting.about in text.replace("\n", " "), key


def test_the_reference_of_dimensions_is_the_registry():
    text = (ROOT / "docs" / "dimensions.md").read_text("utf-8")
    rows = [tuple(re.split(r" *\| *", row)[1:-1]) for row in re.findall(r"^\| `.*$", text, re.MULTILINE)]

    assert [(key, title, name, limit) for key, title, name, _, limit in rows] == [
        (f"`{one.key}`", one.title, f"`{one.plural}`" if one.plural else "", str(one.limit or VALUES))
        for one in DIMENSIONS
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_lead_to_files(page: Path):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_page_of_the_manual_is_in_its_contents():
    """`make docs` fails otherwise."""
    text = (ROOT / "docs" / "index.md").read_text("utf-8")
    contents = re.findall(r"```{toctree}\n(.*?)```", text, re.DOTALL)
    listed = {line for one in contents for line in one.splitlines() if line and not line.startswith(":")}
    pages = {page.relative_to(ROOT / "docs").with_suffix("").as_posix() for page in PAGES[len(READMES) :]}

    assert listed == pages - {"index"}


def test_every_setting_named_in_the_docs_exists():
    for page in PAGES:
        for key in re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", page.read_text("utf-8")):
            assert key in known_settings(), f"{page.name}: {key}"


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.name)
def test_a_widgets_page_names_its_helpers(widget, app: Flask):
    page = (ROOT / "docs" / "widgets" / f"{widget.name}.md").read_text("utf-8")
    mounted = widget.mount(app.extensions["portal_widgets"])

    for helper in mounted.helpers:
        assert f"portal.{helper}(" in page


def test_the_variables_of_a_template_are_those_in_theming():
    text = (ROOT / "docs" / "theming.md").read_text("utf-8")
    listed = re.findall(r"^\| `(\w+)/(\w+\.html)` \|.*\| ([^|]*) \|$", text, re.MULTILINE)

    assert len(listed) > 25
    for folder, name, variables in listed:
        source = (PACKAGE / folder / "templates" / name).read_text("utf-8")
        used = meta.find_undeclared_variables(Environment(autoescape=True).parse(source))
        own = {one for one in used if not one.startswith(("pw", "_pw"))}
        assert set(re.findall("`([^`]+)`", variables)) == own, f"{folder}/{name}"


def test_every_part_that_a_helper_draws_stands_in_theming():
    """Only inner parts of a page, such as a row of the admin area, are left out."""
    text = (ROOT / "docs" / "theming.md").read_text("utf-8")
    drawn: set[str] = set()
    for helper in PACKAGE.rglob("helpers.py"):
        drawn |= set(re.findall(r'"(\w+/\w+\.html)"', helper.read_text("utf-8")))

    # The first file is a layout. The second one is placed after a template of the host.
    assert {name for name in drawn if f"`{name}`" not in text} == {"links/group.html", "views/token.html"}


@each_readme
def test_the_readmes_portal_takes_its_settings_from_the_environment(readme: Path, tmp_path: Path):
    """As docs/operations.md explains: an operator must know which database is in use."""
    code = re.search(r"`app.py`:\n\n```python\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)[1]
    (tmp_path / "app.py").write_text(code, "utf-8")
    (name,) = re.findall(r"export (\w+)=postgresql", (ROOT / "docs" / "operations.md").read_text("utf-8"))
    result = subprocess.run(
        [sys.executable, "-m", "flask", "portal", "doctor"],
        cwd=tmp_path,
        env={**os.environ, name: "postgresql://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "FAIL  database: does not answer (PostgreSQL, none at 127.0.0.1:1)" in result.stdout


def test_the_changelog_knows_this_version():
    assert "## 0.1.0" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_an_address_in_the_docs_is_answered(app: Flask):
    """Every /portal/... path that a docs page shows with GET exists."""
    for page in PAGES:
        for path in re.findall(r"`GET (/portal/[\w./-]+)`", page.read_text("utf-8")):
            assert browser(app).get(path).status_code in {200, 400}, f"{page.name}: {path}"
