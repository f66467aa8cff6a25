"""The dashboard's charts as a reader sees them: every theme, 320 to 1280 px, text up to 200 %."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from jinja2 import DictLoader
from playwright.sync_api import Page

import portal_widgets
from browser.axe import findings, rules_for
from browser.conftest import served, whole
from portal_widgets import PortalWidgets
from portal_widgets.dashboard.charts.bars import BarRow, bar_table
from portal_widgets.dashboard.charts.columns import column_chart
from portal_widgets.dashboard.charts.heat import heat_table
from portal_widgets.dashboard.charts.model import ChartBucket, Mark
from portal_widgets.dashboard.charts.sparkline import sparkline
from portal_widgets.reading.themes import THEMES
from support import close, portal_of

pytestmark = pytest.mark.browser
# Every kind of mark-up once, because axe takes a minute for four hundred rows.
EACH_KIND = "/hours+month+year+future"
FOLDER = Path(portal_widgets.__file__).parent / "dashboard"
FIRST = date(2026, 10, 8)
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
PAGE = """<!doctype html>
<html {{ portal.html_attributes() }}>
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Biểu đồ</title>
  {{ portal.head() }}
  <link rel="stylesheet" href="/admin.css">
</head>
<body class="pw-page">
{% from "portal_widgets/dashboard/charts.html" import column_chart, bar_table, heat_table, sparkline with context %}
<main class="page">
<h1>Biểu đồ</h1>
{% for name, chart in charts.items() %}
<section aria-labelledby="h-{{ name }}" data-chart="{{ name }}">
<h2 id="h-{{ name }}">{{ name }}</h2>
{{ column_chart(chart, "Biểu đồ " ~ name, id=name, compare_name="Lượt truy cập, kỳ trước", table_caption="Số liệu " ~ name) }}
</section>
{% endfor %}
<h2>Bài đọc nhiều</h2>
{{ bar_table(bars, "Bài đọc nhiều nhất", "Bài viết", "Lượt xem", ("So với kỳ trước",)) }}
<h2>Không có</h2>
{{ bar_table(nobars, "Nguồn", "Nguồn", "Lượt xem") }}
<h2>Giờ trong tuần</h2>
{{ heat_table(heat, "Lượt xem theo giờ và thứ") }}
<h2>Thẻ</h2>
<div class="card">{{ sparkline(spark) }}</div>
</main>
</body>
</html>
"""
STYLE = ".page { max-inline-size: 72rem; margin-inline: auto; padding: 1rem } .card { inline-size: 9rem }"


def wave(index: int, most: int) -> int:
    """Plausible figures: a rhythm of weeks on a slow wave, with constant noise."""
    rhythm = 0.55 + 0.3 * math.sin(index * 2 * math.pi / 7) + 0.1 * math.sin(index / 9)
    return round(most * min(max(rhythm + (index * 7919 % 97 - 48) / 700, 0.02), 1))


def day(index: int, most: int = 14639, *, complete: bool = True) -> ChartBucket:
    at = FIRST + timedelta(days=index)
    views = wave(index, most)
    return ChartBucket(f"{at:%d/%m}", f"{at:%d/%m/%Y}", (views, round(views * 0.43)), complete)


def hours() -> list[ChartBucket]:
    """Today at half past two: one hour is running, and the evening is in the future."""
    known: list[tuple[int | None, int | None]] = [
        (round(620 * (1 - math.cos(hour * math.pi / 12)) + hour * 11), 40 + hour * 20) for hour in range(15)
    ]
    values = known + [(None, None)] * 9
    return [
        ChartBucket(f"{hour}h", f"{hour}h đến {hour + 1}h", value, hour != 14)
        for hour, value in enumerate(values)
    ]


def months(count: int) -> list[ChartBucket]:
    return [
        ChartBucket(
            f"{at % 12 + 1:02}/{2022 + at // 12}",
            f"Tháng {at % 12 + 1}/{2022 + at // 12}",
            (wave(at, 412_000) + at * 3000, wave(at, 160_000) + at * 900),
            at < count - 1,
        )
        for at in range(count)
    ]


def charts() -> dict[str, Any]:
    month = [day(index) for index in range(30)] + [day(30, 6000, complete=False)]
    return {
        "hours": column_chart(hours(), compare=[90 + hour * 17 for hour in range(24)], steps=(1, 3, 6, 12)),
        "week": column_chart(
            [day(index) for index in range(7)], compare=[wave(i + 2, 6000) for i in range(7)]
        ),
        "month": column_chart(
            month,
            marks=[
                Mark(11, "Chuyển sang máy chủ mới, 1.204 lượt xem không được ghi."),
                Mark(12, "Số dư đầu kỳ: 1.402.118 lượt xem từ hệ thống cũ."),
                Mark(25, "Thêm ba chuyên mục."),
            ],
            compare=[wave(index + 3, 6200) for index in range(31)],
            steps=(1, 7, 14, 28),
        ),
        "year": column_chart(months(12), marks=[Mark(0, "Cổng bắt đầu hoạt động.")], steps=(1, 3, 6, 12)),
        "quarter": column_chart(
            [day(index, 900) for index in range(92)], compare=[wave(i, 500) for i in range(92)]
        ),
        "years": column_chart(months(60), steps=(1, 3, 6, 12)),
        "days": column_chart([day(index) for index in range(400)]),
        "one": column_chart([day(0)]),
        "zeros": column_chart([ChartBucket(str(i), f"Ngày {i}", (0, 0)) for i in range(1, 8)]),
        "huge": column_chart([day(index, 10**9) for index in range(12)]),
        "future": column_chart([ChartBucket(str(i), f"Ngày {i}", (None, None)) for i in range(1, 8)]),
        "nothing": column_chart([]),
    }


def bars() -> Any:
    return bar_table(
        [
            BarRow("Phối hợp phòng cháy, chữa cháy rừng mùa khô 2026", 14639, "/bai-viet/1", more=("+12%",)),
            BarRow("Giờ làm việc của bộ phận một cửa", 8120, "/bai-viet/2", more=("−3%",)),
            BarRow("Opening hours of the one-stop office", 411, "/bai-viet/3", "en", ("mới",)),
            BarRow("Nguồn không rõ", 12, more=("0%",)),
        ]
    )


def heat() -> Any:
    counts = [
        [round(wave(d, 900) * (1 - math.cos(h * math.pi / 12))) if h or d else 0 for h in range(24)]
        for d in range(7)
    ]
    counts[6][23:] = [None]
    return heat_table(counts, WEEKDAYS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Replaces the example portal by one page with every chart."""
    app = Flask("charts", instance_path=str(tmp_path_factory.mktemp("charts") / "instance"))
    app.config["SECRET_KEY"] = "secret"
    PortalWidgets(app, background=False)
    macros = (FOLDER / "templates" / "charts.html").read_text("utf-8")
    templates = {"charts.html": macros, "every_chart.html": PAGE}
    app.jinja_loader = DictLoader(
        {f"portal_widgets/dashboard/{name}": text for name, text in templates.items()}
    )

    @app.get("/", defaults={"names": ""})
    @app.get("/<names>")
    def page(names: str) -> Response:
        drawn = {name: chart for name, chart in charts().items() if name in (names or name).split("+")}
        context = {"charts": drawn, "bars": bars(), "nobars": bar_table([]), "heat": heat()}
        context["spark"] = sparkline([3, 5, None, 2, 8, 13, 9])
        html = portal_of(app).render_page("dashboard/every_chart.html", **context)
        return Response(html, headers={"Content-Security-Policy": "default-src 'self'"})

    @app.get("/admin.css")
    def style() -> Response:
        return Response((FOLDER / "static" / "admin.css").read_text("utf-8") + STYLE, mimetype="text/css")

    with served(whole(app)) as address:
        yield address
    close(app)


