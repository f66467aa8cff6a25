"""The example portal's accessibility statement: readers find it, and it is legible, also on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from browser.axe import findings, rules_for
from browser.conftest import example_portal, served, whole
from browser.test_accessibility import in_language
from portal_widgets.reading.themes import THEMES
from support import FrozenClock

pytestmark = pytest.mark.browser
PATH = "/portal/accessibility-statement"
NOTE = "Tuyên bố này đã quá 12 tháng chưa được rà soát."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two years after the statement was written, so that the page shows every part."""
    folder, clock = tmp_path_factory.mktemp("later") / "instance", FrozenClock("2028-10-15T09:00:00")
    with (
        example_portal(folder, PORTAL_WIDGETS_CLOCK=clock) as app,
        served(whole(app)) as address,
    ):
        yield address


@pytest.mark.parametrize("theme", ["", *THEMES])
def test_axe_finds_nothing_in_any_theme_language_and_width(onlooker, theme: str):
    for lang, width in (("vi", 1280), ("vi", 320), ("en", 1280), ("en", 320)):
        page = onlooker(in_language(PATH, lang), width=width, cookie=f"theme-{theme}" if theme else "")

        assert findings(page, rules_for(theme)) == []


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_never_scrolls_sideways(onlooker, width: int, size: int):
    """WCAG 1.4.4 and 1.4.10."""
    page = onlooker(PATH, width=width, cookie=f"size-{size}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("home", "name", "options"),
    [
        ("/", "Tuyên bố về khả năng tiếp cận", "Tùy chọn đọc"),
        ("/en/", "Accessibility statement", "Reading options"),
    ],
)
def test_every_page_leads_to_it_and_it_to_the_reading_options(reader, home: str, name: str, options: str):
    """Without JavaScript, and in the language of the page."""
    page = reader(home, javascript=False)
    page.get_by_role("contentinfo").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=options).click()

    expect(page.get_by_role("heading", level=1, name=options)).to_be_visible()


def test_a_statement_left_alone_for_years_says_so_at_the_top(reader):
    page = reader(PATH)
    note, first = page.get_by_text(NOTE), page.get_by_role("heading", level=2).first

    expect(note).to_be_visible()
    assert note.bounding_box()["y"] < first.bounding_box()["y"]


def test_known_limitations_are_headings_of_their_own(reader):
    """A screen reader's list of headings contains them."""
    page = reader(PATH)
    headings = page.get_by_role("main").get_by_role("heading", level=3)

    expect(headings).to_have_text(
        [
            "Bảng giờ làm việc phải cuộn ngang trên điện thoại",
            "Bài viết chưa có bản tiếng Anh",
            "Chưa có nội dung bằng ngôn ngữ ký hiệu",
        ]
    )


def test_on_paper_all_of_it_is_there(reader):
    page = reader(PATH, cookie="theme-dark")
    shown = page.locator(".pw-statement").inner_text()
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert page.locator(".pw-statement").inner_text() == shown
    assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
