"""The pages of the map: everything in the picture is in the text, and the text is enough to draw it again."""

import gzip
import re
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment, meta
from justhtml import JustHTML

from map.provinces import LAM_CHAU, lam_chau, package_of, squares
from portal_widgets.map.drawing import Drawing, load_drawing
from portal_widgets.map.editing import changes
from portal_widgets.map.package import read_package, write_package
from portal_widgets.map.service import UnitService
from support import MakeApp, browser, portal_of, statements

PAGES = ["/portal/map", "/portal/map?view=inset-1", "/portal/map?on=2024-01-01", "/portal/map?q=van+trach",
         "/portal/map?from=ben-soi&to=hon-nga", "/portal/map/units/ngan-tra", "/portal/map/units/hon-nga",
         "/portal/map/units/h-van-trach", "/portal/map/units/lam-chau", "/portal/map/30101"]  # fmt: skip
# The letters of Vietnamese that are not in ASCII: 134 with the capital ones.
LETTERS = "".join(
    letter + letter.upper()
    for letter in "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture
def drawing() -> Drawing:
    return load_drawing(next(iter(lam_chau().drawings.values())))


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def picture_keys(page: str) -> list[str]:
    return re.findall(r'class="pw-map__area" href="/portal/map/units/([^"?]+)', page)


def table_keys(page: str) -> list[str]:
    return re.findall(r'<th scope="row">.*?/portal/map/units/([^"?]+)', page)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_without_inline_style(reader: FlaskClient, path: str, language: str):
    answer = reader.get(f"{path}{'&' if '?' in path else '?'}lang={language}")

    assert answer.status_code == 200
    JustHTML(answer.text, strict=True)
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]* src)", answer.text)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def test_every_unit_in_the_picture_is_in_the_table_and_in_the_count(reader: FlaskClient):
    page = reader.get("/portal/map").text

    assert sorted(picture_keys(page)) == sorted(table_keys(page))
    assert len(table_keys(page)) == 13
    assert "Bản đồ vẽ 13 đơn vị hành chính" in text(page)
    assert "9 xã, 3 phường và 1 đặc khu" in text(page)


def test_each_area_is_a_link_with_the_full_name(reader: FlaskClient):
    page = reader.get("/portal/map").text

    assert 'href="/portal/map/units/hon-nga" aria-label="Đặc khu Hòn Ngà"' in page
    assert page.index('href="#pw-map-units"') < page.index("<svg")


def test_an_inset_says_how_far_it_is_and_what_it_shows(reader: FlaskClient):
    said = text(reader.get("/portal/map").text)

    assert "Ô phụ 1 ở cách 100 km về phía đông, vẽ theo tỷ lệ riêng, gồm: đặc khu Hòn Ngà." in said
    assert said.count("Đoạn thẳng ở góc dưới bên trái dài") == 2


def test_source_licence_scale_and_date_are_shown(reader: FlaskClient):
    for path in ("/portal/map", "/portal/map/units/dong-may"):
        said = text(reader.get(path).text)
        for fact in ("Nguồn: Bản vẽ minh họa", "Giấy phép: CC0", "Tỷ lệ của nguồn: 1:100.000", "01/07/2025"):
            assert fact in said


def test_the_neighbours_can_be_rebuilt_from_the_pages(reader: FlaskClient, drawing: Drawing):
    """Keys, lengths and directions: all that a reader needs to draw the map again."""
    for key, shape in drawing.shapes.items():
        page = reader.get(f"/portal/map/units/{key}").text
        found = re.findall(
            r'data-pw-neighbour="([^"]+)">\S+(?: \S+)? \((\d+)°\): .*? dài ([\d,.]+) (km|m)', page
        )
        wanted = [(one.key, round(one.bearing) % 360, one.metres) for one in shape.neighbours]

        assert [(name, int(degrees)) for name, degrees, _, _ in found] == [one[:2] for one in wanted]
        for (_, _, said, unit), (_, _, metres) in zip(found, wanted, strict=True):
            length = float(said.replace(".", "").replace(",", ".")) * (1000 if unit == "km" else 1)
            assert length == pytest.approx(metres, abs=51)
        assert re.findall(r'data-pw-across="([^"]+)"', page) == [one.key for one in shape.sea]


