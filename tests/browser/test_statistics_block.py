"""The statistics block refreshes itself silently while it is visible, and can be paused."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
DATA = "**/portal/statistics.json*"
PAGE = "/portal/statistics"
ROWS = ("online", "today", "yesterday", "week", "month", "year", "total")
PAUSE, RESUME = "Tạm dừng cập nhật", "Tiếp tục cập nhật"
MINUTE = 60_000


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


class Server:
    """Answers the block's requests with the numbers that a test has set, and counts the requests."""

    def __init__(self) -> None:
        self.asked = 0
        self.number = 1234
        self.status = 200

    def answer(self, route: Route) -> None:
        self.asked += 1
        numbers = dict.fromkeys(ROWS, self.number)
        texts = {key: f"{number:,}".replace(",", ".") for key, number in numbers.items()}
        route.fulfill(status=self.status, json={**numbers, "texts": texts})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(reader, site: str, server: Server) -> Page:
    """The home page, with numbers of 0 and a clock that the test moves."""
    page = reader("/")
    page.clock.install()
    page.route(DATA, server.answer)
    page.goto(site + "/")
    return page


def number(page: Page, key: str = "total"):
    return page.locator(f".pw-statistics__row--{key} dd")


def see(page: Page, state: str) -> None:
    """Simulate that the reader switches to another tab, and back."""
    page.evaluate(
        "(state) => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_after_a_minute_the_numbers_are_new(page: Page, server: Server):
    page.clock.run_for(MINUTE - 1000)
    assert server.asked == 0
    with page.expect_response(DATA):
        page.clock.run_for(2000)

    for key in ROWS:
        expect(number(page, key)).to_have_text("1.234")
    server.number = 14639
    with page.expect_response(DATA):
        page.clock.run_for(MINUTE)
    expect(number(page)).to_have_text("14.639")


def test_the_portals_own_answer_is_understood(first_reader):
    """The script and the real server work together: the first reader sees the visit of a second one."""
    first = first_reader("/")
    first.clock.install()
    first.goto(first.url)
    other = first_reader("/", agent="Mozilla/5.0 (Windows NT 10.0; rv:142.0) Gecko/20100101 Firefox/142.0")
    # (wait_for_function treats every promise as true.)
    other.evaluate(
        """async () => {
            const said = async () => (await fetch("/portal/statistics.json", { cache: "no-store" })).json();
            while ((await said()).today < 2);
        }"""
    )
    with first.expect_response(DATA):
        first.clock.run_for(MINUTE)

    expect(number(first, "today")).to_have_text("2")
    expect(number(first)).to_have_text("2")


def test_paused_it_asks_nothing_until_it_goes_on(page: Page, server: Server):
    page.get_by_role("button", name=PAUSE).click()
    page.clock.run_for(10 * MINUTE)
    assert server.asked == 0
    assert page.get_by_role("button", name=PAUSE).count() == 0

    with page.expect_response(DATA):
        page.get_by_role("button", name=RESUME).click()
        page.clock.run_for(100)
    expect(number(page)).to_have_text("1.234")
    expect(page.get_by_role("button", name=PAUSE)).to_be_visible()


def test_an_answer_that_comes_after_the_pause_changes_nothing(page: Page, server: Server):
    def wait(route: Route) -> None:
        waiting.append(route)

    waiting: list[Route] = []
    page.unroute(DATA)
    page.route(DATA, wait)
    before = number(page).inner_text()
    with page.expect_request(DATA):
        page.clock.run_for(MINUTE)
    page.get_by_role("button", name=PAUSE).click()
    with page.expect_response(DATA):
        server.answer(waiting[0])
    page.clock.run_for(1000)

    expect(number(page)).to_have_text(before)


def test_unseen_it_asks_nothing_and_back_again_at_once(page: Page, server: Server):
    see(page, "hidden")
    page.clock.run_for(10 * MINUTE)
    assert server.asked == 0

    with page.expect_response(DATA):
        see(page, "visible")
        page.clock.run_for(100)
    expect(number(page)).to_have_text("1.234")
    see(page, "hidden")
    see(page, "visible")
    page.clock.run_for(1000)
    assert server.asked == 1


def test_after_three_answers_that_are_none_it_stops_for_good(page: Page, server: Server):
    server.status = 503
    for _ in range(3):
        with page.expect_response(DATA):
            page.clock.run_for(MINUTE)
    expect(page.get_by_role("button", name=PAUSE)).to_have_count(0)
    server.status = 200
    page.clock.run_for(10 * MINUTE)
    see(page, "hidden")
    see(page, "visible")
    page.clock.run_for(10 * MINUTE)

    assert server.asked == 3
    expect(page.get_by_role("link", name="Cách tính")).to_be_visible()


def test_two_failures_are_forgiven(page: Page, server: Server):
    for status in (503, 503, 200, 503, 503, 200):
        server.status = status
        with page.expect_response(DATA):
            page.clock.run_for(MINUTE)
    expect(number(page)).to_have_text("1.234")


def test_a_total_that_is_shown_never_falls(page: Page, server: Server):
    """A cache may have older numbers. Numbers that begin again each day may fall."""
    for server.number in (1234, 7):
        with page.expect_response(DATA):
            page.clock.run_for(MINUTE)
    expect(number(page, "today")).to_have_text("7")
    expect(number(page)).to_have_text("1.234")


def test_numbers_change_silently(page: Page, server: Server):
    with page.expect_response(DATA):
        page.clock.run_for(MINUTE)
    expect(number(page)).to_have_text("1.234")

    around = page.locator(".pw-statistics").evaluate(
        """(block) => [block, ...block.querySelectorAll("*")].some((element) =>
            element.closest("[aria-live], [role=status], [role=alert], [role=log], [role=timer]"))"""
    )
    assert around is False
    assert page.locator(".pw-statistics [style]").count() == 0


def test_the_pause_is_reached_by_keyboard_and_keeps_the_focus(page: Page, server: Server):
    button = page.get_by_role("button", name=PAUSE)
    page.get_by_role("link", name="Cách tính").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name=RESUME)).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") >= 44


