"""WCAG 2.2 AA on every page, in both languages, every theme and size (axe-core). No text is cut off."""

import itertools

import pytest
from playwright.sync_api import expect

from browser.axe import ALL, COLOURS, findings, first_of_each
from portal_widgets.reading.themes import THEMES

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
TABLE = "/bai-viet/gio-lam-viec-mot-cua"
PAGES = [
    "/",
    ARTICLE,
    TABLE,
    "/chuyen-muc/doi-song",
    "/portal/reading-options",
    "/portal/accessibility-statement",
    "/portal/contact",
    "/portal/feedback",
    "/portal/feedback/department",
    "/portal/feedback/status",
    "/portal/questions",
    "/portal/statistics",
    "/portal/statistics/how-we-count",
    "/portal/map",
    "/portal/map/units/thanh-loc",
    "/portal/assets/none.css",
]


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def in_language(path: str, lang: str) -> str:
    if lang == "vi":
        return path
    return f"{path}?lang=en" if path.startswith("/portal/") else f"/en{path}"


def cases() -> list[tuple[str, str, str, int]]:
    """Every page in every theme. Language and width alternate, so that each pair occurs."""
    turns = itertools.cycle(itertools.product(["vi", "en"], [1280, 320]))
    return [(path, theme, *next(turns)) for theme, path in itertools.product(THEMES, PAGES)]


FIRSTS = first_of_each(cases(), lambda case: (case[0], *case[2:]))


@pytest.mark.parametrize(("path", "theme", "lang", "width"), cases())
def test_axe_finds_nothing(onlooker, path: str, theme: str, lang: str, width: int):
    page = onlooker(in_language(path, lang), width=width, cookie=f"theme-{theme}")

    assert findings(page, ALL if (path, theme, lang, width) in FIRSTS else COLOURS) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["/portal/statistics", "/portal/statistics/how-we-count"])
def test_axe_finds_nothing_in_the_statistics_on_a_narrow_telephone(first_reader, path: str, lang: str):
    expect(first_reader(ARTICLE).locator(".pw-views__number")).to_have_text("1")
    page = first_reader(in_language(path, lang), width=320)

    assert findings(page) == []


@pytest.mark.parametrize("size", [100, 150, 200])
@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_scrolls_sideways_and_no_text_is_cut_off(onlooker, path: str, width: int, size: int):
    """WCAG 1.4.4 and 1.4.10. The browser draws and shortens the text of file fields."""
    page = onlooker(path, width=width, cookie=f"size-{size}")
    cut = page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((element) => !element.closest(".pw-hidden, .skip, .article__table, .pw-map__scroll, [type=file]"))
        .filter((element) => {
            const { overflowX } = getComputedStyle(element);
            return overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        })
        .map((element) => element.outerHTML.slice(0, 80))""")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert cut == []


@pytest.mark.parametrize("path", [ARTICLE, "/portal/reading-options"])
@pytest.mark.parametrize("size", [75, 100])
def test_every_control_is_44_pixels_high(reader, path: str, size: int):
    """WCAG 2.5.5 (AAA) for the widgets' own controls, also with the smallest text size."""
    page = reader(path, width=320, cookie=f"size-{size}")
    for summary in page.locator(".pw-reading-panel__summary").all():
        summary.click()
    small = page.evaluate("""() => [...document.querySelectorAll(".pw-reading :is(button, a), .pw-reading-panel :is(summary, label), .pw-options label, .pw-button, .pw-links a")]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
        .map((element) => element.outerHTML.slice(0, 80))""")

    assert small == []


def test_forced_colours_keep_the_bar_usable(reader):
    """In Windows' high contrast the system's colours are used, and pressed buttons are still recognisable."""
    page = reader(ARTICLE)
    page.emulate_media(forced_colors="active")

    assert findings(page) == []
    pressed = page.get_by_role("button", name="Theo thiết bị")
    assert pressed.evaluate("(button) => getComputedStyle(button).outlineStyle") == "solid"
