"""The article without menus and sidebars: for eyes and screen readers, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from browser.axe import findings
from browser.test_accessibility import ARTICLE

pytestmark = pytest.mark.browser
# The visible elements with words of their own, outside the article and the reading options.
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((it) => it.checkVisibility()
    && [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && !it.closest(".pw-article, .pw-reading-panel")).map((it) => it.outerHTML.slice(0, 80))"""
INSIDE = """() => [...document.querySelectorAll(".pw-article *")].filter((it) => it.checkVisibility()
    && !it.closest(".pw-text-view")).map((it) => it.tagName).join(" ")"""


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def text_of(page: Page) -> Page:
    page.get_by_role("link", name="Chỉ xem nội dung").click()
    page.wait_for_url("**pw-view=text")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_there_is_only_the_article_and_all_of_it(reader, javascript: bool):
    page = reader(ARTICLE, javascript=javascript)
    whole = page.evaluate(INSIDE)
    text_of(page)

    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(INSIDE) == whole
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.get_by_role("complementary")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_link_leads_back(reader, javascript: bool):
    page = text_of(reader(ARTICLE, javascript=javascript))
    first = page.get_by_role("link").first

    expect(first).to_have_text("Xem trang đầy đủ")
    first.click()
    page.wait_for_url(f"**{ARTICLE}")
    expect(page.get_by_role("complementary")).to_be_visible()


def test_a_choice_of_reading_options_keeps_the_view(reader):
    """Without JavaScript the form leads back to the same view."""
    page = text_of(reader(ARTICLE, javascript=False))
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.wait_for_url("**pw-reading=**")

    assert page.evaluate(OUTSIDE) == []
    expect(page.locator("html")).to_have_attribute("data-pw-size", "125")


@pytest.mark.parametrize("look", ["", "theme-contrast.size-200"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader, look: str, width: int):
    page = reader(f"{ARTICLE}?pw-view=text", width=width, cookie=look)

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_without_an_article_stays_whole(reader):
    page = reader(f"{ARTICLE}?pw-view=text")
    page.evaluate("document.querySelector('.pw-article').classList.remove('pw-article')")

    expect(page.get_by_role("complementary")).to_be_visible()