def test_a_unit_page_lists_every_fact(reader: FlaskClient):
    said = text(reader.get("/portal/map/units/thanh-loc").text)

    for fact in ("Diện tích đo trên bản đồ", "Diện tích công bố chưa rõ", "Kích thước", "Hình dạng", "Vị trí",
                 "Tọa độ tâm", "Số phần 1 phần", "1 vùng nằm trong không thuộc đơn vị này", "Tổng chiều dài ranh giới",
                 "Có hiệu lực từ 01/07/2025", "Biển hoặc đơn vị ngoài bản đồ", "nằm trọn trong đơn vị này"):  # fmt: skip
        assert fact in said


def test_a_unit_of_islands_says_so(reader: FlaskClient):
    said = text(reader.get("/portal/map/units/hon-nga").text)

    assert re.search(r"Số phần 4 phần; phần lớn nhất là Hòn Ngà Lớn *, rộng [\d,]+ km²", said)
    assert "qua biển, cách" in said


def test_a_misprint_of_an_act_is_shown_as_printed_beside_the_corrected_name(
    make_app: MakeApp, tmp_path: Path
):
    """An act of March 2026 renames a commune, and its print has a wrong letter."""
    data = LAM_CHAU.read_text("utf-8").replace(
        '"issued":"2026-02-10"', '"printed":"Sông Ngần Trà","issued":"2026-02-10"'
    )
    file = tmp_path / "map.json"
    file.write_text(data, "utf-8")
    reader = browser(make_app(map_file=file))
    said = text(reader.get("/portal/map/units/ngan-tra").text)

    assert "Tên: xã Ngàn Trà đổi thành xã Sông Ngàn Trà." in said
    assert "Nguyên văn trong văn bản (in sai): “Sông Ngần Trà”." in said
    assert '“<span lang="vi">Sông Ngần Trà</span>”' in reader.get("/portal/map/units/ngan-tra?lang=en").text
    assert "in sai" not in reader.get("/portal/map/units/dong-may").text


def test_from_one_unit_to_another(reader: FlaskClient):
    said = text(reader.get("/portal/map?from=tan-tra&to=thanh-loc").text)
    assert "Ranh giới chung dài 18,3 km." in said

    said = text(reader.get("/portal/map?from=hon-nga&to=tan-tra").text)
    assert re.search(r"Từ đặc khu Hòn Ngà đến phường Tân Trà *: 129 km về phía tây \(270°\)", said)
    assert "Hai đơn vị không có ranh giới chung." in said
    assert "đặc khu Hòn Ngà (sau đó qua biển)" in said


@pytest.mark.parametrize(
    "query", ["from=ben-soi&to=ben-soi", "from=ben-soi", "from=x&to=y", "from=ben-soi&to=h-van-trach"]
)
def test_a_question_without_an_answer_asks_again(reader: FlaskClient, query: str):
    assert "Vui lòng chọn hai đơn vị khác nhau" in reader.get(f"/portal/map?{query}").text


# Days.


def test_a_day_before_the_drawing_has_the_list_of_that_day(reader: FlaskClient):
    page = reader.get("/portal/map?on=2025-06-30").text

    assert "<svg" not in page
    assert {"h-van-trach", "sim-ha", "dong-may-1"} <= set(table_keys(page))
    assert "dong-may" not in table_keys(page)
    assert set(table_keys(reader.get("/portal/map?on=2025-07-01").text)) == set(
        picture_keys(reader.get("/portal/map").text)
    )


def test_a_name_changes_at_the_beginning_of_its_day(reader: FlaskClient):
    assert 'aria-label="Xã Ngàn Trà"' in reader.get("/portal/map?on=2026-02-28").text
    assert 'aria-label="Xã Sông Ngàn Trà"' in reader.get("/portal/map?on=2026-03-01").text


