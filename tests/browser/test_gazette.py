"""The gazette in a browser: every page in every look, by keyboard, in forced colours, on paper and on a telephone."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from browser.conftest import example_portal, still_site
from portal.gazette import fill
from portal_widgets.reading.themes import THEMES

pytestmark = pytest.mark.browser
site = still_site
LIST = "/portal/gazette"
PRICES = f"{LIST}/ubnd-lam-chau/qd/2024/2-qd-ubnd"
LORRIES = f"{LIST}/ubnd-lam-chau/qd/2023/41-qd-ubnd"
STATES = [
    LIST,
    f"{LIST}?q=dat+nong+nghiep",
    f"{LIST}?q=van+ban+con+hieu+luc+ve+hoc+phi",
    f"{LIST}?body=ubnd-dong-may&on=2025-10-01",
    f"{LIST}/issues",
    f"{LIST}/issues/2026/05",
    PRICES,
    f"{LORRIES}?on=2024-07-01",
    f"{LIST}/ubnd-lam-chau/qd/2026/33-qd-ubnd",
    f"{LIST}/ubnd-dong-may-1/qd/2022/2-qd-ubnd",
    f"{LIST}/ubnd-lam-chau/qd/2022/9-qd-ubnd",
    f"{LIST}/5-2023-qd-ubnd",
]
GONE = f"{LIST}/ubnd-lam-chau/tb/2026/77-tb-ubnd"
# This page has every part that a theme colours.
COLOURED = f"{LORRIES}?on=2024-07-01"


@pytest.fixture(scope="module")
def still_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("gazette") / "instance"
    with example_portal(folder, PORTAL_WIDGETS_IS_STAFF=lambda: True) as app:
        fill(app)
        yield app


def visit(page: Page, path: str) -> None:
    answer = page.goto("/".join(page.url.split("/")[:3]) + path)
    assert answer is not None
    assert answer.status in {200, 410}


def test_axe_finds_nothing_in_any_state(reader):
    page = reader(LIST)
    for at, state in enumerate([*STATES, GONE]):
        visit(page, state + (("&" if "?" in state else "?") + "lang=en" if at % 2 else ""))

        assert findings(page) == [], state


def test_a_telephone_shows_every_page_in_large_letters_without_scrolling_sideways(reader):
    page = reader(LIST, width=320, cookie="size-200")
    for state in [*STATES, GONE]:
        visit(page, state)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, state
    visit(page, COLOURED)
    assert findings(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_theme(reader, theme: str):
    page = reader(COLOURED, cookie=f"theme-{theme}")

    assert findings(page, rules_for(f"theme-{theme}")) == []


def test_the_state_comes_first_in_words(reader):
    page = reader(PRICES)
    main = page.locator("main")
    headings = main.locator("h2").all_inner_texts()

    assert headings[0].startswith("Hiệu lực tại ngày")
    expect(main.locator("[data-pw-state]")).to_have_text("Hết hiệu lực một phần")
    levels = main.locator("h1, h2, h3, h4").evaluate_all("(all) => all.map((one) => +one.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_reader_finds_a_document_by_keyboard_and_its_state_on_another_day(reader):
    page = reader(LIST, javascript=False)
    page.get_by_label("Tìm theo số, ký hiệu hoặc từ ngữ").focus()
    page.keyboard.type("xe tải")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Quyết định 41/2023/QĐ-UBND").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-pw-state]")).to_have_text("Còn hiệu lực")

    visit(page, f"{LORRIES}?on=2024-07-01")
    expect(page.locator("[data-pw-state]")).to_have_text("Ngưng hiệu lực toàn bộ")
    expect(page.get_by_label("Hiệu lực tại ngày khác")).to_have_value("2024-07-01")


def test_filters_open_by_keyboard_without_script(reader):
    page = reader(LIST, javascript=False)
    summary = page.locator(".pw-gazette__filters summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Trạng thái").select_option("suspended")
    page.get_by_role("button", name="Tìm", exact=True).press("Enter")

    expect(page.locator("main [role=status]")).to_contain_text("0 văn bản")
    assert summary.bounding_box()["height"] >= 43.9


def test_paper_has_the_state_and_its_day_without_the_forms(reader):
    page = reader(PRICES)
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Hiệu lực tại ngày", exact=False).first).to_be_visible()
    expect(page.locator(".pw-gazette__timeline")).to_be_visible()
    expect(page.locator(".pw-gazette__form")).to_be_hidden()
    visit(page, LIST)
    expect(page.locator(".pw-gazette__form")).to_be_hidden()


def test_forced_colours_tell_the_states_of_the_timeline_apart(reader):
    page = reader(LORRIES)
    page.emulate_media(forced_colors="active")
    looks = page.locator(".pw-gazette__timeline rect").evaluate_all(
        "(all) => all.map((one) => [one.classList[1], getComputedStyle(one).fill + "
        "getComputedStyle(one).strokeDasharray])"
    )

    assert len({look for _, look in looks}) == len({state for state, _ in looks}) == 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_day_and_the_bars_of_the_timeline_stand_out_in_every_theme(reader, theme: str):
    """WCAG 1.4.11: three to one for the borders of the bars and against the page."""
    page = reader(LORRIES, cookie=f"theme-{theme}")
    ratios = page.evaluate("""() => {
        const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
        const light = (text) => rgb(text).map((part) => part / 255)
            .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
            .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
        const ratio = (one, other) => {
            const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
            return (high + .05) / (low + .05);
        };
        const style = (name) => getComputedStyle(document.querySelector(name));
        const page = getComputedStyle(document.body).backgroundColor;
        return [
            ratio(style(".pw-gazette__timeline .pw-gazette__bar--in-force").fill, page),
            ratio(style(".pw-gazette__timeline .pw-gazette__bar--suspended").stroke, page),
            ratio(style(".pw-gazette__now").stroke, page),
        ];
    }""")

    assert min(ratios) >= 3


@pytest.mark.parametrize("path", [LIST, f"{LIST}/issues", f"{LIST}/issues/2026/05"])
def test_links_of_the_lists_are_targets_of_44_pixels(reader, path: str):
    page = reader(path, width=320)
    small = page.evaluate("""() => [...document.querySelectorAll(".pw-gazette__name a, .pw-gazette__more")]
        .filter((link) => link.getBoundingClientRect().height < 43.9).map((link) => link.outerHTML.slice(0, 80))""")

    assert small == []


def test_no_word_is_broken_in_the_timeline_of_a_telephone(reader):
    """A day on two lines cannot be read at once."""
    page = reader(LORRIES, width=320)
    widths = page.locator(".pw-gazette__spans > li").evaluate_all(
        "(all) => all.map((one) => one.clientWidth)"
    )

    assert min(widths) > 200
