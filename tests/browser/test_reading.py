"""Reading options in a browser, in every theme and size: no content is lost, and nothing is written into the
page.
"""

import itertools
import os
import re

import pytest
from playwright.sync_api import Page, expect

from browser.axe import ALL, COLOURS, findings, first_of_each, rules_for
from browser.conftest import reported
from browser.test_accessibility import in_language
from portal_widgets.reading.contrast import contrast
from portal_widgets.reading.rules import OFFERED, OWN_THEME, SIZES
from portal_widgets.reading.themes import THEMES

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
OPTIONS = "/portal/reading-options"
EVERYTHING = "line-250.letter-18.word-32.paragraph-300.width-65.font-lexend.links-on.motion-calm"
pytestmark = pytest.mark.browser

# As in the cookie; "" is the device's choice.
LOOKS = ["", *(f"theme-{name}" for name in THEMES), "theme-own.ink-00204a.paper-ffe9c9"]
# Elements that are cut off or overlap: text boxes of one parent that touch.
LOST = """() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".pw-hidden, .skip, .article__table");
    const texts = [...document.querySelectorAll("main *, header *, footer *")].filter((element) => shown(element)
        && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const cut = texts.filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        return (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
            || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
    });
    const boxes = texts.filter((element) => getComputedStyle(element).display !== "inline")
        .map((element) => [element, element.getBoundingClientRect()]);
    const over = [];
    for (const [at, [one, a]] of boxes.entries()) for (const [other, b] of boxes.slice(at + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1) over.push(one.outerHTML.slice(0, 60) + " over " + other.outerHTML.slice(0, 60));
    }
    return [...cut.map((element) => "cut " + element.outerHTML.slice(0, 80)), ...over];
}"""


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def matrix() -> list[tuple[str, int, int, str]]:
    """Each look with each size. Width and language alternate, so that each pair occurs. `make test-full` uses
    all combinations.
    """
    if os.environ.get("MATRIX") == "full":
        return list(itertools.product(LOOKS, SIZES, (1280, 320), ("vi", "en")))
    turns = itertools.cycle([(1280, "vi"), (320, "en"), (320, "vi"), (1280, "en"), (320, "vi")])
    return [(look, size, *next(turns)) for look, size in itertools.product(LOOKS, SIZES)]


def test_the_short_matrix_holds_every_pair():
    names = range(4)
    for one, other in itertools.combinations(names, 2):
        met = {(case[one], case[other]) for case in matrix()}
        assert len(met) == len({case[one] for case in matrix()}) * len({case[other] for case in matrix()})


FIRSTS = first_of_each(matrix(), lambda case: ("own" in case[0], *case[1:]))


