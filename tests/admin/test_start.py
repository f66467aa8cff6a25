"""The start page: what waits for whom, and the figures of today."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from admin.area import ADMIN
from feedback.moderators import act
from feedback.sending import OFFICE, feedback_service_of, stored
from polls.samples import MINUTE, held
from portal_widgets import extension
from portal_widgets.core.app.widget import Severity, WaitingItem
from portal_widgets.counting.store.sql.tables import site_day
from portal_widgets.feedback.store import tables
from portal_widgets.links.check.link_status import LinkState, LinkStatus
from portal_widgets.links.service import LinkService
from portal_widgets.polls.service import PollService
from support import FrozenClock, MakeApp, browser, portal_of, statements
from test_contract import MINE

NOTHING = "Hiện không có việc nào đang chờ xử lý."
LINK = "https://hong.example/"
MESSAGES, POLLS, LINKS = "/portal/admin/feedback/", "/portal/admin/polls/", "/portal/admin/links/"
OF_ROLE = {
    "viewer": set(),
    "editor": {"polls", "links", "organisation"},
    "moderator": {"feedback"},
    "admin": {"polls", "links", "organisation", "feedback", "system"},
}


def waits(app: Flask, query: str = "") -> dict[str, tuple[int, str]]:
    """The lines of the start page: number and address, by their texts."""
    page = browser(app).get(ADMIN + query).text
    found = re.findall(
        r'class="pw-admin__to" href="([^"]*)"><strong[^>]*>([\d.]+)</strong> <span>([^<]*)</span>', page
    )
    return {title: (int(number), url.replace("&amp;", "&")) for url, number, title in found}


def give_up_mails(app: Flask) -> None:
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.outbox).values(state="failed"))


@pytest.fixture
def roles() -> set[str]:
    return {"admin"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str], clock: FrozenClock) -> Flask:
    """A portal in which something waits in every part."""
    app = make_app(
        **OFFICE,
        admin_guard=lambda: roles,
        admin_name=lambda: "lan",
        links={"ban": [{"title": "Trang hỏng", "url": LINK}]},
        mail_server="127.0.0.1:1",
        base_url="https://www.dongmay.example",
    )
    stored(app, clock)
    give_up_mails(app)
    held(app)
    status = LinkStatus(LINK, LinkState.PARKED, checked_at=1)
    portal_of(app).service(LinkService).watch.save(status, None)
    portal_of(app).service(LinkService).invalidate()
    return app


@pytest.mark.parametrize("role", OF_ROLE)
def test_a_role_sees_what_waits_in_its_parts_only(app: Flask, roles: set[str], role: str):
    roles.clear()
    roles.add(role)
    parts = {re.search(r"/admin/([a-z]+)/", url)[1] for _, url in waits(app).values()}

    assert parts == OF_ROLE[role]
    assert (NOTHING in browser(app).get(ADMIN).text) == (not OF_ROLE[role])


def test_every_line_leads_to_its_place(app: Flask):
    office = browser(app)

    for _, url in waits(app).values():
        assert office.get(url).status_code == 200, url


def test_the_urgent_lines_come_first(app: Flask):
    assert list(waits(app))[:3] == [
        "ý kiến có thư không gửi được",
        "liên kết hỏng hoặc nguy hiểm, đang được ẩn với người đọc",
        "mục kiểm tra hệ thống có lỗi",
    ]


def test_the_lines_are_in_the_language_of_the_page(app: Flask):
    assert waits(app, "?lang=en")["new message"] == (1, MESSAGES + "?status=new&lang=en")


def test_messages_wait_as_new_overdue_and_mine(app: Flask, clock: FrozenClock):
    assert waits(app)["ý kiến mới"] == (1, MESSAGES + "?status=new")
    assert "ý kiến quá hạn trả lời" not in waits(app)
    act(browser(app), 1, "assign", assigned="lan")
    clock.advance(minutes=1440 * 40)
    found = waits(app)

    assert found["ý kiến được giao cho anh/chị"] == (1, MESSAGES + "?mine=1")
    assert found["ý kiến quá hạn trả lời"] == (1, MESSAGES + "?overdue=1")
    act(browser(app), 1, "status", status="closed")
    assert not any(url.startswith(MESSAGES) for _, url in waits(app).values())


def test_messages_of_other_departments_are_not_counted(make_app: MakeApp, clock: FrozenClock):
    departments = {"giao-thong": {"name": "Giao thông", "staff": ["roads"]}}
    roles = {"moderator"}
    app = make_app(departments=departments, admin_guard=lambda: roles)
    stored(app, clock, path="/portal/feedback/department", department="giao-thong")

    assert waits(app) == {}
    roles.add("roads")
    assert waits(app)["ý kiến mới"][0] == 1


def test_spam_is_named_for_a_week(make_app: MakeApp, clock: FrozenClock):
    app = make_app(admin_guard=lambda: {"moderator"})
    stored(app, clock, website="x", seconds=1)

    assert waits(app)["ý kiến trong 7 ngày qua nghi là thư rác"] == (1, MESSAGES + "?status=spam")
    clock.advance(minutes=1440 * 8)
    assert waits(app) == {}


def test_polls_wait_before_they_open_and_before_they_close(make_app: MakeApp, clock: FrozenClock):
    app = make_app(admin_guard=lambda: {"editor"}, organisation_profile=())
    now = portal_of(app).service(PollService).now()
    day = 24 * 60 * MINUTE
    number = held(app, opens_at=now + 2 * day, closes_at=now + 12 * day)

    assert waits(app) == {"cuộc thăm dò mở trong 3 ngày tới": (1, f"{POLLS}{number}")}
    clock.advance(minutes=1440 * 5)
    assert waits(app) == {}
    clock.advance(minutes=1440 * 5)
    assert waits(app) == {"cuộc thăm dò kết thúc trong 3 ngày tới": (1, f"{POLLS}{number}")}
    clock.advance(minutes=1440 * 5)
    assert waits(app) == {}


def test_links_wait_when_readers_report_them_and_when_a_review_is_due(make_app: MakeApp):
    link = {"key": "a", "title": "A", "url": LINK, "review": "2020-01-31"}
    app = make_app(admin_guard=lambda: {"editor"}, organisation_profile=(), links={"ban": [link]})
    portal_of(app).service(LinkService).reports.add("a", "broken", date(2020, 1, 31))

    assert waits(app) == {
        "liên kết được người đọc báo lỗi": (1, LINKS + "watch"),
        "liên kết đến hạn rà soát": (1, LINKS + "watch"),
    }


def test_missing_facts_of_the_organisation_are_named(make_app: MakeApp):
    app = make_app(
        admin_guard=lambda: {"editor"}, organisation={"name": "Xã"}, organisation_profile=("name", "fax")
    )

    assert waits(app)["thông tin bắt buộc của cơ quan còn thiếu"][0] == 1
    assert '<span class="pw-admin__detail">Fax</span>' in browser(app).get(ADMIN).text


def test_todays_figures_are_beside_those_of_the_same_weekday(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"viewer"})
    portal, today = portal_of(app), portal_of(app).clock.today()
    counts = {"heard": 0, "article_views": 0, "visits": 2}
    rows = [
        {"day": today, "visitors": 1001, "page_views": 5, **counts},
        {"day": today - timedelta(days=7), "visitors": 4, "page_views": 6, **counts},
        {"day": today - timedelta(days=6), "visitors": 99, "page_views": 99, **counts},
    ]
    with portal.database.writing() as connection:
        connection.execute(sa.insert(site_day), [{"site": portal.site, **row} for row in rows])
    page = browser(app).get(ADMIN).text

    assert '<th scope="row">Người truy cập</th><td>1.001</td><td>4</td>' in page
    assert '<th scope="row">Lượt xem trang</th><td>5</td><td>6</td>' in page
    assert "99" not in re.sub(r'"[^"]*"', "", page)


def test_a_line_may_be_for_some_roles_of_its_panel(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch):
    """The widget is only listed, as a new one would be."""
    roles = {"editor"}

    def lines() -> list[WaitingItem]:
        return [
            WaitingItem("ghi chú", 1, "/a", Severity.NOTE),
            WaitingItem("gấp", 2, "/b", Severity.URGENT, detail="từ hôm qua"),
            WaitingItem("chỉ quản trị", 3, "/c", roles=frozenset()),
            WaitingItem("không có", 0, "/d"),
        ]

    monkeypatch.setattr(extension, "WIDGETS", (*extension.WIDGETS, _with_lines(lines)))
    app = make_app(widgets=["greeting"], admin_guard=lambda: roles)

    assert list(waits(app)) == ["gấp", "ghi chú"]
    assert "từ hôm qua" in browser(app).get(ADMIN).text
    roles.add("admin")
    assert list(waits(app)) == ["gấp", "chỉ quản trị", "ghi chú"]


def _with_lines(lines: Callable[[], list[WaitingItem]]):
    def mount(portal):
        mounted = MINE.mount(portal)
        return replace(mounted, panel=mounted.panel._replace(waiting=lines))

    return replace(MINE, mount=mount)


@pytest.mark.parametrize(("role", "most"), [("viewer", 1), ("moderator", 1), ("editor", 4), ("admin", 10)])
def test_the_page_costs_few_queries(app: Flask, roles: set[str], role: str, most: int):
    """One or two of each part, and the admin's checks of mail and counting."""
    roles.clear()
    roles.add(role)
    office = browser(app)
    office.get(ADMIN)
    with statements(portal_of(app).database) as run:
        office.get(ADMIN)

    assert 0 < len([one for one in run if one.startswith("SELECT")]) <= most, run


def test_counts_of_messages_are_one_query(app: Flask, clock: FrozenClock):
    service = feedback_service_of(app)
    with statements(portal_of(app).database) as run:
        service.waiting.counts(None, "lan", portal_of(app).clock.today(), 0)

    assert len([one for one in run if one.startswith("SELECT")]) == 1
