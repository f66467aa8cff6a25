"""Clicks on links are counted by the rules of views, and separately from them."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from portal_widgets.counting.journal.writer import JournalWriter
from portal_widgets.links.service import LinkService
from portal_widgets.links.store.reports import LinkReportStore
from support import FrozenClock, MakeApp, browser, counting_of, portal_of

LINKS = {
    "services": [{"key": "so", "title": "Sở", "url": "https://so.example/"}, {"title": "B", "url": "/b"}]
}
ROBOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"
YEAR = date(2026, 1, 1), date(2027, 1, 1)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(links=LINKS, admin_guard=lambda: {"editor"})


def followed(app: Flask) -> dict[str, int]:
    counting_of(app).catch_up()
    return dict(portal_of(app).service(LinkService).clicks.clicks_by_link(*YEAR))


def not_counted(app: Flask) -> int:
    counting_of(app).catch_up()
    return portal_of(app).service(LinkService).clicks.not_counted(*YEAR)


def click(reader, link: str = "so", **headers: str):
    return reader.post("/portal/links/click", data={"link": link}, headers=headers)


def test_a_page_says_where_clicks_are_counted_and_which_link_is_which(app: Flask):
    page = browser(app).get("/portal/links").text

    assert 'data-clicks-url="/portal/links/click"' in page
    assert 'data-link="so"' in page


def test_a_reader_counts_once_in_half_an_hour_for_each_link(app: Flask, clock: FrozenClock):
    lan, other = browser(app), portal_of(app).service(LinkService).newest()[1].groups[0].links[1].key
    assert click(lan).status_code == 204
    click(lan)
    click(lan, other)
    click(browser(app, address="192.0.2.7"))
    clock.advance(minutes=31)
    click(lan)

    assert followed(app) == {"so": 3, other: 1}
    assert not_counted(app) == 1


def test_a_click_is_neither_a_view_nor_a_visit(app: Flask):
    click(browser(app))
    counting_of(app).catch_up()
    numbers = counting_of(app).numbers()

    assert (numbers.today, numbers.total, numbers.online) == (0, 0, 0)


def test_robots_and_other_sites_do_not_count(app: Flask):
    click(browser(app, ROBOT))
    click(browser(app), Origin="https://elsewhere.example")
    browser(app).get("/portal/links/go?link=so", headers={"Sec-Purpose": "prefetch"})

    assert followed(app) == {}
    assert not_counted(app) == 3


def test_a_choice_from_the_list_counts_without_a_script(app: Flask):
    reader = browser(app)
    reader.head("/portal/links/go?link=so")
    reader.get("/portal/links/go?link=so")

    assert followed(app) == {"so": 1}


def test_a_link_that_is_opened_by_its_key_counts_once(app: Flask):
    reader = browser(app)
    reader.head("/portal/links/so/open")
    reader.get("/portal/links/so/open")
    reader.get("/portal/links/so/open")

    assert followed(app) == {"so": 1}


@pytest.mark.parametrize("link", ["", "nope", "x" * 5000, "so\x00", "<b>"])
def test_what_is_no_link_is_told_so_and_not_counted(app: Flask, link: str):
    assert click(browser(app), link).status_code == 404
    assert followed(app) == {}


def test_an_office_that_does_not_want_it_counts_nothing(make_app: MakeApp):
    app = make_app(links=LINKS, link_clicks=False)
    reader = browser(app)

    assert "clicks-url" not in reader.get("/portal/links").text
    assert click(reader).status_code == 404
    reader.get("/portal/links/go?link=so")
    assert followed(app) == {}


def test_the_way_on_does_not_wait_for_its_count(app: Flask, monkeypatch):
    """If nothing can be written, the reader still reaches the target."""
    monkeypatch.setattr(JournalWriter, "write", lambda _writer, _record: False)

    def full(*_) -> None:
        raise OSError("no room")

    monkeypatch.setattr(JournalWriter, "keep_in_memory", full)
    answer = browser(app).get("/portal/links/go?link=so")

    assert answer.headers["Refresh"] == "0; url=https://so.example/"
    assert click(browser(app)).status_code == 503


def test_the_office_sees_them_by_year_and_as_files(app: Flask, clock: FrozenClock):
    for address in ("192.0.2.1", "192.0.2.2"):
        click(browser(app, address=address))
    followed(app)
    office = browser(app)
    page, file = (office.get(f"/portal/admin/links/clicks{kind}") for kind in ("", ".csv"))

    assert "đã được mở 2 lượt" in re.sub(r"\s+", " ", page.text)
    assert "2 lượt mở trong 30 ngày" in office.get("/portal/admin/links/").text
    rows = file.data.decode("utf-8-sig").splitlines()
    assert [row for row in rows if "so.example" in row] == ["Sở,services,https://so.example/,2"]
    assert "no-store" in file.headers["Cache-Control"]
    clock.advance(minutes=31 * 24 * 60)
    assert "lượt mở trong 30 ngày" not in browser(app).get("/portal/admin/links/").text


def test_a_link_that_is_gone_keeps_its_clicks(app: Flask):
    click(browser(app))
    followed(app)
    service = portal_of(app).service(LinkService)
    service.document.change(lambda now: type(now)(()), who="Lan", what="x")

    assert "không còn trong danh mục" in browser(app).get("/portal/admin/links/clicks").text


def test_days_that_are_folded_into_months_keep_their_clicks(app: Flask, clock: FrozenClock):
    click(browser(app))
    before = followed(app)
    clock.advance(minutes=900 * 24 * 60)
    done = app.test_cli_runner().invoke(args=["portal", "purge"])

    assert done.exit_code == 0, done.output
    assert followed(app) == before == {"so": 1}
    assert "<option>2026" in browser(app).get("/portal/admin/links/clicks").text


@pytest.mark.parametrize("year", ["0", "99999", "-1", "x", "2024", ""])
def test_any_year_can_be_asked_for(app: Flask, year: str):
    assert browser(app).get(f"/portal/admin/links/clicks?year={year}").status_code == 200


def test_reports_are_counted_by_link_and_fault(app: Flask):
    portal = portal_of(app)
    store, today = LinkReportStore(portal.database, portal.site), portal.clock.now().date()
    for fault in ("broken", "broken", "wrong"):
        store.add("so", fault, today)
    store.add("so", "broken", today + timedelta(days=1))

    assert store.counts_by_link() == {"so": {"broken": 3, "wrong": 1}}
    store.clear("so")
    assert store.counts_by_link() == {}