def visit(reader: Any, width: int, theme: str = "light", size: int = 100, path: str = "/") -> Page:
    return reader(path, width=width, cookie=f"theme-{theme}.size-{size}")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(onlooker, theme: str, width: int):
    page = visit(onlooker, width, theme, path=EACH_KIND)
    assert page.locator("svg[role=img]").count() == 3
    assert findings(page, rules_for(theme)) == []

    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert findings(page, rules_for(theme)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_at_200_percent(onlooker, theme: str):
    assert findings(visit(onlooker, 320, theme, 200, EACH_KIND), rules_for(theme)) == []


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(onlooker, width: int, size: int):
    """WCAG 1.4.10. Wide tables scroll in their own frame, which the keyboard can reach."""
    page = visit(onlooker, width, size=size)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    scrolling = page.locator("[role=region]").evaluate_all(
        "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.tabIndex)"
    )
    assert all(index == 0 for index in scrolling)
    if width == 320:
        assert scrolling


OVERLAPS = """() => [...document.querySelectorAll(".pw-chart__plot")].flatMap((plot) => {
    const kinds = [".pw-chart__label", ".pw-chart__value", ".pw-chart__scale text"];
    return kinds.flatMap((kind) => {
        const boxes = [...plot.querySelectorAll(kind)]
            .filter((one) => getComputedStyle(one).display !== "none")
            .map((one) => [one.textContent, one.getBoundingClientRect()]);
        return boxes.flatMap(([text, a], at) => boxes.slice(at + 1)
            .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
            .map(([other]) => `${plot.querySelector("title").textContent}: ${text} and ${other}`));
    });
})"""
SEEN = """(plots) => plots.map((plot) => [".pw-chart__label", ".pw-chart__value"].map((kind) =>
    [...plot.querySelectorAll(kind)].filter((one) => getComputedStyle(one).display !== "none").length))"""


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 480, 768, 1280])
def test_labels_never_overlap_as_they_are_drawn(onlooker, width: int, size: int):
    """With the fonts of this machine, which are wider than most."""
    page = visit(onlooker, width, size=size)

    assert page.evaluate(OVERLAPS) == []
    for labels, values in page.locator(".pw-chart__plot").evaluate_all(SEEN):
        assert labels >= 1
        assert values >= 1


