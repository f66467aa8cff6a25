"""The text of the map is complete: on every day, for every unit, for every name, without a script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML

from map.provinces import LAM_CHAU, lam_chau
from portal_widgets.core.text.normalization import normalize
from portal_widgets.map.drawing import Drawing, load_drawing
from support import MakeApp, browser

ONE_DAY = timedelta(days=1)
REGISTER = lam_chau().register
DAYS = sorted(
    {event.on + ONE_DAY * step for event in REGISTER.history.events for step in (-1, 0, 1)}
    | {one.since + ONE_DAY * step for sheet in REGISTER.maps for one in sheet.drawings for step in (-1, 0, 1)}
)
FACTS = ("Diện tích đo trên bản đồ", "Diện tích công bố", "Kích thước", "Hình dạng", "Vị trí", "Tọa độ tâm (vĩ độ, kinh độ)",
         "Số phần", "Tổng chiều dài ranh giới", "Có hiệu lực từ")  # fmt: skip


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return load_drawing(next(iter(lam_chau().drawings.values())))


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


def text(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_on_every_day_picture_table_and_count_have_the_same_units(reader: FlaskClient):
    assert len(DAYS) >= 6
    for day in DAYS:
        page = reader.get(f"/portal/map?on={day}").text
        drawn = re.findall(r'class="pw-map__area" href="/portal/map/units/([^"?]+)', page)
        table = re.findall(r'<th scope="row">.*?/portal/map/units/([^"?]+)', page)
        others = re.search(r"Các đơn vị chưa có hình trên bản đồ:.*?</p>", page, re.DOTALL)
        count = re.search(
            r'id="pw-map-summary">[^<]*?(\d+) đơn vị|đơn vị hành chính của ngày đó: (\d+)', page
        )
        counted = int(count[1] or count[2])

        assert len(table) == len(set(table)) == counted, day
        assert sorted(drawn) == (sorted(table) if "<svg" in page else []), day
        exist = {unit.key for unit, _ in REGISTER.history.on(day)}
        assert set(table) <= exist, day
        assert others is None, day


def test_every_unit_has_every_fact_or_says_that_it_is_not_known(reader: FlaskClient, drawing: Drawing):
    for key in REGISTER.history.entities:
        page = reader.get(f"/portal/map/units/{key}").text
        terms = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL))

        assert "Loại: " in text(page), key
        if key not in drawing.shapes:
            assert "Đơn vị này chưa có hình vẽ." in page, key
            continue
        assert tuple(terms) == FACTS, key
        assert all(text(said) for said in terms.values()), key
        assert terms["Diện tích công bố"] == "chưa rõ", key


def test_every_page_of_the_map_is_reached_by_links_and_needs_no_script(reader: FlaskClient):
    pages = dict(crawled(reader))

    assert {f"/portal/map/units/{key}" for key in REGISTER.history.entities} <= set(pages)
    for address, page in pages.items():
        JustHTML(page, strict=True)
        body = page[page.index("<main") :] if "<main" in page else page
        assert not re.search(r"<script|\son\w+=|javascript:", body), address
        assert all(method == "get" for method in re.findall(r'<form class="pw-map[^>]*method="(\w+)"', body))


def crawled(reader: FlaskClient) -> Iterator[tuple[str, str]]:
    """The pages that links outside the pictures lead to, from the day before the merger and from today."""
    waiting, seen = ["/portal/map", "/portal/map?on=2025-06-30"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = reader.get(address)
        assert answer.status_code == 200, address
        if answer.mimetype == "text/html":
            yield address, answer.text
            links = (
                unescape(one)
                for one in re.findall(r'href="(/portal/map[^"#]*)"', without_pictures(answer.text))
            )
            waiting += [one for one in links if "lang=" not in one]


def without_pictures(page: str) -> str:
    return re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


def test_every_vietnamese_name_in_an_english_page_has_its_language(make_app: MakeApp, tmp_path: Path):
    """Links, areas of the picture, choices of forms and headings (WCAG 3.1.2), if no unit has an English name."""
    file = tmp_path / "map.json"
    file.write_text(re.sub(r'"name_en":"[^"]*",?', "", LAM_CHAU.read_text("utf-8")), "utf-8")
    reader = browser(make_app(map_file=file))
    for key, unit in REGISTER.history.entities.items():
        page = reader.get(f"/portal/map/units/{key}?lang=en").text
        check_languages(page)
        assert f'<h1 lang="vi">{unit.last.facts.full_name[:1].upper()}' in page, key
    for address in ("/portal/map?lang=en", "/portal/map?lang=en&on=2025-06-30", "/portal/map?lang=en&q=sim"):
        check_languages(reader.get(address).text)


def check_languages(page: str) -> None:
    vietnamese = {
        version.facts.full_name.casefold()
        for unit in REGISTER.history.entities.values()
        for version in unit.versions
    }
    for tag, said in re.findall(r"<((?:a|option|h1|span)\b[^>]*)>([^<]*)<", page):
        label = re.search(r'aria-label="([^"]*)"', tag)
        if unescape(said).casefold() in vietnamese or (label and unescape(label[1]).casefold() in vietnamese):
            assert 'lang="vi"' in tag, tag


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Sim Ha", ["sim-ha-2", "sim-ha"]),
        ("Sim Hạ", ["sim-ha", "sim-ha-2"]),
        ("xã sim hà", ["sim-ha-2", "sim-ha"]),
        ("XÃ SIM HÀ", ["sim-ha-2", "sim-ha"]),
        ("xa sim ha", ["sim-ha-2", "sim-ha"]),
        ("đặc khu", ["hon-nga"]),
        ("ĐẶC KHU", ["hon-nga"]),
        ("dac khu", ["hon-nga"]),
        ("Chợ Vôi", ["cho-voi"]),
        ("huyện Vân Trạch", ["h-van-trach"]),
        ("Ngàn Trà", ["ngan-tra"]),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_unit_is_found_in_every_spelling_the_exact_one_first(
    reader: FlaskClient, words: str, found: list[str], form: str
):
    """Kinds, old names, capital letters, without diacritics, and letters in pieces. Two communes whose names
    differ only in their diacritics are both there, each with its code.
    """
    page = reader.get("/portal/map", query_string={"q": normalize(form, words), "on": ""}).text
    items = re.search(r'<ul class="pw-map__hits">.*?</ul>', page, re.DOTALL)[0]
    hits = re.findall(
        r"<li><a[^>]*/portal/map/units/([^\"?]+)\"[^>]*>[^<]+</a>(?:</span>)?, mã số (\d+)", items
    )

    assert [key for key, _ in hits] == found
    codes = [code for _, code in hits]
    assert len(set(codes)) == len(codes)
