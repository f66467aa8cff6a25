"""The parts around an article, in a browser: opened, copied, printed, without JavaScript, in every theme."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from browser.test_accessibility import ARTICLE
from support import portal_of

pytestmark = pytest.mark.browser
TOOLS = "In, chia sẻ"


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def opened(reader, **more) -> Page:
    page = reader(ARTICLE, **more)
    page.get_by_text(TOOLS).click()
    return page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
def test_axe_finds_nothing_with_the_tools_open(reader, look: str, width: int):
    page = opened(reader, cookie=look, width=width)
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()

    assert findings(page, rules_for(look)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_address_is_copied_and_that_is_said(reader):
    page = opened(reader)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép địa chỉ").click()

    expect(page.locator(".pw-share [role=status]")).to_have_text("Đã sao chép địa chỉ.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_device_is_asked_to_share_and_to_print(reader):
    page = reader(ARTICLE)
    page.evaluate(
        """() => { window.asked = []; navigator.share = async (what) => window.asked.push(what);
        window.print = () => window.asked.push("print"); }"""
    )
    page.get_by_text(TOOLS).click()
    page.get_by_role("button", name="Chia sẻ qua ứng dụng").click()
    page.get_by_role("button", name="In", exact=True).click()
    shared, printed = page.evaluate("window.asked")

    assert shared["url"] == page.url
    assert shared["title"] == page.locator("h1").inner_text()
    assert printed == "print"


def test_a_device_that_cannot_share_shows_no_button_for_it(reader):
    page = reader(ARTICLE)
    page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined })")
    page.get_by_text(TOOLS).click()

    expect(page.get_by_role("button", name="In", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Chia sẻ qua ứng dụng")).to_be_hidden()


def test_without_javascript_links_and_code_are_there_and_no_dead_button(reader):
    page = opened(reader, javascript=False)

    expect(page.get_by_role("link", name="Gửi qua thư điện tử")).to_be_visible()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    expect(page.locator(".pw-share button:visible")).to_have_count(0)


def test_on_paper_stands_the_article_with_the_addresses_of_its_links(reader):
    page = reader(ARTICLE)
    page.evaluate(
        """() => document.querySelector(".pw-article p").insertAdjacentHTML("beforeend",
        ' <a id="out" href="https://luat.example/nghi-dinh">Nghị định</a>')"""
    )
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".pw-dateline").first).to_be_visible()
    after = page.locator("#out").evaluate("(link) => getComputedStyle(link, '::after').content")
    assert "https://luat.example/nghi-dinh" in after
    for widget in (
        ".pw-breadcrumb",
        ".pw-share",
        ".pw-neighbours",
        ".pw-reading",
        ".pw-links",
        ".pw-poll",
        ".pw-statistics",
        ".pw-message--foot",
        ".pw-most-read",
    ):
        for one in page.locator(widget).all():
            expect(one).to_be_hidden()


def test_the_breadcrumb_leads_back_by_keyboard(reader, site: str):
    page = reader(ARTICLE)
    home = page.locator(".pw-breadcrumb").get_by_role("link").first
    home.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_recording_is_labelled_fits_and_asks_for_nothing(reader, still_app: Flask, width: int):
    page = reader(ARTICLE, width=width, cookie="theme-contrast.size-200")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    with still_app.test_request_context(ARTICLE):
        part = portal_of(still_app).helpers.audio("/static/bai.mp3", "Bài đọc", "/loi", 312, size=3_200_000)
    page.locator(".article__body").evaluate(
        "(body, html) => body.insertAdjacentHTML('afterbegin', html)", str(part)
    )

    region = page.get_by_role("region", name="Bài đọc")
    expect(region.get_by_role("link", name="Tải bản ghi âm (MP3, 3,2 MB)")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert requests == []
