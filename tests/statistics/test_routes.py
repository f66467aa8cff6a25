"""The statistics for everyone: a page, data and pictures that any cache may keep."""

import re
from contextlib import suppress
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal_widgets.counting.store.protocol import Changes, Numbers
from portal_widgets.errors import StoreUnavailableError
from portal_widgets.reading.contrast import TEXT_RATIO, contrast
from portal_widgets.statistics.rules import KEYS
from support import FrozenClock, MakeApp, browser, counting_of, portal_of, statements

PAGE = "/portal/statistics"
DATA = "/portal/statistics.json"
HOW = "/portal/statistics/how-we-count"
PICTURES = [f"/portal/statistics/{key}.svg" for key in KEYS]
SVG = "{http://www.w3.org/2000/svg}"
KNOWN = Numbers(online=3, today=41, yesterday=380, week=811, month=4205, year=14639, total=1234567)


class Counted:
    """The numbers of a portal's store; None: the store is unavailable."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counting, self.numbers = counting_of(app), KNOWN
        store = self.counting.parts.store
        monkeypatch.setattr(store, "numbers", self.answer)
        # Changed numbers have another version.
        monkeypatch.setattr(store, "changes", lambda *_: Changes(object(), {}))

    def answer(self, *_: object) -> Numbers:
        if self.numbers is None:
            raise StoreUnavailableError("away")
        return self.numbers

    def become(self, numbers: Numbers | None) -> None:
        """Change the numbers, and let the portal read them."""
        self.numbers = numbers
        with suppress(StoreUnavailableError):
            self.counting.catch_up()


@pytest.fixture
def store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(app, monkeypatch)


@pytest.fixture
def counted(app: Flask, store: Counted) -> FlaskClient:
    """A reader of a portal whose numbers are KNOWN."""
    return browser(app)


def read(app: Flask, article: str, times: int) -> None:
    """Show an article, and let this number of readers read it."""
    browser(app).get(f"/bai/{article}")
    token = counting_of(app).tokens.article(article)
    for reader in range(times):
        browser(app, address=f"198.51.100.{reader}").post("/portal/views", json={"article": token})


def picture(answer) -> dict[str, str]:
    """The texts of an SVG picture: its title, and its other texts by their colour."""
    root = ET.fromstring(answer.text)  # noqa: S314 - our own
    assert root.tag == f"{SVG}svg"
    return {
        "title": root.findtext(f"{SVG}title"),
        **{text.get("fill"): text.text for text in root.iter(f"{SVG}text")},
    }


@pytest.mark.parametrize("path", [PAGE, DATA, HOW, *PICTURES])
def test_any_cache_may_keep_it_for_a_quarter_of_a_minute(counted: FlaskClient, path: str):
    counted.set_cookie("session", "x")
    first = counted.get(path)

    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, max-age=15"
    assert re.fullmatch(r'"[0-9a-f]{40}"', first.headers["ETag"])
    assert "Set-Cookie" not in first.headers
    assert "Vary" not in first.headers
    again = counted.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("path", [PAGE, DATA, PICTURES[-1]])
def test_another_number_is_another_answer(counted: FlaskClient, store: Counted, path: str):
    before = counted.get(path).headers["ETag"]
    store.become(KNOWN._replace(total=1234568))
    answer = counted.get(path, headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert "1.234.568" in answer.text


def test_the_data_are_what_the_manual_says(counted: FlaskClient):
    said = counted.get(DATA).json

    assert datetime.fromisoformat(said["generated"]).utcoffset().total_seconds() == 7 * 3600
    assert said["generated"] == "2026-03-11T09:00:00+07:00"
    assert said["time_zone"] == "Asia/Ho_Chi_Minh"
    assert said["language"] == "vi"
    assert {key: said[key] for key in KEYS} == KNOWN._asdict()
    assert said["texts"]["total"] == "1.234.567"
    assert said["names"]["week"] == "Tuần này"
    assert list(said) == [*KEYS, "generated", "time_zone", "language", "texts", "names"]
    assert list(said["texts"]) == list(said["names"]) == list(KEYS)


def test_the_data_in_english(counted: FlaskClient):
    said = counted.get(DATA + "?lang=en").json

    assert (said["language"], said["texts"]["total"], said["names"]["today"]) == ("en", "1,234,567", "Today")


def test_the_same_numbers_stay_the_same_answer_while_time_goes_on(
    counted: FlaskClient, store: Counted, clock: FrozenClock
):
    before = counted.get(DATA)
    clock.advance(minutes=5)
    store.become(KNOWN)
    assert counted.get(DATA).data == before.data

    store.become(KNOWN._replace(online=4))
    assert counted.get(DATA).json["generated"] == "2026-03-11T09:05:00+07:00"


@pytest.mark.parametrize(("lang", "sentence"), [("vi", "tạm thời chưa dùng được"), ("en", "not available")])
def test_without_a_number_the_answer_is_503_and_says_so(make_app: MakeApp, tmp_path, lang: str, sentence):
    """The database has never answered, because its folder is a file."""
    (tmp_path / "away").touch()
    client = browser(make_app(instance=tmp_path / "away"))
    for path in (PAGE, DATA, *PICTURES):
        answer = client.get(f"{path}?lang={lang}")

        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0
        assert "public" not in answer.headers.get("Cache-Control", "")
        assert sentence in (answer.json["error"] if path == DATA else answer.text)


def test_the_page_shows_the_rows_of_the_setting_in_their_order(make_app: MakeApp):
    page = browser(make_app(statistics_show=("total", "today"))).get(PAGE).text

    assert re.findall(r"<dt>(.*?)</dt>", page) == ["Tổng lượt truy cập", "Hôm nay"]
    assert f'href="{HOW}"' in page


def test_the_page_lists_what_was_read_most_and_how_often(make_app: MakeApp, clock: FrozenClock):
    app = make_app()
    clock.set("2026-02-20T10:00:00")
    read(app, "cu", 3)
    clock.set("2026-03-11T09:00:00")
    read(app, "moi", 2)
    counting_of(app).catch_up()

    def listed(path: str) -> list[tuple[str, str]]:
        page = browser(app).get(path).text
        return re.findall(r'<a href="/bai/(\w+)">.*?pw-most-read__count">(.*?)<', page)

    assert listed(PAGE) == [("moi", "2 lượt xem")]
    assert listed(PAGE + "?days=30") == [("cu", "3 lượt xem"), ("moi", "2 lượt xem")]
    assert listed(PAGE + "?days=365&lang=en") == [("cu", "3 views"), ("moi", "2 views")]


def test_a_list_without_a_line_says_so(client: FlaskClient):
    assert "Chưa có bài viết nào được đọc" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("days", "current"), [("7", "7 ngày"), ("8", "30 ngày"), ("30", "30 ngày"), ("99999", "365 ngày")]
)
def test_the_window_that_is_shown_is_marked(client: FlaskClient, days: str, current: str):
    page = client.get(PAGE, query_string={"days": days}).text

    assert re.findall(r'aria-current="true">(.*?)<', page) == [current]


@pytest.mark.parametrize("days", ["", "x", "-1", "1.5", "٧", "9" * 99, "7 ", "\x00"])
def test_a_window_that_is_none_is_refused_with_a_sentence(client: FlaskClient, days: str):
    answer = client.get(PAGE, query_string={"days": days})

    assert answer.status_code == 400
    assert "phải là một số nguyên, chẳng hạn 7" in answer.text


def test_a_longer_list_takes_no_more_statements(make_app: MakeApp):
    """No N+1 queries: the list is requested without a cache, with two articles and with ten."""
    cost = []
    for articles in (2, 10):
        app = make_app()
        for article in range(articles):
            read(app, f"bai-{article}", 1)
        counting_of(app).catch_up()
        browser(app).get(PAGE)
        with statements(portal_of(app).database) as asked:
            page = browser(app).get(PAGE + "?days=365").text
        assert page.count("pw-most-read__count") == articles
        cost.append(len([said for said in asked if said.startswith("SELECT")]))

    assert 0 < cost[0] == cost[1] <= 4


@pytest.mark.parametrize("path", [PAGE, DATA, *PICTURES])
def test_once_known_the_numbers_come_from_memory(client: FlaskClient, app: Flask, path: str):
    cold = client.get(path).data
    with statements(portal_of(app).database) as asked:
        assert client.get(path).data == cold

    assert asked == []


@pytest.mark.parametrize(
    ("path", "title", "number"),
    [
        ("/portal/statistics/total.svg", "Tổng lượt truy cập: 1.234.567", "1.234.567"),
        ("/portal/statistics/total.svg?lang=en", "All visits: 1,234,567", "1,234,567"),
        ("/portal/statistics/online.svg", "Đang trực tuyến: 3", "3"),
        ("/portal/statistics/yesterday.svg?lang=en", "Yesterday: 380", "380"),
    ],
)
def test_a_picture_says_its_number(counted: FlaskClient, path: str, title: str, number: str):
    answer = counted.get(path)
    said = picture(answer)

    assert answer.mimetype == "image/svg+xml"
    assert said["title"] == title
    assert f"{said['#ffffff']}: {said['#17212b']}" == title
    assert said["#17212b"] == number


def test_a_picture_brings_its_own_grounds_with_text_at_7_to_1(counted: FlaskClient):
    svg = counted.get(PICTURES[-1]).text
    box, value = re.findall(r'<(?:rect|path)[^>]* fill="(#\w{6})"', svg)
    name, number = re.findall(r'<text[^>]* fill="(#\w{6})"', svg)

    assert contrast(name, box) >= TEXT_RATIO
    assert contrast(number, value) >= TEXT_RATIO
    assert not re.search(r"style|script|href|@import", svg)


def test_a_number_there_is_not_has_no_picture(client: FlaskClient):
    answer = client.get("/portal/statistics/hom-nay.svg")

    assert answer.status_code == 404
    assert "Không có trang nào ở địa chỉ này" in answer.text


def test_an_outage_after_the_first_answer_changes_nothing(counted: FlaskClient, store: Counted):
    """The last known numbers stay."""
    before = counted.get(DATA).json
    store.become(None)

    assert counted.get(DATA).json == before
    assert before.items() >= KNOWN._asdict().items()
