"""Links in a browser: every page and layout in several themes; the office by keyboard, by dragging and
without a script.
"""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, expect

from browser.axe import findings, rules_for
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.directory_data import as_data
from portal_widgets.links.rules import Layout
from portal_widgets.links.service import LinkService
from support import FIREFOX, counting_of, portal_of

pytestmark = pytest.mark.browser
HOME = "/portal/admin/links/"
LOOKS = pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
WIDTHS = pytest.mark.parametrize("width", [1280, 320])


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"admin"}, "PORTAL_WIDGETS_ADMIN_NAME": lambda: "Lan"}


@pytest.fixture
def service(portal_app: Flask) -> LinkService:
    """A link that is held back, one that fails, and one that was reported."""
    portal = portal_of(portal_app)
    made = portal.service(LinkService)
    links = [link for _, link in made.newest()[1].links()]
    today = portal.clock.now().date()
    for link, seen in zip(links, (LinkState.DOMAIN, LinkState.GONE), strict=False):
        look = LinkCheck(seen, "lamchau.example -> casino.example")
        made.watch.save(update_status(LinkStatus(link.url), look, portal.clock.milliseconds(), today), None)
    made.reports.add(links[2].key, "wrong", today)
    return made


@LOOKS
@WIDTHS
def test_axe_finds_nothing_on_readers_pages(onlooker, service: LinkService, look: str, width: int):
    page = onlooker("/portal/links", width=width, cookie=look)
    key = next(service.newest()[1].links())[1].key
    for path in ("", "?q=so", "?order=abc", f"/report?link={key}", "/reported"):
        page.goto(page.url.partition("/portal/links")[0] + "/portal/links" + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@LOOKS
@WIDTHS
def test_axe_finds_nothing_in_the_office(onlooker, service: LinkService, look: str, width: int):
    key = next(service.newest()[1].links())[1].key
    service.document.change(lambda now: type(now)(now.groups[::-1]), who="Lan", what="x")
    page = onlooker(HOME, width=width, cookie=look)
    for path in (
        "",
        "new",
        f"{key}/edit",
        "groups/new",
        "groups/so-nganh",
        "history",
        "clicks",
        "import",
        "watch",
        f"{key}/watch",
    ):
        page.goto(page.url.partition(HOME)[0] + HOME + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_javascript_a_reader_goes_where_the_choice_leads(chromium: Browser, site: str):
    """Nothing happens before the button is pressed, and `form-action` does not block the way to the link."""
    context = chromium.new_context(java_script_enabled=False)
    context.route("https://**", lambda route: route.fulfill(body="Đã đến"))
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Liên kết web").select_option("Sở Xây dựng")
    before = page.url
    page.get_by_role("button", name="Mở trang").click()
    page.wait_for_url("https://xay-dung.lamchau.example/")
    context.close()

    assert before == f"{site}/"


def leads_away(request: Request) -> bool:
    return request.is_navigation_request() and request.url.startswith("https://danh-ba.")


def test_following_a_link_is_counted_once_also_into_a_new_tab(
    chromium: Browser, site: str, portal_app: Flask
):
    context = chromium.new_context(user_agent=FIREFOX)
    context.route("https://**", lambda route: route.fulfill(body="Đã đến"))
    page = context.new_page()
    page.goto(f"{site}/portal/links")
    link = page.locator("#main").get_by_role("link", name=re.compile("^Danh bạ"))
    for button in ("middle", "left"):
        # The target is requested. Whether the other site answers does not matter here.
        with (
            context.expect_event("request", leads_away),
            page.expect_request("**/portal/links/click") as heard,
        ):
            link.click(button=button, no_wait_after=True)
        assert heard.value.post_data.startswith("link=")
    context.close()
    counting_of(portal_app).catch_up()
    service, today = portal_of(portal_app).service(LinkService), portal_of(portal_app).clock.now().date()

    assert list(service.clicks.clicks_by_link(today, today + timedelta(days=1)).values()) == [1]


def test_a_reader_reports_a_fault_by_keyboard(reader, service: LinkService):
    page = reader("/portal/links")
    page.get_by_role("link", name=re.compile("Báo lỗi.*Danh bạ")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Không mở được hoặc trang không còn").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Cảm ơn quý vị đã báo lỗi")


def titles(page: Page, group: str) -> list[str]:
    return page.locator(
        f".pw-shelf__group:has(> .pw-shelf__head a[href*='{group}']) > .pw-shelf .pw-shelf__what > a"
    ).all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_order_is_changed_by_keyboard(reader, portal_app: Flask, javascript: bool):
    page = reader(HOME, javascript=javascript)
    before = titles(page, "services")
    page.get_by_role("button", name="chuyển xuống: Học tập").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đã đổi thứ tự.")

    assert titles(page, "services") == [before[1], before[0], *before[2:]]


def test_the_order_is_changed_by_dragging(reader, portal_app: Flask):
    page = reader(HOME)
    before = titles(page, "services")
    rows = page.locator(".pw-shelf__link[draggable]")
    rows.nth(2).drag_to(rows.nth(0))
    expect(page.get_by_role("status")).to_have_text("Đã đổi thứ tự.")

    assert titles(page, "services") == [before[2], before[0], before[1], *before[3:]]


def test_a_change_is_undone_in_the_history(reader, portal_app: Flask):
    before = as_data(portal_of(portal_app).service(LinkService).newest()[1])
    page = reader(HOME, javascript=False)
    page.get_by_label("Chọn Học tập").check()
    page.get_by_label("xóa", exact=True).check()
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_role("status")).to_have_text("Đã xóa 1 liên kết.")
    page.get_by_role("link", name="Lịch sử liên kết").click()
    page.get_by_role("button", name="Hoàn tác từ thay đổi này").click()

    assert as_data(portal_of(portal_app).service(LinkService).newest()[1]) == before


# It has scrolled to the second link, or to the end.
ONE_STEP = """() => {
  const list = document.querySelector(".pw-links__carousel");
  const [one, two] = list.children;
  return list.scrollLeft >= Math.min(two.offsetLeft - one.offsetLeft, list.scrollWidth - list.clientWidth) - 1;
}"""


def moving(page: Page) -> float:
    return page.locator(".pw-links__carousel").first.evaluate("(list) => list.scrollLeft")


def carousel(reader, portal_app: Flask, **how) -> Page:
    page = reader(HOME, width=320, **how)
    page.clock.install()
    page.goto(page.url + "groups/so-nganh")
    expect(page.get_by_role("button", name="Sau", exact=True)).to_be_visible()
    return page


def test_the_moving_row_moves_by_itself_and_stops_when_told(reader, portal_app: Flask):
    """WCAG 2.2.2."""
    page = carousel(reader, portal_app)
    page.clock.run_for(7_000)
    page.wait_for_function(ONE_STEP)
    page.get_by_role("button", name="Dừng chuyển").click()
    page.get_by_role("heading", level=1).click()
    stopped = moving(page)
    page.clock.run_for(20_000)

    assert moving(page) == stopped
    expect(page.get_by_role("button", name="Tự chuyển")).to_be_visible()


def test_the_moving_row_stands_still_under_calm_motion(reader, portal_app: Flask):
    page = carousel(reader, portal_app, cookie="motion-calm")
    page.clock.run_for(20_000)

    assert moving(page) == 0
    expect(page.get_by_role("button", name="Tự chuyển")).to_be_visible()


@pytest.mark.parametrize("layout", [one for one in Layout if one is not Layout.SELECT])
def test_without_javascript_every_layout_shows_every_link(reader, portal_app: Flask, layout: str):
    page = reader(HOME + "groups/so-nganh", javascript=False)
    section = page.locator("section.pw-shelf__group").nth(list(Layout).index(layout))

    expect(section.get_by_role("link", name="Thanh tra tỉnh")).to_be_visible()
