"""The text of pictures replaces all pictures, also late ones. Afterwards the page is as before."""

import pytest
from playwright.sync_api import Page, Route, expect

from browser.axe import findings
from browser.conftest import SHIFT
from browser.test_reading import head

pytestmark = pytest.mark.browser

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
CHOSEN = "pictures-text"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200"/></svg>'
)
BODY = """<body class="pw-article">
<p><img id="bridge" src="/p.svg" alt="Cầu Sông Ngân"> và <a href="/"><img src="/p.svg" alt="Về trang chủ"></a></p>
<p><img src="/p.svg" alt="The old bridge" lang="en"></p>
<p><img id="line" src="/p.svg" alt=""><img id="nameless" src="/p.svg"></p>
<p><img id="emblem" class="pw-as-is" src="/p.svg" alt="Huy hiệu"></p>
<details><summary>Ảnh khác</summary><img id="folded" src="/p.svg" alt="Lễ khánh thành"></details>
<div id="later"></div>"""
# As the control of the options sends it.
CHOOSE = "(text) => dispatchEvent(new CustomEvent('pw-reading', { detail: text }))"


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def draw(route: Route) -> None:
    route.fulfill(body=PICTURE, content_type="image/svg+xml")


def host_page(reader, body: str = BODY, *, draw=draw, wait_until: str = "load", **options) -> Page:
    """A host's page with the real stylesheet and scripts, and with pictures of its own."""
    page = reader("/", **options)
    html = head(page) + body
    page.route("**/p.svg", draw)
    page.route("**/pictures", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(page.url + "pictures", wait_until=wait_until)
    return page


def texts(page: Page) -> list[str]:
    return page.locator(".pw-picture-text").all_inner_texts()


def written(page: Page, count: int) -> None:
    expect(page.locator(".pw-picture-text")).to_have_count(count)


def height(page: Page, picture: str) -> float:
    return page.locator(picture).bounding_box()["height"]


def test_pictures_give_way_to_their_text(reader):
    """Decorative pictures disappear. Pictures without a text, or in excluded elements, stay."""
    page = host_page(reader, cookie=CHOSEN)
    written(page, 4)

    assert texts(page)[:2] == ["Cầu Sông Ngân", "Về trang chủ"]
    expect(page.locator("#bridge")).to_be_hidden()
    expect(page.locator("#line")).to_be_hidden()
    assert height(page, "#nameless") == height(page, "#emblem") == 200
    expect(page.get_by_role("link", name="Về trang chủ", exact=True)).to_be_visible()
    assert page.locator("[style]").count() == 0
    expect(page.get_by_text("The old bridge")).to_have_attribute("lang", "en")
    # An empty attribute would mean that the language is unknown.
    assert page.locator("[lang='']").count() == 0


def test_a_picture_that_comes_late_does_not_show(reader):
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page = host_page(reader, draw=hold, wait_until="domcontentloaded", cookie=CHOSEN)
    written(page, 4)
    while waiting:
        draw(waiting.pop())
    page.wait_for_load_state("load")

    expect(page.locator("#bridge")).to_be_hidden()
    assert height(page, "p >> nth=0") < 100


def test_a_picture_that_is_unfolded_or_added_later_does_not_show(reader):
    page = host_page(reader, cookie=CHOSEN)
    written(page, 4)
    page.locator("summary").click()
    page.evaluate("later.innerHTML = '<img id=new src=/p.svg alt=Mới>'")

    expect(page.get_by_text("Lễ khánh thành")).to_be_visible()
    expect(page.get_by_text("Mới")).to_be_visible()
    expect(page.locator("#folded")).to_be_hidden()
    expect(page.locator("#new")).to_be_hidden()


def test_the_text_follows_what_the_page_does_with_its_picture(reader):
    page = host_page(reader, cookie=CHOSEN)
    written(page, 4)
    page.evaluate("bridge.alt = 'Cầu mới'")
    expect(page.locator("p >> nth=0")).to_contain_text("Cầu mới")
    page.evaluate("later.append(bridge)")
    expect(page.locator("#later")).to_have_text("Cầu mới")
    assert texts(page).count("Cầu mới") == 1
    page.evaluate("bridge.remove()")
    written(page, 3)


def test_who_comes_back_sees_nothing_move(reader):
    """The pictures are not painted before their texts, and the texts not after the rest of the page."""
    sized = "".join(
        f'<p>{"Đoạn văn. " * 40}<img src=/p.svg width=300 height=200 alt="Ảnh {n}">' for n in range(9)
    )
    page = host_page(reader, f'<body class="pw-article">{sized}', cookie=CHOSEN)
    page.context.add_init_script(SHIFT)
    for _ in range(3):
        page.goto(page.url)
        written(page, 9)

        assert page.evaluate("shift") == 0


def test_a_page_that_removes_the_text_shows_its_picture(reader):
    """The text is not inserted again and again, so the page does not hang."""
    strict = """<script>removed = 0; new MutationObserver(() => document.querySelectorAll(".pw-picture-text").forEach((it) => {
        it.remove();
        removed += 1;
    })).observe(document, { childList: true, subtree: true })</script>"""
    page = host_page(reader, strict + BODY, cookie=CHOSEN)
    page.wait_for_function("() => removed >= 4")

    assert page.evaluate("new Promise((done) => requestAnimationFrame(() => done(removed)))") == 4
    expect(page.locator("#bridge")).to_be_visible()


def test_who_wants_the_pictures_back_has_the_page_as_it_was(reader):
    page = host_page(reader)
    before = page.evaluate("document.body.innerHTML")
    for _ in range(2):
        page.evaluate(CHOOSE, CHOSEN)
        written(page, 4)
        page.evaluate(CHOOSE, "")
        written(page, 0)

    assert page.evaluate("document.body.innerHTML") == before
    assert height(page, "#bridge") == 200


def test_pictures_stay_where_their_text_cannot_be_written(reader):
    page = host_page(reader)
    page.route("**/pictures-*.mjs", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.evaluate(CHOOSE, CHOSEN)

    expect(page.locator("#bridge")).to_be_visible()
    expect(page.locator("#line")).to_be_hidden()


def test_without_javascript_chromium_shows_the_text_by_style(reader):
    """Only pictures that exist from the beginning are replaced. In other browsers they stay."""
    page = reader("/", cookie=CHOSEN, javascript=False)
    html = head(page).replace("<html", '<html data-pw-pictures="text"') + BODY
    page.route("**/p.svg", draw)
    page.route("**/pictures", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(page.url + "pictures")

    expect(page.locator("#line")).to_be_hidden()
    assert height(page, "#nameless") == height(page, "#emblem") == 200
    # As soon as the empty picture has arrived.
    page.wait_for_function("() => document.querySelector('#bridge').getBoundingClientRect().height < 100")


@pytest.mark.parametrize("width", [320, 1280])
def test_an_article_is_accessible_with_the_text_of_its_pictures(reader, width: int):
    page = reader(ARTICLE, cookie=CHOSEN, width=width)
    page.evaluate(
        "(alt) => document.querySelector('.pw-article').insertAdjacentHTML('beforeend', `<img src=/p.svg alt='${alt}'>`)",
        "Lãnh đạo tỉnh kiểm tra công tác phòng, chống lũ tại các công trình thủy lợi " * 3,
    )
    expect(page.locator(".pw-article .pw-picture-text")).to_be_visible()

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