def test_without_javascript_the_numbers_stand_and_nothing_pretends_to_pause(reader):
    page = reader("/", javascript=False)

    assert number(page).inner_text().isdigit()
    assert page.locator(".pw-statistics button").count() == 0


def test_the_block_leads_to_how_it_counts_and_from_there_to_the_page(reader):
    page = reader("/", javascript=False)
    page.get_by_role("link", name="Cách tính").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cách tính lượt truy cập")
    page.get_by_role("main").get_by_role("link", name="Thống kê truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thống kê truy cập")
    page.get_by_role("link", name="30 ngày").click()

    expect(page.locator("[aria-current=true]")).to_have_text("30 ngày")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [PAGE, "/portal/statistics/how-we-count"])
def test_its_pages_fit_a_narrow_telephone(reader, path: str, lang: str, javascript: bool):
    page = reader(f"{path}?lang={lang}", width=320, javascript=javascript)

    assert page.locator("html").get_attribute("lang") == lang
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_control_of_the_page_is_44_pixels_high(reader):
    page = reader(PAGE, width=320)
    expect(page.get_by_role("button", name=PAUSE)).to_be_visible()
    small = page.evaluate("""() => [...document.querySelectorAll("[class^=pw-statistics] a, .pw-statistics button")]
        .filter((element) => element.getBoundingClientRect().height < 43.9)
        .map((element) => element.outerHTML.slice(0, 80))""")

    assert small == []


@pytest.mark.parametrize(("width", "size"), [(320, 100), (320, 200), (768, 150), (1280, 100)])
def test_large_numbers_are_whole_and_in_their_place(reader, site: str, server: Server, width: int, size: int):
    page = reader("/", width=width, cookie=f"size-{size}")
    page.clock.install()
    server.number = 12345678
    page.route(DATA, server.answer)
    page.goto(site + PAGE)
    with page.expect_response(DATA):
        page.clock.run_for(MINUTE)
    expect(number(page)).to_have_text("12.345.678")
    numbers = page.locator(".pw-statistics--page dd")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert numbers.evaluate_all("(all) => all.filter((dd) => dd.scrollWidth > dd.clientWidth).length") == 0
    lines = "(all) => all.map((dd) => dd.clientHeight / parseFloat(getComputedStyle(dd).lineHeight))"
    assert numbers.evaluate_all(lines) == pytest.approx([1] * len(ROWS), abs=0.1)


def test_printed_the_page_has_its_numbers_and_no_controls(reader):
    page = reader(PAGE)
    expect(page.get_by_role("button", name=PAUSE)).to_be_visible()
    page.emulate_media(media="print")

    assert number(page).is_visible()
    for gone in (".pw-statistics__actions", ".pw-statistics-page__windows"):
        assert not page.locator(gone).is_visible()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", ["total", "yesterday", "online"])
def test_a_picture_is_wide_enough_for_its_words(reader, key: str, lang: str):
    page = reader(f"/portal/statistics/{key}.svg?lang={lang}")
    room = page.evaluate("""() => {
        const [box] = document.getElementsByTagName("rect");
        const [name, number] = [...document.getElementsByTagName("text")].map((text) => text.getBBox());
        const [left, right] = [document.getElementsByTagName("path")[0].getBBox().x, box.getBBox().width];
        return [name.x, left - name.x - name.width, number.x - left, right - number.x - number.width];
    }""")

    assert min(room) >= 6
