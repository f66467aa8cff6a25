"""Tables as files: complete, safe, and with the same numbers as the page."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from portal_widgets.core.files.csv_file import unguard
from portal_widgets.core.files.table_export import (
    Sheet,
    TableInfo,
    as_json,
    as_xlsx,
    file_name,
    write_table,
)
from portal_widgets.core.text.languages import language
from portal_widgets.counting.classify.dimensions import LISTED
from support import HANOI, MakeApp, counting_of

HOME = "/portal/admin/statistics/"
PERIOD = {"period": "custom", "from": "2026-10-01", "to": "2026-10-31"}
SITE = (
    "series",
    "articles",
    # The demo has no countries.
    *(dimension.plural for dimension in LISTED if dimension.plural != "countries"),
    "excluded",
    "hours",
)
ABOUT = TableInfo(
    "Ủy ban xã Đồng Mây",
    "Thống kê",
    "Tháng 10",
    date(2026, 10, 1),
    date(2026, 10, 31),
    "Asia/Ho_Chi_Minh",
    datetime(2026, 11, 23, 9, tzinfo=HANOI),
)
# Cells of a workbook have no time zone.
NAIVE = datetime(2026, 10, 1)  # noqa: DTZ001
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1")
# Titles can contain anything, also characters that spreadsheets or CSV readers handle badly.
TITLES = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=80),
    st.text(alphabet="\",;'\n=+-@ đĐếệỹ ạ_x0041", max_size=40),
    st.sampled_from([*FORMULAS, "_x0041_", 'Nước sạch, "điện"\nvà đường', " ", "ﷺ", "'=1"]),
)


@pytest.fixture(scope="module")
def reader(years: Flask) -> FlaskClient:
    return years.test_client()


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def rows_of_xlsx(content: bytes, sheet: int = 0) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [tuple(cell.value for cell in row) for row in book.worksheets[sheet].iter_rows()]


def as_csv(sheet: Sheet) -> bytes:
    return write_table("csv", sheet, ABOUT, str)


def table(*titles: str) -> Sheet:
    return Sheet("articles", "Bài đọc nhiều", ("Bài viết", "Lượt"), [(title, 7) for title in titles])


# Texts


@given(st.lists(TITLES, min_size=1, max_size=5))
def test_csv_reads_back_whole_and_runs_nothing(titles: list[str]):
    read = [row[0] for row in rows_of_csv(as_csv(table(*titles)))[1:]]

    assert [unguard(text) for text in read] == titles
    assert not any(text.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for text in read)


@example(["_x0041_"])
@given(st.lists(TITLES, min_size=1, max_size=5))
def test_xlsx_reads_back_whole_and_runs_nothing(titles: list[str]):
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([table(*titles)], ABOUT, str)))
    cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]

    # Office programs read _x005F_ as _. openpyxl leaves the decoding to its caller.
    assert [unescape(cell.value or "") for cell in cells] == [title.replace("\r", "\n") for title in titles]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


@given(st.lists(TITLES, min_size=1, max_size=5))
def test_json_reads_back_whole(titles: list[str]):
    assert [row[0] for row in json.loads(as_json(table(*titles), ABOUT))["rows"]] == titles


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text_in_a_csv_file(formula: str):
    sheet = Sheet("articles", "Bài", (formula, "Lượt"), [(formula, 7)])

    assert [row[0].lstrip()[0] for row in rows_of_csv(as_csv(sheet))] == ["'", "'"]


def test_signs_that_xml_cannot_hold_spoil_no_file():
    about = replace(ABOUT, subject="a\x00b\ud800c", portal="a\ud800b")
    content = as_xlsx([table("a\x00b\x0bc\ufffe\ud800d")], about, str)

    assert rows_of_xlsx(content)[1] == ("abcd", 7)
    assert openpyxl.load_workbook(io.BytesIO(content)).properties.title == "abc, Tháng 10"


def test_csv_is_rfc_4180_with_a_byte_order_mark():
    content = as_csv(table("Nước, sạch"))

    assert content == '\ufeffBài viết,Lượt\r\n"Nước, sạch",7\r\n'.encode()


def test_numbers_and_days_are_numbers_and_days():
    sheet = Sheet(
        "series", "Diễn biến", ("Ngày", "Lượt", "Mỗi lượt"), [(date(2026, 10, 1), -3, 2.5), (None, 0, None)]
    )

    assert rows_of_xlsx(as_xlsx([sheet], ABOUT, str))[1:] == [
        (NAIVE, -3, 2.5),
        (None, 0, None),
    ]
    assert rows_of_csv(as_csv(sheet))[1:] == [["2026-10-01", "-3", "2.5"], ["", "0", ""]]
    assert json.loads(as_json(sheet, ABOUT))["rows"] == [["2026-10-01", -3, 2.5], [None, 0, None]]


def test_a_workbook_has_its_headings_in_sight_and_says_what_it_is():
    content = as_xlsx([table("Nước sạch"), table("Lần hai")], ABOUT, language("vi").gettext)
    book = openpyxl.load_workbook(io.BytesIO(content))
    first = book.worksheets[0]
    about = dict(rows_of_xlsx(content, 2))

    assert first.freeze_panes == "A2"
    assert first["A1"].font.bold
    assert first.column_dimensions["A"].width >= 11
    assert len({name.lower() for name in book.sheetnames}) == 3
    assert about["Cổng thông tin"] == "Ủy ban xã Đồng Mây"
    assert about["Từ ngày"] == NAIVE
    assert about["Múi giờ"] == "Asia/Ho_Chi_Minh"


def test_the_same_table_is_the_same_workbook():
    """People who keep files can see whether anything has changed."""
    one, two = (zipfile.ZipFile(io.BytesIO(as_xlsx([table("a")], ABOUT, str))) for _ in range(2))

    assert {name: one.read(name) for name in one.namelist()} == {
        name: two.read(name) for name in two.namelist()
    }


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("articles", "articles"),
        ("Kinh tế articles", "kinh-te-articles"),
        ("Đời sống đô thị", "doi-song-do-thi"),
        ('"; x=/../\r\nSet-Cookie: a', "x-set-cookie-a"),
        ("新聞", "table"),
    ],
)
def test_a_file_is_named_in_ascii_with_its_period(subject: str, name: str):
    assert file_name(subject, ABOUT, "csv") == f"{name}_2026-10-01_2026-10-31.csv"


# The dashboard's tables


def shown(page: str, name: str) -> dict[str, int]:
    """The labels and numbers of a list on the page."""
    section = re.search(rf'id="pw-{name}">.*?</section>', page, re.DOTALL)[0]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>.*?<td[^>]*>(.*?)</td>', section, re.DOTALL)
    return {plain_text(label): int(number.replace(".", "")) for label, number in rows}


def plain_text(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).strip()


@pytest.mark.parametrize("name", [name for name in SITE if name not in {"series", "hours"}])
def test_a_file_has_the_numbers_of_the_page(reader: FlaskClient, name: str):
    page = reader.get(HOME, query_string=PERIOD).text
    rows = reader.get(f"{HOME}tables/{name}.json", query_string=PERIOD).json["rows"]
    numbers = {row[0]: row[-1] for row in rows[:10]}

    assert numbers
    assert numbers == shown(page, name)


def test_the_three_formats_say_the_same(reader: FlaskClient):
    for name in SITE:
        as_json_, as_text, as_book = (
            reader.get(f"{HOME}tables/{name}.{kind}", query_string=PERIOD) for kind in ("json", "csv", "xlsx")
        )
        rows = as_json_.json["rows"]
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        cells = [
            [cell.date().isoformat() if isinstance(cell, datetime) else cell for cell in row]
            for row in rows_of_xlsx(as_book.data)[1:]
        ]

        assert rows_of_csv(as_text.data) == [as_json_.json["columns"], *texts], name
        assert cells == rows, name


def test_the_series_holds_what_was_not_counted(reader: FlaskClient):
    series = reader.get(f"{HOME}tables/series.json", query_string=PERIOD).json
    heard = reader.get(HOME, query_string=PERIOD).text

    assert series["columns"][3:] == [
        "Lượt xem trang",
        "Lượt truy cập",
        "Lượt tải trang ghi nhận",
        "Không được tính",
        "Đọc lại",
    ]
    assert len(series["rows"]) == 31
    assert series["rows"][0][1:3] == ["2026-10-01", "2026-10-01"]
    for *_, views, _visits, all_heard, left_out, _repeats in series["rows"]:
        assert views + left_out == all_heard
    number = language("vi").number(sum(row[5] for row in series["rows"]))
    assert f"Ghi nhận {number} lượt" in heard


def test_days_to_come_are_in_no_file(reader: FlaskClient):
    series = reader.get(f"{HOME}tables/series.json?period=this-month").json

    assert series["rows"][-1][2] == "2026-11-23"
    assert series["to"] == "2026-11-30"


def test_hours_of_a_day(reader: FlaskClient):
    series = reader.get(f"{HOME}tables/series.json?period=yesterday&lang=en").json

    assert series["columns"] == ["Time", "From", "To", "Page views", "Visits"]
    assert len(series["rows"]) == 24


def test_a_file_holds_more_than_the_page_shows(reader: FlaskClient):
    articles = reader.get(f"{HOME}tables/articles.json", query_string={"period": "this-year"}).json

    assert articles["columns"] == ["Bài viết", "Chuyên mục", "Địa chỉ", "Mã bài viết", "Số lượt xem"]
    assert len(articles["rows"]) > 100
    assert [row[-1] for row in articles["rows"]] == sorted(
        (row[-1] for row in articles["rows"]), reverse=True
    )


def test_json_says_what_it_is(reader: FlaskClient):
    document = reader.get(f"{HOME}tables/browsers.json", query_string=PERIOD).json

    assert (document["table"], document["title"]) == ("browsers", "Trình duyệt")
    assert (document["from"], document["to"]) == ("2026-10-01", "2026-10-31")
    assert document["timezone"] == "Asia/Ho_Chi_Minh"
    assert document["generated"] == "2026-11-23T09:00:00+07:00"


def test_files_of_a_category_and_of_an_article(reader: FlaskClient):
    category = reader.get(f"{HOME}tables/articles.csv", query_string={**PERIOD, "category": "Kinh tế"})
    article = reader.get(f"{HOME}articles/3/tables/origins.json", query_string={"period": "this-year"})
    series = reader.get(f"{HOME}articles/3/tables/series.json", query_string={"period": "this-year"})

    assert {row[1] for row in rows_of_csv(category.data)[1:]} == {"Kinh tế"}
    assert "kinh-te-articles_2026-10-01" in category.headers["Content-Disposition"]
    assert sum(row[-1] for row in article.json["rows"]) == sum(row[-1] for row in series.json["rows"]) > 0


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_file_is_kept_by_the_reader_and_by_no_cache(reader: FlaskClient, kind: str):
    answer = reader.get(f"{HOME}tables/articles.{kind}", query_string=PERIOD)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="articles_2026-10-01_2026-10-31.{kind}"'
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("tables/passwords.csv", 404, "không có bảng nào"),
        ("tables/origins.csv", 404, "không có bảng nào"),
        ("articles/99999/tables/series.csv", 404, "Không có bài viết"),
        ("articles/99999999999/tables/series.csv", 404, "Không có trang nào ở địa chỉ này"),
        ("tables/articles.csv?period=mai-sau", 400, "Không có kỳ này"),
        ("tables/articles.csv?period=custom&from=2026-01-01", 400, "Vui lòng nhập đủ hai ngày"),
        ("tables/articles.csv?category=a%00b", 400, "Không có chuyên mục"),
        ("tables/articles.csv?compare=x", 400, "Vui lòng chọn trong danh sách"),
        ("tables/articles.exe", 404, ""),
    ],
)
def test_what_there_is_not_is_said(reader: FlaskClient, path: str, status: int, sentence: str):
    answer = reader.get(HOME + path)

    assert answer.status_code == status
    assert sentence in answer.text


@pytest.mark.parametrize("home", [HOME, HOME.rstrip("/")])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_page_is_asked_for_as_a_file(reader: FlaskClient, home: str, kind: str):
    """The chart of the period, or the named table."""
    for asked, name in (({}, "series"), ({"table": "articles"}, "articles")):
        answer = reader.get(home, query_string={**PERIOD, "format": kind, **asked})
        same = reader.get(f"{HOME}tables/{name}.{kind}", query_string=PERIOD)

        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == same.headers["Content-Disposition"]
        assert answer.mimetype == same.mimetype
        assert answer.headers["Cache-Control"] == "no-store"
        if kind == "csv":
            assert rows_of_csv(answer.data) == rows_of_csv(same.data)
    of_article = reader.get(f"{HOME}articles/1", query_string={**PERIOD, "format": kind})
    assert of_article.status_code == 200
    assert of_article.mimetype == answer.mimetype


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({"format": "pdf"}, 400, "Có các loại tệp sau: csv, xlsx, json."),
        ({"format": "<b>"}, 400, "Có các loại tệp sau"),
        ({"format": "csv", "table": "nothing"}, 404, "không có bảng"),
        ({"format": "csv", "period": "nothing"}, 400, "Không có"),
    ],
)
def test_a_file_there_cannot_be_is_refused_with_a_sentence(
    reader: FlaskClient, query: dict[str, str], status: int, sentence: str
):
    answer = reader.get(HOME, query_string=query)

    assert answer.status_code == status
    assert sentence.lower() in answer.text.lower()


def test_every_list_of_a_page_offers_its_files(reader: FlaskClient):
    for page in (
        f"{HOME}?period=last-month",
        f"{HOME}?period=last-month&category=Y+t%E1%BA%BF",
        f"{HOME}articles/3?period=this-year",
    ):
        links = re.findall(
            r'<a href="([^"]+)">(\w+)<span class="pw-hidden">: ([^<]+)',
            reader.get(page).text,
        )

        assert len(links) >= 6
        assert len({(kind, name) for _, kind, name in links}) == len(links)
        for url, kind, _name in links:
            answer = reader.get(url.replace("&amp;", "&"))
            assert answer.status_code == 200, url
            assert f".{kind.lower()}" in answer.headers["Content-Disposition"]


def test_a_title_as_a_reader_may_send_it_runs_nowhere(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"viewer"}, count_by="server")
    title = '=HYPERLINK("https://x.example","Bấm vào đây")'
    counter = "{{ portal.head() }}{{ portal.view_count('1', title=title, url='/doc') }}"
    app.add_url_rule("/doc", "doc", lambda: app.jinja_env.from_string(counter).render(title=title))
    app.test_client().get("/doc", headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/142.0"})
    counting_of(app).catch_up()
    answer = app.test_client().get(f"{HOME}tables/articles.csv?period=today")

    assert rows_of_csv(answer.data)[1][0] == f"'{title}"


def test_whoever_is_not_let_in_gets_no_file(make_app: MakeApp):
    app = make_app(admin_guard=set)

    assert app.test_client().get(f"{HOME}tables/articles.csv").status_code == 404


# The command


def run(app: Flask, *arguments: str):
    return app.test_cli_runner().invoke(args=["portal", "export", *arguments])


def test_the_command_writes_what_the_page_gives(years: Flask, reader: FlaskClient):
    result = run(years, "articles", "--from", "2026-10-01", "--to", "2026-10-31")

    assert result.exit_code == 0
    assert result.stdout_bytes == reader.get(f"{HOME}tables/articles.csv", query_string=PERIOD).data


def test_the_command_writes_files(years: Flask, tmp_path: Path):
    file = tmp_path / "a.xlsx"
    result = run(
        years, "origins", "--article", "3", "--format", "xlsx", "--output", str(file), "--lang", "en"
    )

    assert result.exit_code == 0, result.output
    assert rows_of_xlsx(file.read_bytes())[0] == ("Site", "Views")


def test_the_command_writes_every_table(years: Flask, tmp_path: Path):
    result = run(years, "--all", str(tmp_path / "out"), "--period", "last-month")

    assert result.exit_code == 0, result.output
    written = {file.name.partition("_")[0] for file in (tmp_path / "out").iterdir()}
    assert written == set(SITE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "TABLE is one of: series, articles"),
        (("passwords",), "TABLE is one of"),
        (("articles", "--all", "x"), "not both"),
        (("articles", "--format", "xlsx"), "--output"),
        (("articles", "--from", "2026-01-01"), "Give both --from and --to"),
        (("articles", "--period", "today", "--from", "2026-01-01", "--to", "2026-01-02"), "--period, or"),
        (("series", "--article", "99999"), "no article with the number 99999"),
        (("articles", "--from", "gestern", "--to", "2026-01-02"), "gestern"),
    ],
)
def test_the_command_says_what_is_wrong(years: Flask, arguments: tuple[str, ...], sentence: str):
    result = run(years, *arguments)

    assert result.exit_code in {1, 2}
    assert sentence in result.output
