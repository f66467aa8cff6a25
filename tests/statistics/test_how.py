"""The public page "how we count" describes this portal's settings."""

import html
import re
from datetime import date

import pytest
from flask import Flask

from portal_widgets.core.text.languages import language
from portal_widgets.counting import sessions
from portal_widgets.counting.classify.dimensions import LISTED
from portal_widgets.counting.collect import recording
from portal_widgets.counting.hits import Reason
from portal_widgets.counting.store.sql.ledger import LedgerStore, OpeningBalance
from support import MakeApp, browser, portal_of, statements

PATH = "/portal/statistics/how-we-count"


def page(app: Flask, lang: str = "vi") -> str:
    """The text of the page, without its mark-up."""
    answer = browser(app).get(f"{PATH}?lang={lang}")
    assert answer.status_code == 200
    main = answer.text.partition("<article")[2].partition("</article>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def enter(app: Flask, *entries: OpeningBalance) -> None:
    portal = portal_of(app)
    LedgerStore(portal.database, portal.clock.milliseconds).enter(portal.site, entries)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_has_a_name_and_a_sentence(app: Flask, lang: str):
    """The page must describe every reason in the code."""
    source = browser(app).get(f"{PATH}?lang={lang}").text
    said = re.findall(r"<dt>([^<]+) <code[^>]*>([\w-]+)</code></dt>\s*<dd>([^<]{20,})</dd>", source)

    assert {reason for _, reason, _ in said} == set(Reason)
    assert len({sentence for *_, sentence in said}) == len(Reason)


def test_the_windows_are_those_of_the_code(app: Flask):
    minutes = sessions.REPEAT_WINDOW // sessions.MINUTE
    text = page(app)

    assert f"trong vòng {minutes} phút" in text
    assert f"trong {sessions.ONLINE_WINDOW // sessions.MINUTE} phút vừa qua" in text
    assert f"Hơn {recording.CAP_PER_MINUTE} lượt gửi" in text
    assert "tuần bắt đầu từ thứ hai" in text
    assert "trong vòng 48 giờ" in text


@pytest.mark.parametrize(
    ("option", "says", "elsewhere"),
    [
        ({}, "Giờ Việt Nam (Asia/Ho_Chi_Minh)", "UTC"),
        ({"timezone": "Europe/London"}, "(Europe/London)", "Asia/Ho_Chi_Minh"),
        ({"timezone": "UTC"}, "Múi giờ: UTC.", "Asia/Ho_Chi_Minh"),
        ({}, "giữ 25 tháng", "giữ 7 tháng"),
        ({"retention_months": 7}, "giữ 7 tháng", "giữ 25 tháng"),
        ({}, "Trình duyệt gửi tín hiệu", "Máy chủ của cổng ghi nhận khi gửi"),
        ({"count_by": "server"}, "Máy chủ của cổng ghi nhận khi gửi", "chặn việc gửi tín hiệu"),
        ({}, "Không ghi nhận quốc gia", "Có ghi nhận quốc gia"),
        ({}, "không phân biệt cán bộ", "cổng nhận biết là cán bộ"),
        ({"is_staff": lambda: False}, "cổng nhận biết là cán bộ", "không phân biệt cán bộ"),
        ({}, "nằm trong một tệp tạm", "không ghi vào tệp nào"),
        ({"journal": "memory"}, "không ghi vào tệp nào", "tệp tạm"),
    ],
    ids=lambda value: "no one is staff" if "is_staff" in value else str(value),
)
def test_the_settings_decide_what_it_says(make_app: MakeApp, option, says: str, elsewhere: str):
    text = page(make_app(**option))

    assert says in text
    assert elsewhere not in text


def test_with_a_database_countries_are_said(make_app: MakeApp, tmp_path):
    from mmdb_writer import MMDBWriter

    file = tmp_path / "countries.mmdb"
    MMDBWriter().to_db_file(str(file))

    assert "Có ghi nhận quốc gia" in page(make_app(country_database=str(file)))


@pytest.mark.parametrize("code", ["vi", "en"])
def test_everything_that_visits_are_tallied_under_is_said(app: Flask, code: str):
    text = page(app, code).lower()

    for dimension in LISTED:
        title = language(code).gettext(dimension.title).lower()
        assert (f" {title}," in text) is (dimension.key != "country"), title


def test_with_redis_the_working_file_is_kept_longer(make_app: MakeApp, empty_redis: str):
    assert "thường không quá 10 phút" in page(make_app())
    assert "thường không quá 41 phút" in page(make_app(redis_url=empty_redis))


def test_a_month_is_one_month_in_english(make_app: MakeApp):
    assert "are kept for a month;" in page(make_app(retention_months=1), "en")


def test_what_was_counted_before_is_signed_and_dated(app: Flask):
    before = page(app)
    enter(
        app,
        OpeningBalance(12345678, date(2026, 1, 1), "Trần Thị Minh Hà", "Bộ đếm <b>cũ</b>"),
        OpeningBalance(99, date(2026, 1, 1), "Lê Văn Bình", "của một bài", article="nuoc-sach"),
    )
    text = page(app)

    assert "Số liệu bộ đếm cũ" not in before
    assert "12.345.678 lượt truy cập tính đến 01/01/2026 Người xác nhận: Trần Thị Minh Hà." in text
    assert "Bộ đếm <b>cũ</b>" in text
    assert "&lt;b&gt;" in browser(app).get(PATH).text
    assert "Lê Văn Bình" not in text


def test_balances_of_articles_are_not_even_read(app: Flask):
    """There may be a hundred thousand of them."""
    enter(app, *(OpeningBalance(1, date(2026, 1, 1), "Hà", "x", article=str(number)) for number in range(50)))
    portal = portal_of(app)

    assert LedgerStore(portal.database, portal.clock.milliseconds).entries("main", articles=False) == []
    with statements(portal.database) as asked:
        page(app)
    assert len([said for said in asked if said.startswith("SELECT")]) == 1


def test_while_the_database_is_away_the_rest_stays(make_app: MakeApp, tmp_path):
    (tmp_path / "away").touch()
    text = page(make_app(instance=tmp_path / "away"))

    assert "Hiện chưa tra được" in text
    assert "Giới hạn của số liệu" in text
