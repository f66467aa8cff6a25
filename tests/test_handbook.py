"""The handbook of the admin area (docs/vi): each name in bold is on the screen, and the area shows the same text."""

import re
import runpy
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from admin.area import HASH, signed_in
from support import MakeApp, browser
from test_vietnamese import CATALOGUE, hits

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "vi").glob("*.md"))
HTML = ROOT / "src" / "portal_widgets" / "admin" / "handbook"
HELP = "/portal/admin/help/"
# These are the first pages of panels, frames, and pages without a signed-in user.
SHARED_HELP = {
    "admin": {"accounts", "system", "handbook", "sign_in", "sign_in_code", "invitation", "error"},
    "dashboard": {"site"},
    "feedback": {"admin_inbox"},
    "gazette": {"admin_list"},
    "links": {"admin_list"},
    "map": {"admin_list"},
    "organisation": {"admin_list", "department_list", "edition_form"},
    "polls": {"admin_list"},
}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Every text of the interface."""
    with CATALOGUE.open("rb") as file:
        found = [message.string for message in read_po(file)]
    return {text for one in found for text in ([one] if isinstance(one, str) else one)}


def unknown(text: str, names: set[str]) -> list[str]:
    """The terms in bold that no page shows. A number in a text of the interface is a variable."""
    return [name for name in in_bold(text) if not names & {name, re.sub(r"\d+", "%(count)s", name)}]


def in_bold(text: str) -> list[str]:
    return [" ".join(one.split()) for one in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]


@each_page
def test_every_name_in_bold_is_a_text_of_the_interface(page: Path, names: set[str]):
    assert not unknown(page.read_text("utf-8"), names)


def test_a_name_that_is_not_on_the_screen_is_found(names: set[str]):
    assert unknown("chọn **Lưu** hoặc **Ghi\nvào sổ**", names) == ["Ghi vào sổ"]


@each_page
def test_the_handbook_speaks_as_an_office_does(page: Path):
    """A command may be named in code only."""
    text = re.sub(r"`[^`]*`|^ {4}.*$|\]\([^)]*\)", "", page.read_text("utf-8"), flags=re.MULTILINE)

    assert not hits(text)


@each_page
def test_every_page_except_the_list_has_a_picture_and_is_in_the_list(page: Path):
    text = page.read_text("utf-8")
    listed = (page.parent / "index.md").read_text("utf-8")

    assert page.stem == "index" or (f"]({page.name})" in listed and "](../images/" in text)


@each_page
def test_the_area_has_the_newest_text(page: Path):
    """If this fails: `make docs`."""
    as_html = runpy.run_path(str(ROOT / "docs" / "handbook.py"))["as_html"]

    assert (HTML / f"{page.stem}.html").read_text("utf-8") == as_html(page.read_text("utf-8"))


def test_a_page_that_is_removed_leaves_the_area():
    assert {file.stem for file in HTML.iterdir()} == {page.stem for page in PAGES}


@each_page
def test_a_clerk_reads_the_handbook_in_the_area(page: Path, make_app: MakeApp):
    """Without a picture, and with links that lead to other pages of the area."""
    clerk = browser(make_app(admin_guard=lambda: {"viewer"}))
    shown = clerk.get(f"{HELP}{page.stem}")
    article = re.findall(
        r'<article class="pw-admin__handbook" lang="vi">(.*)</article>', shown.text, re.DOTALL
    )

    assert "<img" not in article[0]
    for link in re.findall(r'href="([^"]*)"', article[0]):
        assert clerk.get(HELP + link).status_code == 200, link


def test_the_handbook_is_for_people_who_may_see_the_area(make_app: MakeApp):
    stranger, citizen = browser(make_app()), browser(make_app(admin_guard=set))

    assert [one.get(f"{HELP}polls").status_code for one in (stranger, citizen)] == [404, 404]
    assert browser(make_app(admin_guard=lambda: {"viewer"})).get(f"{HELP}nothing").status_code == 404


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("", "start"),
        ("statistics/", "statistics"),
        ("statistics/reports", "statistics"),
        ("polls/new", "polls"),
        ("feedback/", "feedback"),
        ("feedback/useful", "useful"),
        ("departments/", "departments"),
        ("links/watch", "links"),
        ("map/", "map"),
        ("map/import", "map"),
        ("organisation/edit", "organisation"),
        ("accounts/", "accounts"),
        ("system/", "system"),
    ],
)
def test_the_help_of_a_page_leads_to_its_page_of_the_handbook(address: str, page: str, make_app: MakeApp):
    shown = browser(make_app(admin_guard=lambda: {"admin"})).get(f"/portal/admin/{address}").text

    assert f'<a href="{HELP}{page}">Sổ tay: hướng dẫn từng bước</a>' in shown


def test_the_help_of_ones_own_pages_leads_to_the_accounts(make_app: MakeApp):
    clerk = signed_in(make_app(admin_password_hash=HASH), "admin")

    for address in ("password", "second-factor"):
        assert f'<a href="{HELP}accounts">' in clerk.get(f"/portal/admin/{address}").text


def test_every_page_of_the_area_has_a_help_text_of_its_own():
    """The help of a panel is for its first page."""
    without: dict[str, set[str]] = {}
    for template in (ROOT / "src" / "portal_widgets").glob("*/templates/*.html"):
        text = template.read_text("utf-8")
        in_the_area = re.search(r'extends "portal_widgets/(admin/base|organisation/edition_form)', text)
        if in_the_area and "{% block help %}" not in text:
            without.setdefault(template.parts[-3], set()).add(template.stem)

    assert without == SHARED_HELP