@pytest.mark.parametrize(("look", "size", "width", "lang"), matrix())
def test_in_every_theme_and_size_the_article_is_whole(onlooker, look: str, size: int, width: int, lang: str):
    """WCAG 2.2 AA by axe-core, 1.4.4 and 1.4.10: no text is cut off, nothing overlaps, and there is no
    sideways scroll.
    """
    cookie = ".".join(filter(None, [look, f"size-{size}" if size != 100 else ""]))
    page = onlooker(in_language(ARTICLE, lang), width=width, cookie=cookie)

    assert findings(page, ALL if (look, size, width, lang) in FIRSTS else COLOURS) == []
    assert page.evaluate(LOST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("[style]").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("size", [100, 200])
def test_with_every_option_chosen_nothing_is_lost(onlooker, width: int, size: int):
    """WCAG 1.4.12 and beyond."""
    page = onlooker(ARTICLE, width=width, cookie=f"size-{size}.{EVERYTHING}")
    page.evaluate("document.fonts.ready.then(() => 1)")

    assert page.evaluate(LOST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_panel_itself_is_accessible_when_open(reader, look: str, width: int):
    page = reader(ARTICLE, width=width, cookie=look)
    page.locator(".pw-reading-panel__summary").click()

    assert findings(page, rules_for(look)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def chosen(page: Page) -> dict[str, str]:
    return page.evaluate("({...document.documentElement.dataset})")


def option(page: Page, name: str, value: str):
    return page.locator(f'.pw-options input[name="{name}"][value="{value}"]')


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in OFFERED.items() for value in values if value != OWN_THEME],
)
def test_every_option_is_one_attribute_and_its_press_by_script_counts(reader, name: str, value: str):
    """`element.click()`, as assistive technology sends it, has the same effect as a finger, and the server
    understands it.
    """
    page = reader(OPTIONS)
    option(page, name, value).evaluate("(input) => input.click()")

    assert chosen(page) == {f"pw{name.capitalize()}": value}
    assert page.locator("[style]").count() == 0
    page.reload()
    assert f'data-pw-{name}="{value}"' in page.request.get(page.url).text()
    expect(option(page, name, value)).to_be_checked()
    page.get_by_role("button", name="Đặt lại").click()
    assert chosen(page) == {}
    assert page.context.cookies() == []


def measured(page: Page, wanted: str) -> float:
    """A property of the article's first paragraph, in its own em."""
    return page.locator(".article__body p").first.evaluate(
        "(p, name) => parseFloat(getComputedStyle(p)[name]) / parseFloat(getComputedStyle(p).fontSize)",
        wanted,
    )


@pytest.mark.parametrize(
    ("cookie", "wanted", "em"),
    [
        ("line-150", "lineHeight", 1.5),
        ("letter-12", "letterSpacing", 0.12),
        ("word-16", "wordSpacing", 0.16),
        ("paragraph-200", "marginBlockEnd", 2),
    ],
)
def test_spacing_is_what_wcag_1_4_12_names(onlooker, cookie: str, wanted: str, em: float):
    assert measured(onlooker(ARTICLE, cookie=cookie), wanted) == pytest.approx(em, abs=0.01)


@pytest.mark.parametrize("most", [80, 65, 50])
@pytest.mark.parametrize("font", ["", "serif", "lexend"])
def test_lines_are_no_longer_than_promised(onlooker, most: int, font: str):
    """WCAG 1.4.8, counted in the text on the screen."""
    page = onlooker(ARTICLE, cookie=f"width-{most}" + (f".font-{font}" if font else ""))
    page.evaluate("document.fonts.ready.then(() => 1)")
    longest = page.evaluate("""() => Math.max(...[...document.querySelectorAll(".article__body p")].map((p) => {
        const text = p.textContent, lines = {}, range = document.createRange();
        for (const node of p.childNodes) if (node.nodeType === 3) for (let at = 0; at < node.length; at++) {
            range.setStart(node, at); range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            if (box.width) lines[Math.round(box.bottom / 6)] = (lines[Math.round(box.bottom / 6)] || 0) + 1;
        }
        return Math.max(0, ...Object.values(lines));
    }))""")

    assert most * 0.7 < longest <= most


def test_what_is_excluded_stays_as_it_is(reader):
    """The bar is inside the article and keeps its own typeface and spacing."""
    page = reader(ARTICLE, cookie=EVERYTHING)
    legend = page.locator(".pw-reading__legend").first

    assert legend.evaluate("(it) => getComputedStyle(it).letterSpacing") in {"normal", "0px"}
    assert "Lexend" not in legend.evaluate("(it) => getComputedStyle(it).fontFamily")
    assert "Lexend" in page.locator(".article__body p").first.evaluate(
        "(it) => getComputedStyle(it).fontFamily"
    )


def test_a_face_is_loaded_only_when_chosen(reader):
    asked: list[str] = []
    page = reader("/")
    page.on("request", lambda request: asked.append(request.url))
    with reported(page):
        page.goto(page.url + ARTICLE.lstrip("/"))
    assert [url for url in asked if url.endswith((".woff2", ".mjs"))] == []

    page.locator(".pw-reading-panel__summary").click()
    option(page, "font", "lexend").check()
    page.evaluate("document.fonts.ready.then(() => 1)")
    assert len([url for url in asked if url.endswith(".woff2")]) == 2


def test_links_stand_out(reader):
    """They are underlined, thick and bold, and so visible without colour (WCAG 1.4.1)."""
    link = reader(ARTICLE, cookie="links-on").locator(".menu__link").first

    assert link.evaluate("(it) => getComputedStyle(it).textDecorationLine") == "underline"
    assert link.evaluate("(it) => getComputedStyle(it).fontWeight") == "700"


MOVING = """<p class="moves">a</p><p class="pw-as-is moves">b</p><style>
@keyframes run { to { opacity: .5; } } .moves { animation: run 9s infinite; }</style>"""


def test_what_moves_is_stopped(reader):
    """Also the moving parts of a host's page, except in excluded elements."""
    page = reader("/", cookie="motion-calm")
    html = head(page) + MOVING
    page.route("**/moving", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(page.url + "moving")
    durations = page.locator(".moves").evaluate_all(
        "(all) => all.map((it) => getComputedStyle(it).animationDuration)"
    )

    assert float(durations[0].rstrip("s")) < 0.001
    assert durations[1] == "9s"


def head(page: Page) -> str:
    """A host's page with the real stylesheet and scripts, without its policy."""
    links = re.findall(r'<(?:link rel="stylesheet"|script)[^>]*/portal/[^>]*>(?:</script>)?', page.content())
    return "<!doctype html><html lang=vi><meta charset=utf-8><title>Trang</title>" + "".join(links)


def colours(page: Page) -> tuple[str, str]:
    return tuple(
        page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
    )


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.parametrize(
    ("scheme", "more", "theme"),
    [("light", False, "light"), ("dark", False, "dark"), ("light", True, "plain"), ("dark", True, "night")],
)
def test_before_a_choice_the_device_decides(reader, scheme: str, more: bool, theme: str):
    page = reader(ARTICLE)
    page.emulate_media(color_scheme=scheme, contrast="more" if more else "no-preference")

    assert colours(page) == (rgb(THEMES[theme].ink), rgb(THEMES[theme].paper))
    assert findings(page, rules_for(theme)) == []


def test_a_choice_wins_over_the_device(reader):
    page = reader(ARTICLE, cookie="theme-paper")
    page.emulate_media(color_scheme="dark", contrast="more")

    assert colours(page) == (rgb(THEMES["paper"].ink), rgb(THEMES["paper"].paper))


@pytest.mark.parametrize("look", ["", "theme-contrast"])
def test_forced_colours_are_the_systems(reader, look: str):
    page = reader(ARTICLE, cookie=look)
    page.emulate_media(forced_colors="active")

    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pw-ink')")
        == "CanvasText"
    )
    assert findings(page, rules_for(look)) == []


def test_an_own_pair_is_shown_with_its_ratio_and_applied(reader):
    page = reader(OPTIONS)
    page.locator("input[name=ink]").fill("#00204a")
    page.locator("input[name=paper]").fill("#ffe9c9")

    expect(page.locator("output")).to_have_text("Tương phản 13,5:1")
    assert contrast("#00204a", "#ffe9c9") == pytest.approx(13.5, abs=0.1)
    expect(option(page, "theme", "own")).to_be_checked()
    assert colours(page) == (rgb("#00204a"), rgb("#ffe9c9"))
    page.goto(page.url.replace(OPTIONS, ARTICLE))
    assert colours(page) == (rgb("#00204a"), rgb("#ffe9c9"))
    assert page.locator("[style]").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("ink", "paper", "scheme"), [("ffe9c9", "00204a", "dark"), ("00204a", "ffe9c9", "light")]
)
def test_native_controls_and_scrollbars_go_with_an_own_pair(
    reader, ink: str, paper: str, scheme: str, *, javascript: bool
):
    page = reader(ARTICLE, cookie=f"theme-own.ink-{ink}.paper-{paper}", javascript=javascript)
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme
    if javascript:
        assert findings(page) == []


