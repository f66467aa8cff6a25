"""The report in a browser: legible for everyone, and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from browser.axe import findings, rules_for
from browser.conftest import example_portal, served, whole
from browser.test_admin import cut_off
from portal.app import create_app
from portal_widgets.reading.themes import THEMES
from support import FrozenClock, close

pytestmark = pytest.mark.browser
HOME = "/portal/admin/statistics/"
STATES = (
    f"{HOME}reports",
    f"{HOME}report",
    f"{HOME}report?kind=year",
    f"{HOME}report?kind=month&of=2026-11-01",
)


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a portal that has counted for more than a year."""
    folder = tmp_path_factory.mktemp("counted") / "instance"
    app = create_app(
        folder, PORTAL_WIDGETS_BACKGROUND=False, PORTAL_WIDGETS_CLOCK=FrozenClock("2026-11-23T09:00:00")
    )
    command = ["portal", "demo-data", "--years", "2", "--articles", "40", "--visits", "90"]
    made = app.test_cli_runner().invoke(args=command)
    assert made.exit_code == 0, made.output
    close(app)
    return folder


@pytest.fixture(scope="module")
def portal_app(tmp_path_factory: pytest.TempPathFactory, counted: Path) -> Iterator[Flask]:
    """One portal for all tests, because they only look at reports."""
    with example_portal(
        tmp_path_factory.mktemp("reports") / "instance",
        counted,
        PORTAL_WIDGETS_ADMIN_GUARD=lambda: {"viewer"},
        PORTAL_WIDGETS_BACKGROUND=False,
        PORTAL_WIDGETS_CLOCK=FrozenClock("2026-11-23T09:00:00"),
    ) as app:
        yield app


@pytest.fixture(scope="module")
def site(portal_app: Flask) -> Iterator[str]:
    with served(whole(portal_app)) as address:
        yield address


def in_language(path: str, lang: str) -> str:
    return path if lang == "vi" else f"{path}{'&' if '?' in path else '?'}lang=en"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(onlooker, lang: str, width: int):
    for state in STATES:
        page = onlooker(in_language(state, lang), width=width)

        assert findings(page) == [], (state, lang, width)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_theme(onlooker, theme: str):
    page = onlooker(f"{HOME}report", cookie=f"theme-{theme}.size-200")

    assert findings(page, rules_for(theme)) == []


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 768, 1920])
def test_nothing_scrolls_sideways_or_is_cut_off(onlooker, width: int, size: int):
    for state in STATES[:3]:
        page = onlooker(state, width=width, cookie=f"size-{size}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Its tables scroll in their own frames.
        page.locator(".pw-report__frame, .pw-figures").evaluate_all(
            "(frames) => frames.forEach((frame) => frame.remove())"
        )
        assert cut_off(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_is_chosen_with_and_without_javascript(reader, javascript: bool):
    page = reader(HOME, javascript=javascript)
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    page.get_by_label("Báo cáo theo").select_option("Quý")
    page.get_by_label("Một ngày bất kỳ trong kỳ").fill("2026-05-05")
    page.get_by_role("button", name="Lập báo cáo").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("BÁO CÁO THỐNG KÊ TRUY CẬP")
    expect(page.get_by_text("Quý II/2026").last).to_be_visible()


def test_on_paper_there_is_the_report_alone(reader):
    page = reader(f"{HOME}report")
    page.emulate_media(media="print")

    for beside in ("body > header", ".pw-admin__crumbs", ".pw-report__tools"):
        expect(page.locator(beside)).to_be_hidden()
    expect(page.locator(".pw-report__signatures")).to_be_visible()
    repeated = page.locator(".pw-report__table thead").evaluate_all(
        "(heads) => heads.map((head) => getComputedStyle(head).display)"
    )
    assert set(repeated) == {"table-header-group"}


def test_the_paper_is_a4_and_the_report_fits_it(reader):
    """No column of a table is cut off at the edge of the sheet."""
    page = reader(f"{HOME}report")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 624, "height": 900})  # A4 without its margins, in CSS pixels
    sheet = page.pdf(prefer_css_page_size=True)

    assert b"/MediaBox [0 0 594.95996 841.91998]" in sheet or b"/MediaBox [0 0 595" in sheet
    assert page.evaluate(
        "[...document.querySelectorAll('.pw-report__table')].every((table) => table.offsetWidth <= 624)"
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_file_is_downloaded(reader, tmp_path: Path, kind: str):
    page = reader(f"{HOME}?period=last-month", javascript=False)
    link = page.locator("#pw-articles").get_by_role(
        "link", name=re.compile(f"{kind.upper()} ?: Bài đọc nhiều nhất")
    )
    with page.expect_download() as download:
        link.click()

    assert download.value.suggested_filename == f"articles_2026-10-01_2026-10-31.{kind}"


def test_the_file_stands_alone_in_a_browser(reader, portal_app: Flask, tmp_path: Path):
    """Opened from a disk, it looks like the report, loads nothing and has no script."""
    answer = portal_app.test_client().get(f"{HOME}report.html")
    file = tmp_path / "report.html"
    file.write_bytes(answer.data)
    page = reader(f"{HOME}report").context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())

    assert asked == [file.as_uri()]
    assert findings(page) == []
    border = page.locator(".pw-report__table td").first.evaluate(
        "(cell) => getComputedStyle(cell).borderTopWidth"
    )
    assert border == "1px"
