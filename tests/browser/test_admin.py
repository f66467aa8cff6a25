"""The admin area in a browser: signing in, keyboard navigation, every theme, width and text size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin.area import ADMIN, HASH, PASSWORD, SIGN_IN, add_page, widgets
from browser.axe import findings, rules_for
from browser.conftest import example_portal
from portal_widgets import extension
from portal_widgets.admin.sign_in import PER_NAME
from portal_widgets.reading.themes import THEMES

pytestmark = pytest.mark.browser
NUMBERS = "/portal/admin/numbers/"


@pytest.fixture
def portal_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The example portal with two more panels."""
    monkeypatch.setattr(extension, "WIDGETS", widgets(front=False))
    with example_portal(tmp_path / "instance", PORTAL_WIDGETS_ADMIN_PASSWORD_HASH=HASH) as app:
        add_page(app, tmp_path / "templates")
        yield app


def fill_in(page: Page, password: str = PASSWORD) -> None:
    page.locator("#pw-name").fill("admin")
    page.locator("#pw-password").fill(password)
    page.locator(".pw-form .pw-button").click()


def cut_off(page: Page) -> list[str]:
    return page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((element) => !element.closest(".pw-hidden, .pw-admin__skip"))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1
            || (getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1))
        .map((element) => element.outerHTML.slice(0, 80))""")


@pytest.mark.parametrize("javascript", [True, False])
def test_one_signs_in_saves_something_and_signs_out(reader, site: str, javascript: bool):
    page = reader(NUMBERS, javascript=javascript)
    fill_in(page)
    expect(page).to_have_url(site + NUMBERS)
    expect(page.get_by_role("link", name="Số liệu").first).to_have_attribute("aria-current", "page")

    page.get_by_label("Ghi chú").fill("một")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu một")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url(site + SIGN_IN)
    expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()
    page.goto(site + NUMBERS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(reader):
    page = reader(SIGN_IN, javascript=False)
    page.locator(".pw-form .pw-button").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Vui lòng nhập tên đăng nhập.")
    page.get_by_role("link", name="Vui lòng nhập mật khẩu.").click()
    expect(page.locator("#pw-password")).to_be_focused()


def test_the_keyboard_walks_through_the_page_in_its_order(reader):
    """Skip link, site, the own account, panels, display, languages, breadcrumbs, content. Each one is visible."""
    page = reader(NUMBERS)
    fill_in(page)
    page.evaluate("document.activeElement.blur()")
    walked = []
    for _ in range(15):
        page.keyboard.press("Tab")
        now = page.evaluate("""() => {
            const element = document.activeElement;
            const box = element.getBoundingClientRect();
            const seen = getComputedStyle(element).outlineStyle !== "none" && box.top >= 0 && box.width > 0;
            return (element.textContent.trim().replace(/\\s+/g, " ") || element.name) + (seen ? "" : " unseen");
        }""")
        walked.append(now)

    assert walked[0] == "Đến phần nội dung"
    assert walked[1].startswith("Quản trị ")
    assert walked[2:] == [
        "Mật khẩu của tôi", "Đăng xuất", "Số liệu", "Thư góp ý", "Tài khoản", "Tình trạng hệ thống", "Xem trang",
        "Cỡ chữ và màu chữ", "Tiếng Việt",
        "English", "Quản trị", "Số liệu", "text",
    ]  # fmt: skip


def test_the_skip_link_leads_to_the_content(reader):
    page = reader(NUMBERS)
    fill_in(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.id") == "text"


@pytest.mark.parametrize("javascript", [True, False])
def test_text_size_and_colours_can_be_chosen_here_too(reader, javascript: bool):
    page = reader(NUMBERS, javascript=javascript)
    fill_in(page)
    page.locator("summary").click()
    page.get_by_role("button", name="Chữ sáng nền tối").click()
    expect(page.locator("html")).to_have_attribute("data-pw-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Số liệu")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("width", "size"), [(1280, 100), (320, 100), (1280, 200), (320, 200)])
def test_axe_finds_nothing_and_nothing_is_cut_off(reader, site: str, theme: str, width: int, size: int):
    """Empty pages, errors, the area's own pages, a panel after saving, a refusal; with all options open."""
    page = reader(SIGN_IN, width=width, cookie=f"theme-{theme}.size-{size}")

    def check() -> None:
        page.wait_for_load_state()
        page.evaluate("document.querySelector('details').open = true")
        assert findings(page, rules_for(theme)) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert cut_off(page) == []

    check()
    fill_in(page, "wrong")
    check()
    fill_in(page)
    expect(page).to_have_url(site + ADMIN)
    check()
    page.goto(site + NUMBERS + "?lang=en")
    page.get_by_label("Ghi chú").fill("một")
    page.get_by_role("button", name="Lưu").click()
    check()
    page.goto(site + "/portal/admin/nothing")
    check()


def test_axe_finds_nothing_when_one_must_wait(reader):
    page = reader(SIGN_IN, width=320)
    for _ in range(PER_NAME + 1):
        fill_in(page, "wrong")

    expect(page.get_by_role("alert")).to_contain_text("Đã thử quá nhiều lần.")
    expect(page.locator("#pw-name")).to_have_value("admin")
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_every_control_is_44_pixels_high(reader, width: int):
    page = reader(NUMBERS, width=width)
    small = """() => [...document.querySelectorAll(".pw-admin button, .pw-admin input:not([type=hidden]), summary, .pw-admin__link, .pw-admin__tool, .pw-admin__brand")]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
        .map((element) => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(small) == []
    fill_in(page)

    assert page.evaluate(small) == []


def test_what_is_printed_has_no_navigation(reader):
    page = reader(NUMBERS)
    fill_in(page)
    page.emulate_media(media="print")

    for hidden in (".pw-admin__strip", ".pw-admin__crumbs", ".pw-admin__out"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".pw-admin__site")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_forced_colours_keep_the_current_panel_told_apart(reader):
    page = reader(NUMBERS)
    fill_in(page)
    page.emulate_media(forced_colors="active")

    assert findings(page) == []
    borders = page.locator(".pw-admin__link").evaluate_all(
        "(links) => links.map((link) => getComputedStyle(link).borderBlockEndColor)"
    )
    assert borders[0] != borders[1]