@pytest.mark.parametrize("name", THEMES)
def test_native_controls_and_scrollbars_go_with_the_theme(reader, name: str):
    page = reader(ARTICLE, cookie=f"theme-{name}")
    page.emulate_media(color_scheme="light" if THEMES[name].scheme == "dark" else "dark")

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == THEMES[name].scheme


def test_the_ratio_stands_in_the_panel_as_soon_as_it_is_open(reader):
    """It also follows a choice in another tab. If the panel stays closed, the page does not load the code."""
    asked: list[str] = []
    page = reader(ARTICLE)
    page.on("request", lambda request: asked.append(request.url))
    with reported(page):
        page.reload()
    assert [url for url in asked if "/pair-" in url] == []

    page.locator(".pw-reading-panel__summary").click()
    expect(page.locator(".pw-options output")).to_have_text(re.compile(r"Tương phản \d+,\d:1"))
    other = page.context.new_page()
    other.goto(page.url.replace(ARTICLE, OPTIONS))
    other.locator("input[name=ink]").fill("#00204a")
    other.locator("input[name=paper]").fill("#ffe9c9")
    expect(page.locator(".pw-options output")).to_have_text("Tương phản 13,5:1")


def test_where_a_part_cannot_be_had_the_server_judges_the_pair(reader):
    """The button appears again and sends the form."""
    page = reader("/")
    page.route("**/pair-*.mjs", lambda route: route.abort())
    page.goto(page.url.rstrip("/") + OPTIONS)
    option(page, "theme", "own").check()
    page.locator("input[name=ink]").fill("#999999")
    page.get_by_role("button", name="Áp dụng").click()

    expect(page.get_by_role("alert")).to_contain_text("cần ít nhất 4,5:1")


