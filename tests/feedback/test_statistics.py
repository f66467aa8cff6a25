"""Statistics of the office: they show what happened, and stay the same after messages were erased."""

import json
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feedback.mailserver import mail_server
from feedback.moderators import HOME, act, search
from feedback.sending import CITIZEN, OFFICE, feedback_service_of, stored
from portal_widgets.feedback.message_statistics import (
    MessageOutcome,
    MessageSums,
    SumKey,
    sum_by,
    sum_outcomes,
)
from portal_widgets.feedback.rules import Status
from support import HANOI, FrozenClock, MakeApp, browser

MIN, MAX = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - hypothesis adds the zone
OUTCOMES = st.builds(
    MessageOutcome,
    department=st.sampled_from(["", "tiep-dan"]),
    kind=st.sampled_from(["site", "page"]),
    status=st.sampled_from(Status),
    received=st.datetimes(MIN, MAX, timezones=st.just(HANOI)),
    due_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 31)),
    answered=st.none() | st.datetimes(MIN, MAX, timezones=st.just(HANOI)),
)


@pytest.fixture
def app(make_app: MakeApp, database_url: str) -> Flask:
    return make_app(
        **OFFICE,
        admin_guard=lambda: {"admin"},
        database_url=database_url,
        feedback_send="command",
        feedback_per_network=0,
    )


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


@given(st.lists(OUTCOMES, max_size=30), st.integers(0, 30))
def test_sums_of_parts_are_the_sum_of_all(outcomes: list[MessageOutcome], cut: int):
    """So the sums of erased messages can be added to those of existing ones."""
    parts = [sum_outcomes(outcomes[:cut]), sum_outcomes(outcomes[cut:])]
    whole = sum_outcomes(outcomes)
    for name in ("month", "department", "kind"):
        added: dict[object, MessageSums] = {}
        for part in parts:
            for key, some in sum_by(part, name).items():
                added[key] = added.get(key, MessageSums()) + some
        assert added == sum_by(whole, name)
    total = sum(whole.values(), MessageSums())
    assert total.received + total.put_aside == len(outcomes)
    assert total.in_time <= total.answered <= total.received


def test_an_answer_on_the_day_it_is_due_is_in_time():
    received, due = datetime(2026, 3, 11, 9, tzinfo=HANOI), date(2026, 3, 25)
    midnight = datetime(2026, 3, 26, tzinfo=HANOI)
    for answered, in_time in ((midnight - timedelta(minutes=1), 1), (midnight, 0)):
        one = MessageOutcome("", "site", Status.ANSWERED, received, due, answered)
        assert sum_outcomes([one])[SumKey(date(2026, 3, 1), "", "site")].in_time == in_time


def worked(app: Flask, office: FlaskClient, clock: FrozenClock) -> None:
    """March: one message answered after two days, one answered late, one put aside, one waiting."""
    for text in ("Ý kiến 1", "Ý kiến 2", "Ý kiến 3"):
        stored(app, clock, text=text)
    stored(app, clock, text="Mua ngay", seconds=1)
    clock.advance(minutes=2 * 24 * 60)
    act(office, 1, "reply", text="Đã sửa.")
    clock.advance(minutes=28 * 24 * 60)
    act(office, 2, "reply", text="Xin lỗi.")


def figures(app: Flask) -> dict[str, object]:
    return json.loads(browser(app).get(f"{HOME}statistics/month.json?year=2026").text)["rows"]


def test_the_page_tells_what_came_and_what_was_answered(app: Flask, office: FlaskClient, clock: FrozenClock):
    worked(app, office, clock)
    page = office.get(f"{HOME}statistics").text

    assert figures(app) == [["Tháng 3 năm 2026", 3, 2, 1, pytest.approx(16.0, abs=0.1), 1]]
    assert "16,0" in page
    assert "cũ nhất từ" in page  # the third one waits and is late
    assert ">2026</option>" in page


def test_the_first_answer_counts_by_whatever_way_it_came(app: Flask, office: FlaskClient, clock: FrozenClock):
    for _ in range(2):
        stored(app, clock, text=f"Ý kiến {clock.milliseconds}")
    act(office, 1, "status", status="answered")  # answered on the telephone
    act(office, 2, "reply", text="Đã xem.")
    clock.advance(minutes=60 * 24 * 60)
    for number in (1, 2):
        act(office, number, "reply", text="Bổ sung.")

    assert figures(app)[0][1:] == [2, 2, 2, 0.0, 0]


