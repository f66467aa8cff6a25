"""The statistics block: calendar periods, Vietnamese numbers, and no unknown numbers."""

import re

import pytest
from flask import Flask

from portal_widgets.counting.store.protocol import Numbers
from support import FrozenClock, MakeApp, browser, counting_of, portal_of


def block(app: Flask, lang: str = "vi") -> dict[str, str]:
    with app.test_request_context(f"/?lang={lang}"):
        html = str(portal_of(app).helpers.visit_statistics())
    return dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)</dd>", html))


def visit(app: Flask, address: str) -> None:
    browser(app, address=address).post("/portal/views", json={"page": counting_of(app).tokens.page("/")})


@pytest.fixture
def visited(app: Flask, clock: FrozenClock) -> Flask:
    """Two visits yesterday, three today."""
    clock.set("2026-03-10T10:00:00")
    for reader in range(2):
        visit(app, f"192.0.2.{reader}")
    clock.set("2026-03-11T10:00:00")
    for reader in range(3):
        visit(app, f"192.0.2.{reader}")
    counting_of(app).catch_up()
    return app


def test_the_block_in_vietnamese(visited: Flask):
    assert block(visited) == {
        "Đang trực tuyến": "3",
        "Hôm nay": "3",
        "Hôm qua": "2",
        "Tuần này": "5",
        "Tháng này": "5",
        "Năm nay": "5",
        "Tổng lượt truy cập": "5",
    }


def test_the_block_in_english(visited: Flask):
    assert block(visited, "en")["Online now"] == "3"


def test_large_numbers_are_grouped(app: Flask, monkeypatch):
    monkeypatch.setattr(counting_of(app).parts.store, "numbers", lambda *_: Numbers(total=14639))

    assert block(app)["Tổng lượt truy cập"] == "14.639"
    assert block(app, "en")["All visits"] == "14,639"


def test_an_idle_quarter_of_an_hour_leaves_nobody_online(visited: Flask, clock: FrozenClock):
    clock.advance(minutes=15)
    counting_of(visited).catch_up()

    assert block(visited)["Đang trực tuyến"] == "0"
    assert block(visited)["Hôm nay"] == "3"


def test_a_new_day_begins_at_the_portals_midnight(visited: Flask, clock: FrozenClock):
    clock.set("2026-03-12T00:00:00")
    counting_of(visited).catch_up()

    assert (block(visited)["Hôm nay"], block(visited)["Hôm qua"]) == ("0", "3")


def test_in_another_zone_it_is_another_day(make_app: MakeApp, clock: FrozenClock):
    """06:00 in Hanoi is still yesterday in London."""
    clock.set("2026-03-11T06:00:00")
    app = make_app(timezone="Europe/London")
    visit(app, "192.0.2.1")
    clock.set("2026-03-11T08:00:00")
    counting_of(app).catch_up()

    assert (block(app)["Hôm nay"], block(app)["Hôm qua"]) == ("0", "1")


def test_a_call_chooses_its_rows_and_heading(visited: Flask):
    with visited.test_request_context("/"):
        helpers = portal_of(visited).helpers
        html = helpers.visit_statistics(show=["total", "today"], title={"vi": "Lượt <b>", "en": "Visits"})

    assert re.findall(r"<dt>(.*?)</dt>", html) == ["Tổng lượt truy cập", "Hôm nay"]
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["Lượt &lt;b&gt;"]


def test_the_setting_chooses_where_a_call_does_not(make_app: MakeApp):
    app = make_app(statistics_show=("year", "online"))

    assert list(block(app)) == ["Năm nay", "Đang trực tuyến"]


def test_two_blocks_of_one_page_are_not_mixed_up(visited: Flask):
    """The cache distinguishes fragments by rows and heading, too."""
    with visited.test_request_context("/"):
        show = portal_of(visited).helpers.visit_statistics
        made = [show(), show(show=["today"]), show(show=["total"]), show(title="A"), show(title="B"), show()]

    assert made[0] == made[-1]
    assert len(set(made)) == 5


def test_a_row_there_is_not_is_named_with_those_there_are(app: Flask, caplog: pytest.LogCaptureFixture):
    with app.test_request_context("/"):
        portal_of(app).helpers.visit_statistics(show=["toady"])

    assert "online, today, yesterday, week, month, year, total" in caplog.text


def test_without_javascript_there_is_no_button_and_no_live_region(app: Flask):
    """The script adds the pause. Numbers that change by themselves are not announced."""
    with app.test_request_context("/"):
        html = portal_of(app).helpers.visit_statistics()

    assert 'href="/portal/statistics/how-we-count"' in html
    assert not re.search(r"<button|aria-live|role=", html)


def test_where_it_is_never_renewed_no_script_takes_it_up(make_app: MakeApp):
    app = make_app(statistics_refresh_seconds=0)
    with app.test_request_context("/"):
        assert "data-pw=" not in portal_of(app).helpers.visit_statistics()
    with make_app(statistics_refresh_seconds=90).test_request_context("/") as context:
        assert 'data-seconds="90"' in portal_of(context.app).helpers.visit_statistics()