def test_an_own_pair_that_cannot_be_read_is_refused_at_once(reader):
    """The page keeps its colours, the inputs keep the choice, and the reason is shown."""
    page = reader(OPTIONS)
    before = colours(page)
    page.locator("input[name=ink]").fill("#999999")

    expect(page.locator("output")).to_contain_text("quá thấp để đọc được. Cần ít nhất 4,5:1.")
    assert colours(page) == before
    assert page.locator("input[name=ink]").input_value() == "#999999"
    assert page.context.cookies() == []


def test_without_javascript_the_page_takes_an_own_pair_and_refuses_a_bad_one(reader):
    page = reader(OPTIONS, javascript=False)
    option(page, "theme", "own").check()
    page.locator("input[name=ink]").fill("#999999")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_role("alert")).to_contain_text("cần ít nhất 4,5:1")
    assert page.locator("input[name=ink]").input_value() == "#999999"

    page.locator("input[name=ink]").fill("#00204a")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.locator("html")).to_have_attribute("data-pw-theme", "own")
    page.wait_for_load_state()
    assert colours(page) == (rgb("#00204a"), rgb("#fff8e1"))


def test_without_javascript_the_panel_opens_and_applies(reader):
    page = reader(ARTICLE, javascript=False)
    page.locator(".pw-reading-panel__summary").click()
    option(page, "line", "200").check()
    option(page, "links", "on").check()
    page.locator(".pw-reading-panel").get_by_role("button", name="Áp dụng").click()

    assert ARTICLE in page.url
    expect(page.locator("html")).to_have_attribute("data-pw-line", "200")
    expect(page.locator("html")).to_have_attribute("data-pw-links", "on")
    page.locator(".pw-reading-panel__summary").click()
    option(page, "links", "on").uncheck()
    page.locator(".pw-reading-panel").get_by_role("button", name="Áp dụng").click()
    expect(page.locator("html")).not_to_have_attribute("data-pw-links", "on")


def test_by_keyboard_alone(reader):
    """Tab reaches the panel, Enter opens it, arrows choose, Space switches, and Escape closes it and returns
    the focus.
    """
    page = reader(ARTICLE)
    page.locator(".pw-reading-panel__summary").focus()
    page.keyboard.press("Enter")
    for _ in range(page.locator(".pw-reading-panel button[name=set]").count()):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "set"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "size"
    page.keyboard.press("ArrowDown")
    assert chosen(page) == {"pwSize": "125"}
    assert "125%" in page.locator(".pw-options [role=status]").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert chosen(page) == {"pwSize": "125", "pwTheme": "light"}
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.className") == "pw-reading-panel__summary"
    assert not page.locator(".pw-options").is_visible()
    assert page.locator("[accesskey], [tabindex]:not([tabindex='-1']):not([tabindex='0'])").count() == 0


def test_bar_and_panel_show_the_same(reader):
    page = reader(ARTICLE)
    page.get_by_role("button", name="Chữ vàng nền đen").click()
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.locator(".pw-reading-panel__summary").click()

    expect(option(page, "theme", "contrast")).to_be_checked()
    expect(option(page, "size", "125")).to_be_checked()
    option(page, "theme", "sun").check()
    expect(page.get_by_role("button", name="Chữ vàng nền đen")).to_have_attribute("aria-pressed", "false")