def test_today_is_the_day_of_the_portals_time_zone(make_app: MakeApp, clock):
    clock.set("2026-03-01T00:30:00")  # still February in UTC
    page = browser(make_app(map_file=LAM_CHAU)).get("/portal/map").text

    assert 'aria-label="Xã Sông Ngàn Trà"' in page


@pytest.mark.parametrize("day", ["2025-02-30", "gestern", "1" * 300, "2025-7-1", "0000-00-00"])
def test_a_text_that_is_not_a_day_is_refused_with_a_sentence(reader: FlaskClient, day: str):
    for path in ("/portal/map", "/portal/map/units/dong-may", "/portal/map/30101", "/portal/map/units.json"):
        answer = reader.get(path, query_string={"on": day})

        assert answer.status_code == 400
        assert "ví dụ 2025-07-01" in (answer.json["error"] if answer.is_json else answer.text)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_have_pages(reader: FlaskClient, day: str):
    for path in PAGES:
        answer = reader.get(path.partition("?")[0], query_string={"on": day})
        assert answer.status_code in {200, 302, 404}


# Search and addresses.


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sim hạ", ["sim-ha", "sim-ha-2"]),
        ("SIM HÀ", ["sim-ha-2", "sim-ha"]),
        ("sim ha", ["sim-ha-2", "sim-ha"]),
        ("đặc khu", ["hon-nga"]),
        ("dac khu", ["hon-nga"]),
        ("xã ngàn trà", ["ngan-tra"]),
        ("30207", ["tan-tra"]),
        ("Vàm Lau", ["vam-lau"]),
        ("%", []),
        ("_", []),
        ('"', []),
        ("<b>", []),
    ],
)
def test_search_ignores_diacritics_and_puts_the_exact_name_first(
    reader: FlaskClient, words: str, found: list[str]
):
    page = reader.get("/portal/map", query_string={"q": words}).text
    hits = re.search(r'id="pw-map-found".*?</section>', page, re.DOTALL)[0]

    assert re.findall(r"/portal/map/units/([^\"?]+)\"[^>]*>[^<]+</a>(?:, mã| \(đến)", hits) == found


def test_an_old_name_is_found_with_the_name_of_today(reader: FlaskClient):
    said = text(reader.get("/portal/map?q=ngan+tra&on=2026-01-01").text)
    assert "Xã Ngàn Trà , mã số 30504 (đến 01/03/2026" in said


def test_a_code_of_two_units_is_a_choice_and_with_a_day_an_answer(reader: FlaskClient):
    choice = reader.get("/portal/map/30101")

    assert choice.status_code == 200
    assert "Xã Đồng Mây : từ trước khi lập sổ đến 01/07/2025" in text(choice.text)
    assert reader.get("/portal/map/30101?on=2020-01-01").location.endswith("/units/dong-may-1")
    assert reader.get("/portal/map/30101?on=2025-07-01").location.endswith("/units/dong-may")
    assert reader.get("/portal/map/30207").location.endswith("/units/tan-tra")
    assert reader.get("/portal/map/00000").status_code == 404


