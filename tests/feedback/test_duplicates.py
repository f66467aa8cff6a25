"""Duplicates: the office works on one message, and every sender gets the answer once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.moderators import HOME, act, search
from feedback.sending import CITIZEN, OFFICE, codes, feedback_service_of, send, stored
from support import FrozenClock, MakeApp, browser

DEPARTMENTS = {
    "tiep-dan": {"name": "Ban Tiếp công dân", "email": "tiep-dan@dongmay.example"},
    "giao-thong": {"name": "Sở Giao thông", "email": "giao-thong@dongmay.example", "staff": ["roads"]},
}


@pytest.fixture
def roles() -> set[str]:
    return {"moderator"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str], database_url: str) -> Flask:
    options = {**OFFICE, "departments": DEPARTMENTS, "feedback_send": "command"}
    return make_app(**options, admin_guard=lambda: roles, database_url=database_url)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def letters(app: Flask, number: int) -> list[str]:
    return sorted(name.partition("-")[0] for name in feedback_service_of(app).cases.letters(number))


def two(app: Flask, clock: FrozenClock):
    """Two citizens who report the same lamp."""
    main = stored(app, clock, **CITIZEN)
    other = stored(app, clock, text="Đèn thôn Đông không sáng.", email="nam@example.vn", answer="y")
    return main, other


def test_the_answer_goes_to_everyone_who_wrote(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, _ = two(app, clock)
    assert act(office, 2, "merge", into=main.reference).status_code == 303
    act(office, 1, "reply", text="Đèn đã được sửa.")

    for number in (1, 2):
        assert "Đèn đã được sửa." in office.get(f"{HOME}{number}").text
        assert feedback_service_of(app).cases.case(number).status == "answered"
        assert "reply" in letters(app, number)


def test_the_sender_of_a_duplicate_sees_the_answer(app: Flask, office: FlaskClient, clock: FrozenClock):
    main = stored(app, clock)
    reader = browser(app)
    send(reader, clock, text="Đèn hỏng ở thôn Đông")
    reference, key = codes(reader.get("/portal/feedback/receipt").text)
    act(office, 2, "merge", into=main.reference)
    act(office, 1, "reply", text="Đèn đã được sửa.")
    status = browser(app).post("/portal/feedback/status", data={"reference": reference, "key": key}).text

    assert "<strong>Đã trả lời</strong>" in status
    assert "Đèn đã được sửa." in status
    assert main.reference not in status


def test_who_joins_an_answered_message_gets_its_answer(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, _ = two(app, clock)
    act(office, 1, "reply", text="Đèn đã được sửa.")
    act(office, 2, "merge", into=main.reference)

    assert "reply" in letters(app, 2)
    assert [event.text for event in feedback_service_of(app).cases.events(2) if event.kind == "reply"] == [
        "Đèn đã được sửa."
    ]


def test_who_wrote_twice_gets_one_mail(app: Flask, office: FlaskClient, clock: FrozenClock):
    main = stored(app, clock, **CITIZEN)
    stored(app, clock, text="Vẫn chưa sửa đèn?", email=CITIZEN["email"].upper(), answer="y")
    act(office, 2, "merge", into=main.reference)
    act(office, 1, "reply", text="Đã sửa.")

    assert [letters(app, number).count("reply") for number in (1, 2)] == [1, 0]


def test_a_duplicate_leaves_the_inbox_and_is_found_by_looking(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    main, other = two(app, clock)
    act(office, 2, "merge", into=main.reference)

    assert main.reference in office.get(HOME).text
    assert other.reference not in office.get(HOME).text
    assert other.reference in search(office, "khong sang", status="waiting").text
    assert other.reference in office.get(f"{HOME}1").text


def test_likely_duplicates_are_shown(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, **CITIZEN)
    same_sender = stored(app, clock, text="Còn cái đèn kia?", email=CITIZEN["email"], answer="y")
    same_words = stored(app, clock, name="Người khác", answer="y")
    stranger = stored(app, clock, text="Giờ mở cửa?")
    page = office.get(f"{HOME}1").text

    assert same_sender.reference in page
    assert same_words.reference in page
    assert stranger.reference not in page


def test_a_duplicate_of_a_duplicate_belongs_to_the_first(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, other = two(app, clock)
    stored(app, clock, text="Đèn!")
    act(office, 2, "merge", into=main.reference)
    act(office, 3, "merge", into=other.reference)

    assert [feedback_service_of(app).cases.case(number).merged_into for number in (1, 2, 3)] == [None, 1, 1]


def test_what_has_duplicates_takes_them_along(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, _ = two(app, clock)
    third = stored(app, clock, text="Đèn!")
    act(office, 2, "merge", into=main.reference)
    act(office, 1, "merge", into=third.reference)
    act(office, 3, "reply", text="Đã sửa.")

    assert [feedback_service_of(app).cases.case(number).status for number in (1, 2, 3)] == ["answered"] * 3


def test_what_was_merged_wrongly_is_taken_apart(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, other = two(app, clock)
    act(office, 2, "merge", into=main.reference)
    act(office, 2, "split")
    act(office, 1, "reply", text="Đã sửa.")

    assert other.reference in office.get(HOME).text
    assert "reply" not in letters(app, 2)


def test_what_cannot_be_merged_is_said(app: Flask, office: FlaskClient, clock: FrozenClock):
    main, other = two(app, clock)
    aside = stored(app, clock, seconds=1, text="Mua ngay")
    act(office, 2, "merge", into=main.reference)
    for number, into in (
        (1, main.reference),
        (1, other.reference),
        (1, aside.reference),
        (1, "không có"),
        (1, ""),
        (1, "9PB7-38ER-1QW1"),
    ):
        answer = act(office, number, "merge", into=into)
        assert answer.status_code == 400, into
        assert 'role="alert"' in answer.text
    assert feedback_service_of(app).cases.case(1).merged_into is None
    assert act(office, 2, "reply", text="Xin chào").status_code == 400


def test_a_message_of_another_department_cannot_be_merged_into(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    hidden = stored(app, clock, path="/portal/feedback/department", department="giao-thong")
    stored(app, clock)

    assert act(office, 2, "merge", into=hidden.reference).status_code == 400
    assert hidden.reference not in office.get(f"{HOME}2").text


def test_a_message_is_handed_on_and_the_other_department_told(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    stored(app, clock, path="/portal/feedback/department", department="tiep-dan")
    before = feedback_service_of(app).outbox.waiting()
    answer = act(office, 1, "transfer", department="giao-thong")

    assert answer.headers["Location"].endswith(HOME)  # the department's own staff sees it from now on
    assert office.get(f"{HOME}1").status_code == 404
    assert feedback_service_of(app).outbox.waiting() == before + 1
    assert feedback_service_of(app).cases.events(1)[-1].text == "giao-thong"


@pytest.mark.parametrize("roles", [{"admin"}])
def test_handing_on_to_and_fro_mails_nobody_twice(app: Flask, office: FlaskClient, clock: FrozenClock, roles):
    stored(app, clock, path="/portal/feedback/department", department="tiep-dan")
    for department in ("giao-thong", "tiep-dan", "giao-thong", "giao-thong"):
        assert act(office, 1, "transfer", department=department).status_code == 303
    assert act(office, 1, "transfer", department="khong-co").status_code == 400

    assert feedback_service_of(app).outbox.waiting() == 2
    assert "Chuyển cho: Sở Giao thông" in office.get(f"{HOME}1").text