@pytest.mark.parametrize("width", [320, 1280])
def test_texts_keep_their_size_at_every_width_and_grow_with_the_readers(onlooker, width: int):
    """One drawing fits all widths: its shapes are stretched, but its texts are not."""

    def height(size: int) -> str:
        label = visit(onlooker, width, size=size).locator(".pw-chart__scale text").first
        return label.evaluate("(label) => getComputedStyle(label).fontSize")

    assert height(100) == "13px"
    assert height(200) == "26px"


def test_the_figures_are_in_a_table_that_the_keyboard_opens(reader):
    page = visit(reader, 1280)
    week = page.locator("[data-chart=week]")
    week.locator("summary").focus()
    page.keyboard.press("Enter")

    table = week.get_by_role("table", name="Số liệu week")
    assert table.get_by_role("row").count() == 9
    assert "7.048" in table.get_by_role("row").nth(1).inner_text()
    assert table.get_by_role("rowheader", name="Tổng cộng").is_visible()


def test_a_chart_is_said_in_words(reader):
    """Name and description of the picture: totals, the highest and the lowest value, unfinished parts."""
    page = visit(reader, 1280)
    picture = page.get_by_role("img", name="Biểu đồ month")
    said = picture.locator("desc").text_content()

    assert "cao nhất 14.088" in said
    assert "Chưa kết thúc: 07/11/2026" in said
    assert (
        page.locator("[data-chart=month] .pw-chart__legend")
        .get_by_text("Chưa kết thúc: 07/11/2026")
        .is_visible()
    )
    assert page.locator("[data-chart=month] .pw-chart__note").count() == 3


def test_without_figures_a_sentence_stands_where_the_chart_would(reader):
    page = visit(reader, 1280)
    for name in ("future", "nothing"):
        chart = page.locator(f"[data-chart={name}]")
        assert chart.get_by_text("Chưa có số liệu cho khoảng thời gian này.").is_visible()
        assert chart.locator("svg").count() == 0


def test_a_missing_hour_is_said_and_not_drawn(reader):
    page = visit(reader, 1280)
    hours = page.locator("[data-chart=hours]")

    assert hours.locator(".pw-chart__slots rect").count() == 24
    assert hours.locator(".pw-chart__plot .pw-chart__column--1 rect:not([class])").count() == 14
    assert hours.locator(".pw-chart__running--1").count() == 1
    assert hours.locator("tbody tr").last.locator("td").first.text_content().endswith("chưa có số liệu")


def test_stacked_lists_are_still_tables(reader):
    """If the cells are stacked, the accessibility tree keeps rows and headings."""
    page = visit(reader, 320, size=200)
    table = page.get_by_role("table", name="Bài đọc nhiều nhất")

    assert table.locator("tbody tr").first.evaluate("(row) => getComputedStyle(row).display") == "flex"
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("rowheader").count() == 4
    assert table.get_by_role("link").first.bounding_box()["height"] >= 44


def test_forced_colours_keep_columns_and_tints_apart(reader):
    """In Windows' high contrast, columns have the system's text colour, and tints become lines of growing
    width.
    """
    page = visit(reader, 1280, path="/week+future")
    page.emulate_media(forced_colors="active")
    paint = "(one, name) => getComputedStyle(one)[name]"
    ground = page.locator("body").evaluate(paint, "backgroundColor")
    week = page.locator("[data-chart=week] .pw-chart__plot")

    assert week.locator(".pw-chart__column--0").first.evaluate(paint, "stroke") != ground
    assert week.locator(".pw-chart__column--1").first.evaluate(paint, "fill") != ground
    lines = [
        page.locator(f".pw-heat tbody td{tint}").first.evaluate(paint, "borderBottomWidth")
        for tint in (":not([data-tint])", *(f"[data-tint='{tint}']" for tint in range(1, 6)))
    ]
    assert lines == ["0px", "1px", "2px", "4px", "6px", "8px"]
    assert findings(page) == []


def test_on_paper_a_dark_theme_is_printed_in_ink(reader):
    page = visit(reader, 1280, "dark")
    fill = "(one) => getComputedStyle(one).fill"
    label = page.locator(".pw-chart__value").first
    before = label.evaluate(fill)
    page.emulate_media(media="print")

    assert label.evaluate(fill) == "rgb(0, 0, 0)" != before