def test_the_address_of_a_unit_that_is_gone_says_what_it_is_now(reader: FlaskClient):
    said = text(reader.get("/portal/map/units/giang-dong").text)

    assert "Đơn vị không còn từ ngày 01/07/2025." in said
    assert (
        "Địa bàn nay thuộc: xã Ân Giang (diện tích: 60%, dân số: toàn bộ) và xã Thạnh Lộc (diện tích: 40%, dân số: không)"
        in said
    )
    assert "102/NQ-UBTVQH15 (minh họa) ngày 16/06/2025, Điều 1 khoản 7" in said
    assert "phần diện tích và toàn bộ dân số" in said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "thanh-loc?at=2020-01-01",
            "Ngày 01/01/2020, địa bàn này thuộc: xã Giang Đông (diện tích: 40%, dân số: không), huyện Ân Giang (một phần) và xã Thạnh Lộc (toàn bộ).",
        ),
        (
            "giang-dong?at=2026-01-01",
            "địa bàn này thuộc: xã Ân Giang (diện tích: 60%, dân số: toàn bộ) và xã Thạnh Lộc",
        ),
        ("ngan-tra?at=2025-12-31", "địa bàn này thuộc: xã Ngàn Trà (toàn bộ)."),
        ("tra-ha?at=2026-11-30", "địa bàn này thuộc: xã Sông Ngàn Trà (toàn bộ)."),
        ("dong-may?at=2020-01-01&on=2025-07-01", "xã Đồng Mây (toàn bộ) và xã Mây Thượng (toàn bộ)."),
    ],
)
def test_the_area_is_followed_to_any_other_day(reader: FlaskClient, path: str, said: str):
    assert said in re.sub(r" (?=[.,])", "", text(reader.get(f"/portal/map/units/{path}").text))


def test_a_search_for_a_dead_name_says_what_it_is_now(reader: FlaskClient):
    said = re.sub(r" (?=[.,)])", "", text(reader.get("/portal/map?q=giang+dong").text))

    assert "Xã Giang Đông, mã số 30302 (đến 01/07/2025, nay là xã Ân Giang và xã Thạnh Lộc)" in said


def test_the_data_hold_every_version_and_those_of_a_day(reader: FlaskClient):
    rows = reader.get("/portal/map/units.json").json
    first = next(row for row in rows if row["key"] == "ngan-tra")

    assert first == {
        "key": "ngan-tra", "code": "30504", "name": "Ngàn Trà", "kind": "commune", "parent": "lam-chau",
        "from": "2025-07-01", "to": "2026-03-01",
    }  # fmt: skip
    day = reader.get("/portal/map/units.json?on=2026-03-01").json
    assert len(day) == 14
    assert {row["to"] for row in day} == {None}