def test_another_tab_follows_at_once(reader):
    """The other tab follows without a reload, also if it is not visible."""
    first = reader(ARTICLE)
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_role("button", name="Chữ vàng nền đen").click()
    second.get_by_role("button", name="Tăng cỡ chữ").click()

    expect(first.locator("html")).to_have_attribute("data-pw-theme", "contrast")
    expect(first.locator("html")).to_have_attribute("data-pw-size", "125")
    expect(first.get_by_role("button", name="Chữ vàng nền đen")).to_have_attribute("aria-pressed", "true")


def test_a_page_from_history_shows_the_later_choice(reader):
    page = reader(ARTICLE)
    page.get_by_role("link", name="Trang chủ").first.click()
    page.locator(".pw-reading-panel__summary").click()
    option(page, "theme", "dark").check()
    page.go_back()

    expect(page.locator("html")).to_have_attribute("data-pw-theme", "dark")


def test_controls_that_history_brings_back_show_the_later_choice(reader):
    """A browser restores their old values after the scripts have run."""
    page = reader("/")
    page.locator(".pw-reading-panel__summary").click()
    option(page, "theme", "dark").check()
    page.goto(page.url + ARTICLE.lstrip("/"))
    page.get_by_role("button", name="Chữ vàng nền đen").click()
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.go_back()
    page.locator(".pw-reading-panel__summary").click()

    expect(page.locator("html")).to_have_attribute("data-pw-theme", "contrast")
    expect(option(page, "theme", "contrast")).to_be_checked()
    expect(option(page, "size", "125")).to_be_checked()


def test_without_cookies_a_choice_still_stands_on_this_page(reader):
    page = reader("/")
    page.context.add_init_script(
        "Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} });"
    )
    page.goto(page.url + ARTICLE.lstrip("/"))
    page.get_by_role("button", name="Tăng cỡ chữ").click()

    assert chosen(page) == {"pwSize": "125"}


def test_on_paper_the_size_stands_and_the_ink_is_black(reader):
    """Printing uses the chosen size, typeface and spacing, with black text on white, in every theme."""
    page = reader(ARTICLE, cookie="size-150.theme-dark.line-200.font-serif")
    page.emulate_media(media="print")
    paragraph = page.locator(".article__body p").first

    assert colours(page) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert "serif" in paragraph.evaluate("(p) => getComputedStyle(p).fontFamily")
    assert measured(page, "lineHeight") == pytest.approx(2, abs=0.01)
    large = paragraph.evaluate("(p) => parseFloat(getComputedStyle(p).fontSize)")
    plain = reader(ARTICLE)
    plain.emulate_media(media="print")
    paragraph = plain.locator(".article__body p").first
    assert large / paragraph.evaluate("(p) => parseFloat(getComputedStyle(p).fontSize)") == pytest.approx(
        1.5, abs=0.01
    )


SET = '.pw-sets button[name="set"]'


@pytest.mark.parametrize("page", [ARTICLE, OPTIONS])
def test_one_press_chooses_a_whole_set_and_another_undoes_it(reader, page: str):
    """The article's page has the sets in its panel. The pressed button always tells what is chosen."""
    shown = reader(page, cookie="size-75.ruler-on")
    if page == ARTICLE:
        shown.locator(".pw-reading-panel__summary").click()
    pressed = shown.locator(f'{SET}[aria-pressed="true"]')
    expect(pressed).to_have_count(0)

    shown.locator(f'{SET}[value="low-vision"]').click()
    expect(pressed).to_have_text("Nhìn kém")
    expect(shown.locator(".pw-sets [role=status]")).to_have_text("Tùy chọn đọc: Nhìn kém")
    assert chosen(shown) == {
        "pwSize": "200", "pwTheme": "contrast", "pwFont": "sans", "pwLine": "150", "pwLetter": "6", "pwLinks": "on",
    }  # fmt: skip
    assert findings(shown) == []

    shown.reload()
    expect(pressed).to_have_text("Nhìn kém")
    if page == ARTICLE:
        shown.locator(".pw-reading-panel__summary").click()
    option(shown, "size", "150").check()
    expect(pressed).to_have_count(0)
    shown.locator(f'{SET}[value=""]').click()
    expect(pressed).to_have_text("Mặc định")
    assert chosen(shown) == {}
    assert shown.context.cookies() == []