def test_what_is_erased_is_counted_still(app: Flask, office: FlaskClient, clock: FrozenClock):
    worked(app, office, clock)
    before = figures(app)
    feedback_service_of(app).eraser.on_request([1, 2, 4], "Lan", publications=True)
    assert figures(app) == before
    feedback_service_of(app).eraser.on_request([3], "Lan", publications=True)

    assert figures(app) == before
    assert ">2026</option>" in office.get(f"{HOME}statistics").text


@pytest.mark.parametrize("query", ["year=x", "year=99999999999", "year=-1", "year=1999", "lang=en"])
def test_any_year_may_be_asked_for(app: Flask, office: FlaskClient, query: str):
    assert office.get(f"{HOME}statistics?{query}").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("path", ["statistics/month", "statistics/department", "statistics/kind", "messages"])
def test_every_table_is_a_file(app: Flask, office: FlaskClient, clock: FrozenClock, path: str, kind: str):
    stored(app, clock, subject="=1+1")
    answer = office.get(f"{HOME}{path}.{kind}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    if kind == "csv":
        assert b",=1+1" not in answer.data


def test_the_list_is_what_was_looked_for_without_who_wrote(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    wanted = stored(app, clock, **CITIZEN, subject="Đèn đường")
    other = stored(app, clock, text="Giờ mở cửa?", subject="Giờ")
    search(office, "den duong")
    rows = office.get(f"{HOME}messages.csv?found=1").text

    assert wanted.reference in rows
    assert other.reference not in rows
    assert CITIZEN["name"] not in rows
    assert CITIZEN["email"] not in rows


def test_the_command_says_what_is_late_and_mails_the_departments(make_app: MakeApp, clock: FrozenClock):
    with mail_server() as box:
        mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none", "feedback_send": "command"}
        app = make_app(**OFFICE, **mail)
        run = app.test_cli_runner().invoke
        assert "Nothing is overdue." in run(args=["portal", "feedback", "overdue"]).output
        stored(app, clock, path="/portal/feedback/department", department="tiep-dan", **CITIZEN)
        stored(app, clock, text="Ý kiến khác")
        clock.advance(minutes=30 * 24 * 60)
        said = run(args=["portal", "feedback", "overdue", "--mail"])
    assert said.exit_code == 0, said.output
    assert "1  tiep-dan  (the oldest since 2026-03-25)" in said.output
    told = {mail["To"]: mail for mail in box.mails}

    assert set(told) == {"tiep-dan@dongmay.example", "van-phong@dongmay.example"}
    text = told["tiep-dan@dongmay.example"].get_content()
    assert "25/03/2026" in text
    assert CITIZEN["name"] not in text


def test_days_between_are_those_of_the_wall(app: Flask, office: FlaskClient, clock: FrozenClock):
    """A message from the last evening of a month belongs to that month."""
    clock.set("2026-03-31T23:59:00")
    stored(app, clock, seconds=20)
    clock.set("2026-04-01T00:30:00")
    stored(app, clock, text="Sáng hôm sau", seconds=20)

    assert [row[0] for row in figures(app)] == ["Tháng 3 năm 2026", "Tháng 4 năm 2026"]


def test_a_department_that_cannot_be_mailed_keeps_no_other_from_its_number(
    make_app: MakeApp, clock: FrozenClock
):
    with mail_server() as box:
        mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none", "feedback_send": "command"}
        app = make_app(**OFFICE, **mail)
        box.unknown = {"van-phong@dongmay.example"}
        stored(app, clock, path="/portal/feedback/department", department="tiep-dan", **CITIZEN)
        stored(app, clock, text="Ý kiến khác")
        clock.advance(minutes=30 * 24 * 60)
        said = app.test_cli_runner().invoke(args=["portal", "feedback", "overdue", "--mail"])

    assert [mail["To"] for mail in box.mails] == ["tiep-dan@dongmay.example"]
    assert (said.exit_code, "van-phong@dongmay.example: the mail server refused" in said.output) == (1, True)
