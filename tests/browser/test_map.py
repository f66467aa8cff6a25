"""The map in a browser: every page in every look, by keyboard, in forced colours, on paper and on a telephone."""

import pytest
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from portal_widgets.reading.themes import THEMES

pytestmark = pytest.mark.browser
MAP = "/portal/map"
STATES = [
    MAP,
    f"{MAP}?view=inset-1",
    f"{MAP}?on=2024-01-01",
    f"{MAP}?q=sim+ha",
    f"{MAP}?from=ben-soi&to=hon-nga",
    f"{MAP}?from=ben-soi&to=ben-soi",
    f"{MAP}/units/thanh-loc",
    f"{MAP}/units/hon-nga",
    f"{MAP}/units/h-van-trach",
    f"{MAP}/30101",
]
HOME = "/portal/admin/map/"


def visit(page: Page, path: str) -> None:
    answer = page.goto("/".join(page.url.split("/")[:3]) + path)
    assert answer is not None
    assert answer.status == 200


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("look", ["", *(f"theme-{theme}" for theme in THEMES), "size-200"])
def test_axe_finds_nothing_in_any_state(reader, look: str, width: int):
    page = reader(MAP, width=width, cookie=look)
    for at, state in enumerate(STATES):
        visit(page, state + (("&" if "?" in state else "?") + "lang=en" if at % 2 else ""))

        assert findings(page, rules_for(look)) == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state


def test_a_link_leads_past_the_picture_and_nothing_is_a_trap(reader):
    page = reader(MAP, javascript=False)
    skip = page.get_by_role("link", name="Bỏ qua hình, đến danh sách đơn vị")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pw-map-units")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".pw-map__table a").first).to_be_focused()


def test_each_area_is_one_stop_with_its_name_and_leads_to_its_page(reader):
    page = reader(MAP)
    areas = page.locator("a.pw-map__area")
    names = [area.get_attribute("aria-label") for area in areas.all()]
    areas.first.focus()
    seen = []
    for _ in names:
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")

    assert seen == names
    page.get_by_role("link", name="Phường Tân Trà").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường Tân Trà")


@pytest.mark.parametrize("theme", THEMES)
def test_borders_and_names_stand_out_from_the_areas_in_every_theme(reader, theme: str):
    """WCAG 1.4.11: three to one, for borders and for the marked unit. WCAG 1.4.6: seven to one, for names."""
    page = reader(f"{MAP}/units/thanh-loc", cookie=f"theme-{theme}")
    area = ".pw-map__area:not(.pw-map__area--marked) path"
    border = ratio(page, (area, "stroke"), (area, "fill"))
    marked = ratio(page, (".pw-map__area--marked path", "fill"), (area, "fill"))
    visit(page, MAP)
    labels = [
        ratio(page, (".pw-map__labels", "fill"), ground)
        for ground in ((area, "fill"), (".pw-map__labels", "stroke"))
    ]

    assert min(border, marked) >= 3
    assert min(labels) >= 7


def ratio(page: Page, *colours: tuple[str, str]) -> float:
    """The contrast of two computed colours, each of the first element of a selector."""
    found: float = page.evaluate("""(colours) => {
        const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
        const light = (text) => rgb(text).map((part) => part / 255)
            .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
            .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
        const [low, high] = colours.map(([name, what]) => light(getComputedStyle(document.querySelector(name))[what]))
            .sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    }""", list(colours))  # fmt: skip
    return found


def test_forced_colours_keep_borders_and_the_marked_unit(reader):
    page = reader(f"{MAP}/units/thanh-loc")
    page.emulate_media(forced_colors="active")
    area, marked = (
        page.locator(f"{name} path").first.evaluate(
            "(path) => [getComputedStyle(path).fill, getComputedStyle(path).stroke]"
        )
        for name in (".pw-map__area:not(.pw-map__area--marked)", ".pw-map__area--marked")
    )

    assert area[0] != area[1]
    assert marked[0] != area[0]