def test_the_picture_is_a_file_of_its_own(reader: FlaskClient):
    answer = reader.get("/portal/map/lam-chau.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.text.count("<title>") == 14
    assert "style" not in answer.text
    assert reader.get("/portal/map/khong-co.svg").status_code == 404


def test_without_any_unit_the_page_says_so(make_app: MakeApp):
    page = browser(make_app()).get("/portal/map")

    assert page.status_code == 200
    assert "Không có bản đồ cho ngày" in page.text


# Languages and letters.


def test_foreign_names_are_marked_and_official_ones_are_not(reader: FlaskClient):
    page = reader.get("/portal/map?lang=en").text
    assert 'aria-label="Đồng Mây Commune">' in page
    old = reader.get("/portal/map/units/sim-ha?lang=en").text
    assert '<h1 lang="vi">Xã Sim Hạ</h1>' in old


def test_all_134_letters_are_in_the_labels(make_app: MakeApp, tmp_path: Path):
    register, drawing = squares()
    assert len(LETTERS) == 134
    data = package_of(register, drawing).decode()
    names = [LETTERS[at : at + 27] for at in range(0, 134, 27)]
    for old, new in zip(("An Phú", "Bình Mỹ", "Chợ Vôi", "Đảo Xa", "Tâm"), names, strict=True):
        data = data.replace(f'"name":"{old}"', f'"name":"{new}"')
    file = tmp_path / "map.json"
    file.write_text(data, "utf-8")
    page = browser(make_app(map_file=file)).get("/portal/map").text

    labels = "".join(re.findall(r'aria-label="([^"]*)"', page))
    assert set(LETTERS) <= set(labels)


def test_a_name_cannot_end_its_tag(make_app: MakeApp, tmp_path: Path):
    register, drawing = squares()
    file = tmp_path / "map.json"
    file.write_text(
        package_of(register, drawing).decode().replace("An Phú", '\\"><script>alert(1)</script>'), "utf-8"
    )
    app = make_app(map_file=file)

    for path in ("/portal/map", "/portal/map/units/a", "/portal/map/ban-do.svg", "/portal/map?from=a&to=b"):
        assert "<script>alert" not in browser(app).get(path).text
    with app.test_request_context("/"):
        assert "<script>" not in app.jinja_env.from_string("{{ '<script>' | pw_unit }}").render()


def test_pages_in_a_hosts_layout_use_none_of_its_names():
    """A host's base template may have variables such as `words` and `address`."""
    environment = Environment(autoescape=True)
    for file in Path(str(files("portal_widgets"))).glob("map/templates/*.html"):
        source = file.read_text("utf-8")
        if "portal_widgets/core/page.html" in source:
            used = meta.find_undeclared_variables(environment.parse(source))
            assert [name for name in used if not name.startswith(("pw", "_pw"))] == []


# The block.


def test_the_block_says_what_it_shows_and_leads_to_the_page(app: Flask):
    with app.test_request_context("/bai/1"):
        block = app.jinja_env.from_string("{{ portal.map('lam-chau') }}").render()

    assert 'role="img"' in block
    assert "Bản đồ vẽ 13 đơn vị hành chính" in text(block)
    assert 'href="/portal/map?map=lam-chau"' in block
    assert "pw-map__area" in block


# Cost.


@pytest.mark.parametrize(
    "path", ["/portal/map", "/portal/map/units/dong-may", "/portal/map/units/h-van-trach"]
)
def test_a_warm_page_asks_no_database_and_has_the_same_bytes(stored: Flask, path: str):
    client = browser(stored)
    cold = client.get(path)
    with statements(portal_of(stored).database) as asked:
        warm = client.get(path)

    assert (asked, warm.data) == ([], cold.data)
    assert warm.headers["Cache-Control"].startswith("public")
    assert client.get(path, headers={"If-None-Match": warm.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", PAGES)
def test_a_cold_page_needs_at_most_three_statements(stored: Flask, path: str):
    with statements(portal_of(stored).database) as asked:
        browser(stored).get(path)

    assert len([one for one in asked if one.startswith("SELECT")]) <= 3


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(make_app: MakeApp, request: pytest.FixtureRequest) -> Flask:
    """A portal whose register is in the database."""
    postgres = request.param == "postgresql"
    app = make_app(database_url=request.getfixturevalue("new_postgres")) if postgres else make_app()
    answer = app.test_cli_runner().invoke(args=["portal", "map", "import", str(LAM_CHAU)])
    assert answer.exit_code == 0, answer.output
    return app


def test_the_stored_map_is_the_imported_one(stored: Flask):
    service = portal_of(stored).service(UnitService)
    number, register = service.document.store.current()
    again = read_package(write_package(register, service.drawing_text))

    assert number == 1
    assert changes(lam_chau().register, again.register) == []
    assert again.drawings == lam_chau().drawings


def test_purge_keeps_what_an_edition_refers_to(stored: Flask, clock):
    service = portal_of(stored).service(UnitService)
    lost = service.contents.put("drawing", "{}", clock.milliseconds)
    clock.advance(minutes=3 * 24 * 60)
    stored.test_cli_runner().invoke(args=["portal", "purge"])

    assert service.contents.get("drawing", lost) is None
    assert service.drawing_text(next(iter(lam_chau().drawings))) is not None


def test_two_sites_in_one_database_have_their_own_maps(make_app: MakeApp, stored: Flask):
    other = make_app(instance=portal_of(stored).folder, site="khac")

    assert picture_keys(browser(stored).get("/portal/map").text)
    assert not picture_keys(browser(other).get("/portal/map").text)


def test_pictures_are_small(reader: FlaskClient):
    for picture in re.findall(r"<svg.*?</svg>", reader.get("/portal/map").text, re.DOTALL):
        assert len(picture.encode()) <= 50_000
        assert len(gzip.compress(picture.encode())) <= 16_000
