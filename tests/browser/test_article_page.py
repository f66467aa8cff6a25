"""A reader opens a long article, changes text size and colours, and sees the numbers rise."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from browser.conftest import SHIFT, drawn, of_the_article, reported
from servers import wait_until

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:142.0) Gecko/20100101 Firefox/142.0"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def number(page: Page) -> str:
    return page.locator(".pw-views__number").inner_text()


def reports(page: Page) -> list[Request]:
    """The views of an article that the page reports from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if of_the_article(request) else None)
    return asked


def font_size(page: Page) -> float:
    return page.locator(".article__body p").first.evaluate("(p) => parseFloat(getComputedStyle(p).fontSize)")


def colours(page: Page) -> tuple[str, str]:
    return tuple(
        page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
    )


def test_the_article_is_long_enough_to_be_read(reader):
    assert len(reader(ARTICLE).locator(".article__body").inner_text()) > 9000


def test_opening_an_article_counts_a_view_and_shows_it(first_reader):
    """The number in the page rises without a reload. A reload does not count again."""
    page = first_reader(ARTICLE)
    expect(page.locator(".pw-views__number")).to_have_text("1")
    page.reload()
    expect(page.locator(".pw-views__number")).to_have_text("1")


def test_another_readers_view_is_seen_too(first_reader):
    expect(first_reader(ARTICLE).locator(".pw-views__number")).to_have_text("1")
    page = first_reader(ARTICLE, agent=FIREFOX)
    expect(page.locator(".pw-views__number")).to_have_text("2")


def test_the_statistics_follow(first_reader):
    page = first_reader("/")
    today = re.compile(r'row--today"[^>]*>\s*<dt>[^<]*</dt>\s*<dd>1<')

    wait_until(lambda: today.search(page.request.get(page.url).text()) is not None, "the number")


def test_without_javascript_a_view_is_counted_by_an_image(first_reader):
    first_reader(ARTICLE, javascript=False)

    # The next reader's script reports both tokens.
    expect(first_reader(ARTICLE, agent=FIREFOX).locator(".pw-views__number")).to_have_text("2")


