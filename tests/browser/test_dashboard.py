"""The dashboard in a browser: every state, theme, width and text size, by keyboard, and without
JavaScript.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from browser.conftest import example_portal, served, whole
from browser.test_admin import cut_off
from portal.app import create_app
from portal_widgets.reading.themes import THEMES
from support import browser, close, counting_of

pytestmark = pytest.mark.browser
HOME = "/portal/admin/statistics/"
ARTICLE = f"{HOME}articles/3"
STATES = (
    HOME,
    f"{HOME}?period=today",
    f"{HOME}?period=this-year&compare=last-year",
    f"{HOME}?category=Kinh+t%E1%BA%BF",
    f"{HOME}?period=custom&from=x&to=y",
    ARTICLE,
    f"{HOME}notes",
)


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a portal that has counted for a year."""
    folder = tmp_path_factory.mktemp("year") / "instance"
    app = create_app(folder, PORTAL_WIDGETS_BACKGROUND=False)
    command = ["portal", "demo-data", "--years", "1", "--articles", "40", "--visits", "90"]
    made = app.test_cli_runner().invoke(args=command)
    assert made.exit_code == 0, made.output
    close(app)
    return folder


def office(instance: Path, year: Path) -> AbstractContextManager[Flask]:
    return example_portal(
        instance,
        year,
        PORTAL_WIDGETS_ADMIN_GUARD=lambda: {"admin"},
        PORTAL_WIDGETS_BACKGROUND=False,
        PORTAL_WIDGETS_COUNT_BY="server",
    )


@pytest.fixture
def portal_app(tmp_path: Path, year: Path) -> Iterator[Flask]:
    """For a test that changes something."""
    with office(tmp_path / "instance", year) as app:
        yield app


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, year: Path) -> Iterator[str]:
    """For all tests that only look."""
    with office(tmp_path_factory.mktemp("looking") / "instance", year) as app, served(whole(app)) as address:
        yield address


def in_english(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang=en"


def test_axe_finds_nothing_in_any_state(onlooker):
    turns = itertools.cycle(itertools.product(THEMES, ["vi", "en"], [1280, 320]))
    for state in [*STATES, *STATES]:
        theme, lang, width = next(turns)
        page = onlooker(state if lang == "vi" else in_english(state), width=width, cookie=f"theme-{theme}")

        assert findings(page) == [], (state, theme, lang, width)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_theme(onlooker, theme: str):
    page = onlooker(HOME, cookie=f"theme-{theme}.size-200")

    assert findings(page, rules_for(theme)) == []


@pytest.mark.parametrize("width", [320, 360])
def test_the_list_of_faults_is_no_wider_than_a_telephone(onlooker, width: int):
    page = onlooker(f"{HOME}?compare=x", width=width)

    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 768, 1280, 1920])
def test_nothing_scrolls_sideways_or_is_cut_off(onlooker, width: int, size: int):
    for state in (HOME, ARTICLE):
        page = onlooker(state, width=width, cookie=f"size-{size}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".pw-heat, .pw-figures").evaluate_all(
            "(tables) => tables.forEach((table) => table.remove())"
        )
        assert cut_off(page) == []  # these tables scroll in their own frames


def shown_period(page: Page) -> str:
    return page.locator(".pw-period strong").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_period_is_changed_with_and_without_javascript(reader, javascript: bool):
    page = reader(HOME, javascript=javascript)
    page.get_by_label("Kỳ", exact=True).select_option("Năm nay")
    page.get_by_role("button", name="Xem").click()
    assert shown_period(page).startswith("Năm nay")

    page.get_by_role("link", name="Kỳ trước").click()
    assert "01/01/" in shown_period(page)
    page.get_by_label("Kỳ", exact=True).select_option("Khoảng ngày khác")
    page.get_by_label("Từ ngày").fill("2026-02-01")
    page.get_by_label("Đến ngày").fill("2026-02-03")
    page.get_by_role("button", name="Xem").click()
    assert shown_period(page) == "Khoảng ngày khác: 01/02/2026 – 03/02/2026"


def test_a_period_is_changed_by_keyboard(reader):
    page = reader(HOME)
    page.get_by_label("Kỳ", exact=True).focus()
    page.keyboard.press("Home")
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**period=today**")

    assert shown_period(page).startswith("Hôm nay")


def test_single_keys_do_nothing_until_they_are_switched_on(reader):
    """WCAG 2.1.4."""
    page = reader(HOME)
    page.keyboard.press("d")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert shown_period(page).startswith("30 ngày qua")

    page.get_by_role("button", name="Phím tắt").click()
    dialog = page.get_by_role("dialog", name="Phím tắt")
    expect(dialog).to_be_visible()
    assert findings(page) == []
    dialog.get_by_label("Dùng phím đơn").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Phím tắt")).to_be_focused()

    page.keyboard.press("d")
    page.wait_for_url("**period=today**")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**period=custom**")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()


def test_keys_typed_into_a_field_lead_nowhere(reader):
    page = reader(HOME)
    page.get_by_role("button", name="Phím tắt").click()
    page.get_by_label("Dùng phím đơn").check()
    page.keyboard.press("Escape")
    page.get_by_label("Từ ngày").focus()
    page.keyboard.press("d")

    assert "period=today" not in page.url


def visits(page: Page) -> str:
    return (
        page.locator(".pw-figure", has_text="Lượt truy cập").first.locator(".pw-figure__value").inner_text()
    )


def one_more_visit(app: Flask) -> None:
    browser(app, address="192.0.2.77").get("/bai-viet/nuoc-sach-dong-may")
    counting_of(app).catch_up()


def test_figures_follow_until_they_are_paused(first_reader, portal_app: Flask):
    page = first_reader("/")
    page.clock.install()
    page.goto(page.url.rstrip("/") + f"{HOME}?period=today")
    before = visits(page)
    one_more_visit(portal_app)
    page.clock.run_for(61_000)
    expect(page.locator(".pw-figure__value").nth(1)).not_to_have_text(before)

    page.get_by_role("button", name="Tạm dừng cập nhật").click()
    expect(page.get_by_role("button", name="Tiếp tục cập nhật")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(300_000)
    assert asked == []


def test_without_javascript_no_button_does_nothing(reader):
    page = reader(HOME, javascript=False)

    expect(page.get_by_role("button", name="Tạm dừng cập nhật")).to_have_count(0)
    expect(page.get_by_role("button", name="Phím tắt")).to_have_count(0)


def test_a_note_is_written_and_removed(first_reader):
    page = first_reader(f"{HOME}notes", javascript=False)
    page.get_by_label("Ngày", exact=True).fill("2026-11-01")
    page.get_by_label("Ghi chú", exact=True).fill("Chuyển máy chủ")
    page.get_by_role("button", name="Thêm ghi chú").click()
    expect(page.get_by_role("status")).to_have_text("Ghi chú đã có trên biểu đồ.")

    page.get_by_role("button", name=re.compile("Xóa ?: Chuyển máy chủ")).click()
    expect(page.get_by_text("Chưa có ghi chú nào.")).to_be_visible()


def test_print_leaves_the_controls_out(reader):
    page = reader(HOME)
    page.emulate_media(media="print")

    expect(page.locator(".pw-ask")).to_be_hidden()
    expect(page.locator(".pw-steps")).to_be_hidden()
    expect(page.locator(".pw-chart").first).to_be_visible()
