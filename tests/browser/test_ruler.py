"""The reading ruler works without a script, follows pointer and keyboard with one, and never changes the
page.
"""

import pytest
from playwright.sync_api import Page

from browser.conftest import drawn, reported

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def top(page: Page) -> float:
    return page.evaluate("parseFloat(getComputedStyle(document.documentElement, '::before').top)")


def middle(page: Page) -> float:
    return (
        top(page)
        + page.evaluate("parseFloat(getComputedStyle(document.documentElement, '::before').height)") / 2
    )


def ready(reader, **options) -> Page:
    page = reader("/", **options)
    with reported(page), page.expect_response("**/ruler-*.mjs"):
        page.goto(page.url + ARTICLE.lstrip("/"))
    page.wait_for_function("() => document.adoptedStyleSheets.length > 0")
    return page


def test_the_ruler_follows_the_pointer(reader):
    page = ready(reader, cookie="ruler-on")
    for y in (300, 620):
        page.mouse.move(400, y)
        drawn(page)
        assert middle(page) == pytest.approx(y, abs=4)

    assert page.locator("[style]").count() == 0


def test_the_ruler_follows_the_keyboard(reader):
    page = ready(reader, cookie="ruler-on")
    page.get_by_role("button", name="Tăng cỡ chữ").focus()
    page.keyboard.press("Tab")
    drawn(page)
    box = page.evaluate(
        "(({ top, height }) => top + height / 2)(document.activeElement.getBoundingClientRect())"
    )

    assert middle(page) == pytest.approx(box, abs=4)


def test_the_ruler_finds_what_the_keyboard_brought_into_view(reader):
    """The page may scroll before the frame is drawn, so the final position of the link counts."""
    page = ready(reader, cookie="ruler-on", width=320)
    page.evaluate("document.querySelector('.article__body p:last-of-type').tabIndex = -1")
    last = page.locator(".article__body p:last-of-type")
    last.focus()
    page.keyboard.press("Tab")
    drawn(page)
    box = page.evaluate(
        "(({ top, height }) => top + height / 2)(document.activeElement.getBoundingClientRect())"
    )

    assert page.evaluate("scrollY") > 0
    assert middle(page) == pytest.approx(box, abs=4)


def test_to_follow_twice_is_to_follow_once(reader):
    page = reader("/", cookie="ruler-on")
    with page.expect_response("**/ruler-*.mjs") as answer:
        page.goto(page.url + ARTICLE.lstrip("/"))
    sheets = page.evaluate(
        """async (url) => {
            const ruler = await import(url);
            const count = () => document.adoptedStyleSheets.length;
            ruler.follow();
            ruler.follow();
            const followed = count();
            ruler.rest();
            ruler.rest();
            return [followed, count()];
        }""",
        answer.value.url,
    )

    assert sheets == [1, 0]


def test_it_writes_at_most_once_a_frame(reader):
    page = ready(reader, cookie="ruler-on")
    writes = page.evaluate("""() => new Promise((done) => {
        let writes = 0;
        const { style } = document.adoptedStyleSheets[0].cssRules[0];
        style.setProperty = () => { writes += 1; };
        requestAnimationFrame(() => {
            for (let y = 0; y < 50; y += 1) dispatchEvent(new PointerEvent("pointermove", { clientY: y }));
            requestAnimationFrame(() => requestAnimationFrame(() => done(writes)));
        });
    })""")

    assert writes == 1


def test_a_browser_without_such_stylesheets_leaves_the_ruler_where_it_stands(reader):
    page = reader("/", cookie="ruler-on")
    page.context.add_init_script("delete Document.prototype.adoptedStyleSheets;")
    with page.expect_response("**/ruler-*.mjs") as answer:
        page.goto(page.url + ARTICLE.lstrip("/"))
    page.evaluate("(url) => import(url).then(() => 1)", answer.value.url)
    before = top(page)
    page.mouse.move(400, 700)
    drawn(page)

    assert top(page) == before


def test_the_ruler_writes_nothing_into_the_page_and_lets_clicks_through(reader):
    page = ready(reader, cookie="ruler-on")
    page.evaluate("""() => {
        window.changed = 0;
        new MutationObserver((records) => { changed += records.length; })
            .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    }""")
    page.mouse.move(400, 300)
    page.mouse.move(400, 500)
    drawn(page)
    assert page.evaluate("changed") == 0

    page.get_by_role("link", name="Trang chủ").first.click()
    page.wait_for_url(lambda url: not url.endswith(ARTICLE))


def test_the_ruler_goes_when_it_is_switched_off(reader):
    page = ready(reader, cookie="ruler-on")
    page.mouse.move(400, 300)
    page.locator(".pw-reading-panel__summary").click()
    page.locator('.pw-reading-panel input[type=checkbox][name="ruler"]').uncheck()

    assert page.evaluate("getComputedStyle(document.documentElement, '::before').content") == "none"
    page.wait_for_function("() => document.adoptedStyleSheets.length === 0")


def test_without_a_script_the_ruler_stands_in_the_upper_half(reader):
    """It divides the screen by two lines and covers no text."""
    page = reader(ARTICLE, javascript=False, cookie="ruler-on")
    plain = reader(ARTICLE, javascript=False)

    assert page.locator("html").get_attribute("data-pw-ruler") == "on"
    assert page.screenshot(clip={"x": 0, "y": 330, "width": 300, "height": 120}) != plain.screenshot(
        clip={"x": 0, "y": 330, "width": 300, "height": 120}
    )
    assert page.screenshot(clip={"x": 0, "y": 390, "width": 1280, "height": 20}) == plain.screenshot(
        clip={"x": 0, "y": 390, "width": 1280, "height": 20}
    )