def test_a_robot_with_javascript_is_not_counted(first_reader):
    page = first_reader("/", agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    with reported(page) as report:
        page.goto(page.url + ARTICLE.lstrip("/"))

    assert report.value.response().json()["counted"] is False
    assert number(page) == "0"


def test_text_grows_to_200_percent_and_returns_exactly(reader):
    page = reader(ARTICLE)
    before = font_size(page)
    larger = page.get_by_role("button", name="Tăng cỡ chữ")
    said = page.locator(".pw-reading__form > [role=status]")
    for percent in (125, 150, 175, 200):
        larger.click()
        assert font_size(page) == pytest.approx(before * percent / 100, abs=0.01)
        assert said.inner_text().startswith(f"Cỡ chữ {percent}%")
    larger.click()
    assert "lớn nhất" in said.inner_text()
    for _ in range(4):
        page.get_by_role("button", name="Giảm cỡ chữ").click()

    assert font_size(page) == before
    assert "data-pw-size" not in page.locator("html").evaluate("(html) => html.outerHTML.slice(0, 200)")
    assert page.context.cookies() == []


def test_a_choice_is_kept_for_the_next_page(reader, site: str):
    page = reader(ARTICLE)
    page.get_by_role("button", name="Chữ vàng nền đen").click()
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    assert colours(page) == ("rgb(255, 255, 0)", "rgb(0, 0, 0)")

    page.get_by_role("link", name="Trang chủ").first.click()
    page.wait_for_url(site + "/")
    assert colours(page) == ("rgb(255, 255, 0)", "rgb(0, 0, 0)")
    page.goto(site + ARTICLE)
    expect(page.get_by_role("button", name="Chữ vàng nền đen")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pw-reading__now")).to_contain_text("125%")


def test_a_choice_is_one_attribute_and_no_style(first_reader):
    """There is no inline style, and only the root's attribute, the bar and the panel change."""
    page = first_reader(ARTICLE)
    expect(page.locator(".pw-views__number")).to_have_text("1")
    page.evaluate("""() => {
        window.changed = [];
        new MutationObserver((records) => records.forEach((record) => {
            if (!record.target.parentElement || !record.target.closest) return;
            if (!record.target.closest(".pw-reading, .pw-reading-panel")) changed.push(record.target.tagName + " " + record.attributeName);
        })).observe(document, { subtree: true, childList: true, attributes: true });
    }""")
    page.get_by_role("button", name="Tăng cỡ chữ").click()

    assert page.evaluate("changed") == []
    assert page.evaluate("document.documentElement.dataset.pwSize") == "125"
    assert page.locator("[style]").count() == 0


def test_on_a_cached_copy_the_choice_stands_before_the_first_paint(reader, site: str):
    """A CDN's copy contains nothing about the reader. The script in <head> sets the attributes before <body>
    exists.
    """
    page = reader("/")
    plain = page.request.get(site + ARTICLE, headers={"Cookie": ""}).text()
    page.context.add_cookies([{"name": "pw_reading", "value": "size-200.theme-dark", "url": site}])
    page.context.add_init_script("""
        new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.atFirstPaint = { ...document.documentElement.dataset };
            observer.disconnect();
        }).observe(document, { subtree: true, childList: true });
    """)
    page.context.add_init_script(SHIFT)
    page.route(site + ARTICLE, lambda route: route.fulfill(body=plain, content_type="text/html"))
    with reported(page):
        page.goto(site + ARTICLE)

    assert "data-pw-" not in plain.split(">")[1]
    assert page.evaluate("atFirstPaint") == {"pwSize": "200", "pwTheme": "dark"}
    assert page.evaluate("shift") == 0


def test_two_tabs_follow_each_other(reader):
    first = reader(ARTICLE)
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_role("button", name="Chữ sáng nền tối").click()
    first.bring_to_front()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert first.evaluate("document.documentElement.dataset.pwTheme") == "dark"


def test_without_javascript_the_bar_is_a_form(reader):
    page = reader(ARTICLE, javascript=False)
    html = page.locator("html")
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    expect(html).to_have_attribute("data-pw-size", "125")
    page.get_by_role("button", name="Chữ sáng nền tối").click()
    expect(html).to_have_attribute("data-pw-theme", "dark")
    assert ARTICLE in page.url
    page.get_by_role("button", name="Giảm cỡ chữ").click()
    expect(html).not_to_have_attribute("data-pw-size", "125")


def test_the_page_of_options_leads_back(reader):
    page = reader(ARTICLE, javascript=False)
    page.get_by_role("link", name="Tùy chọn đọc").first.click()
    page.get_by_label("150%").check()
    page.get_by_label("Chữ vàng nền đen").check()
    page.get_by_role("button", name="Áp dụng").click()

    expect(page.locator("html")).to_have_attribute("data-pw-size", "150")
    assert ARTICLE in page.url


def test_everything_is_reached_by_keyboard(reader):
    """Tab reaches every link and button, Enter and Space press, and the focus stays."""
    page = reader(ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "larger":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")

    assert outline == "solid"
    assert page.evaluate("document.documentElement.dataset.pwSize") == "150"
    assert page.evaluate("document.activeElement.value") == "larger"


def test_a_script_may_press_the_buttons(reader):
    """Some assistive technology sends element.click()."""
    page = reader(ARTICLE)
    page.evaluate("document.querySelector('[value=larger]').click()")

    assert page.evaluate("document.documentElement.dataset.pwSize") == "125"


def test_a_prerendered_page_waits_until_it_is_seen(first_reader):
    page = first_reader("/")
    page.context.add_init_script("""
        Object.defineProperty(document, "visibilityState", { get: () => window.seen ? "visible" : "hidden" });
    """)
    asked = reports(page)
    page.goto(page.url + ARTICLE.lstrip("/"))
    drawn(page)
    assert asked == []
    assert number(page) == "0"
    page.evaluate("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(".pw-views__number")).to_have_text("1")


def test_a_page_made_ahead_is_counted_when_it_is_shown(first_reader):
    page = first_reader("/")
    page.context.add_init_script(
        "Object.defineProperty(document, 'prerendering', { get: () => !window.shown });"
    )
    asked = reports(page)
    page.goto(page.url + ARTICLE.lstrip("/"))
    drawn(page)
    assert asked == []
    assert number(page) == "0"
    page.evaluate("window.shown = true; document.dispatchEvent(new Event('prerenderingchange'))")

    expect(page.locator(".pw-views__number")).to_have_text("1")


def test_a_page_brought_back_by_history_is_reported_again(first_reader):
    page = first_reader(ARTICLE)
    expect(page.locator(".pw-views__number")).to_have_text("1")
    with page.expect_response("**/portal/views") as answer:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    assert answer.value.json() == {"views": 1, "counted": False, "reason": "repeat"}


@pytest.mark.parametrize(
    ("broken", "asked"),
    [
        ("window.fetch = () => Promise.reject(new TypeError());", "**/portal/views"),
        (
            "window.fetch = () => Promise.reject(new TypeError()); Navigator.prototype.sendBeacon = () => false;",
            "**/portal/views.gif?**",
        ),
    ],
    ids=["a beacon", "an image"],
)
def test_where_fetch_is_of_no_use_the_view_is_reported_otherwise(first_reader, broken: str, asked: str):
    page = first_reader("/")
    page.context.add_init_script(broken)
    with page.expect_response(asked):
        page.goto(page.url + ARTICLE.lstrip("/"))

    expect(first_reader(ARTICLE, agent=FIREFOX).locator(".pw-views__number")).to_have_text("2")


def test_where_the_policy_forbids_to_connect_the_image_reports_the_view(first_reader):
    """The policy reports after the failure, and a blocked beacon claims that it was sent."""
    page = first_reader("/")

    def strict(route: Route) -> None:
        answer = route.fetch()
        policy = answer.headers["content-security-policy"] + "; connect-src 'none'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route(f"**{ARTICLE}", strict)
    with page.expect_response("**/portal/views.gif?**") as answer:
        page.goto(page.url + ARTICLE.lstrip("/"))

    assert answer.value.headers["x-portal-counted"] in {"yes", "accepted"}
    assert page.evaluate("violations.splice(0).every((one) => one.startsWith('connect-src'))")


def test_offline_the_page_keeps_its_number(first_reader):
    page = first_reader("/")
    page.route("**/portal/views", lambda route: route.abort())
    with page.expect_event("requestfailed", of_the_article):
        page.goto(page.url + ARTICLE.lstrip("/"))
    drawn(page)

    assert number(page) == "0"


def test_in_english_with_a_switch(reader):
    page = reader(ARTICLE)
    page.get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "Wednesday, 18 November 2026, 08:10" in page.locator(".pw-dateline").first.inner_text()
    assert page.get_by_role("heading", name="Visit statistics").is_visible()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    assert page.url.endswith(ARTICLE)


def test_printed_the_page_is_the_article(reader):
    page = reader(ARTICLE)
    page.emulate_media(media="print")

    assert page.locator(".article__body").is_visible()
    for gone in (".pw-reading", ".pw-statistics", ".pw-links", ".menu", ".skip"):
        assert not page.locator(gone).first.is_visible()