def test_paper_has_the_map_without_the_forms(reader):
    page = reader(MAP)
    page.emulate_media(media="print")

    expect(page.locator(".pw-map__picture").first).to_be_visible()
    expect(page.locator(".pw-map__form").first).to_be_hidden()
    assert (
        page.locator(".pw-map__area path").first.evaluate("(path) => getComputedStyle(path).fill") == "none"
    )


@pytest.mark.parametrize(("width", "shown"), [(1280, True), (360, False)])
def test_names_in_the_picture_have_sixteen_pixels_or_are_left_to_the_list(reader, width: int, shown: bool):
    page = reader(MAP, width=width)
    heights = page.evaluate("""() => [...document.querySelectorAll(".pw-map__labels")]
        .filter((labels) => getComputedStyle(labels).display !== "none")
        .map((labels) => labels.getAttribute("font-size") * labels.ownerSVGElement.getScreenCTM().a)""")

    assert bool(heights) == shown
    assert all(height >= 15.9 for height in heights)


def test_every_link_of_the_list_is_a_target_of_44_pixels(reader):
    page = reader(MAP, width=320)
    small = page.evaluate("""() => [...document.querySelectorAll(".pw-map__table a, .pw-map__section, .pw-map__more")]
        .filter((link) => link.getBoundingClientRect().height < 43.9).map((link) => link.outerHTML.slice(0, 80))""")

    assert small == []


def test_codes_and_areas_stay_whole_on_a_telephone(reader):
    page = reader(MAP, width=320)
    heights = page.evaluate("""() => [...document.querySelectorAll(".pw-map__code, .pw-map__size")].map((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getClientRects().length;
    })""")

    assert len(heights) == 26
    assert set(heights) == {1}


def test_paper_shows_the_marked_unit_without_colours(reader):
    """It differs in grey and by its border. A unit that it encloses does not look like it."""
    page = reader(f"{MAP}/units/thanh-loc")
    page.emulate_media(media="print")
    area, marked = (
        page.locator(f"{name} path").first.evaluate(
            "(path) => [getComputedStyle(path).fill, parseFloat(getComputedStyle(path).strokeWidth)]"
        )
        for name in (".pw-map__area:not(.pw-map__area--marked)", ".pw-map__area--marked")
    )

    assert (area[0], marked[0]) == ("none", "rgb(187, 187, 187)")
    assert marked[1] >= 3 * area[1]


def test_screen_readers_get_named_groups_links_and_a_table_and_keep_their_keys(reader):
    """The picture is a named group of links with full names. No role takes the reading keys away."""
    page = reader(MAP)
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    tree = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]
    roles = {role for role, _ in tree}

    for name in ("Toàn bộ bản đồ", "Ô phụ 1"):
        assert ("group", f"Bản đồ hành chính tỉnh Lam Châu: {name}") in tree
    assert {("navigation", "Các phần của bản đồ"), ("region", "Danh sách đơn vị")} <= set(tree)
    assert ("searchbox", "Tìm đơn vị theo tên, tên cũ hoặc mã số") in tree
    # One in the picture, one in the table.
    assert tree.count(("link", "Phường Tân Trà")) == tree.count(("link", "Đặc khu Hòn Ngà")) == 2
    assert [role for role, _ in tree].count("rowheader") == 13
    assert all(name for role, name in tree if role in ("link", "region", "navigation", "button"))
    assert "application" not in roles


# The office.


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"admin"}, "PORTAL_WIDGETS_ADMIN_NAME": lambda: "Lan"}


@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_the_office(reader, look: str, width: int):
    page = reader(HOME, width=width, cookie=look)
    for path in (
        "",
        "units/new",
        "units/ngan-tra/edit",
        "events/new",
        "events/sap-nhap-07/edit",
        "import",
        "history",
    ):
        visit(page, HOME + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    visit(page, f"{HOME}units/ngan-tra/edit")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước: chưa lưu gì")).to_be_visible()
    assert findings(page, rules_for(look)) == []
    page.get_by_label("Tên, không ghi loại").first.fill("")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page, rules_for(look)) == []
