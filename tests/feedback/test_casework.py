"""The office finds a message, works on it and answers. The citizen sees the answer, and the history contains
everything.
"""

import mailbox
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.mailserver import mail_server
from feedback.moderators import HOME, act, search
from feedback.sending import CITIZEN, OFFICE, PDF, codes, feedback_service_of, send, stored
from portal_widgets.core.text.vietnamese import fold
from portal_widgets.feedback.deadlines import due_on
from portal_widgets.feedback.store import tables
from portal_widgets.feedback.store.cases import PAGE, InboxQuery
from support import FrozenClock, MakeApp, browser, fields_at_fault, portal_of

DEPARTMENTS = {
    "tiep-dan": {"name": "Ban Tiếp công dân", "email": "tiep-dan@dongmay.example"},
    "giao-thong": {"name": "Sở Giao thông", "email": "giao-thong@dongmay.example", "staff": ["roads"]},
}


@pytest.fixture
def roles() -> set[str]:
    return {"moderator"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str], database_url: str) -> Flask:
    return make_app(
        **{**OFFICE, "departments": DEPARTMENTS},
        admin_guard=lambda: roles,
        database_url=database_url,
        feedback_per_network=0,
    )


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def test_the_office_answers_and_the_citizen_sees_it(app: Flask, office: FlaskClient, clock: FrozenClock):
    reader = browser(app)
    send(reader, clock, **CITIZEN, files=[(PDF, "đơn.pdf")])
    reference, key = codes(reader.get("/portal/feedback/receipt").text)
    assert reference in office.get(HOME).text
    page = office.get(f"{HOME}1").text
    for text in ("Đèn đường thôn Đông bị hỏng.", "Nguyễn Thị Ánh Tuyết", "đơn.pdf", "Tôi đồng ý"):
        assert text in page
    answered = act(office, 1, "reply", text="Đèn đã được sửa ngày 12/3.\nXin cảm ơn.")
    assert answered.status_code == 303

    status = browser(app).post("/portal/feedback/status", data={"reference": reference, "key": key}).text
    assert "<strong>Đã trả lời</strong>" in status
    assert "Đèn đã được sửa ngày 12/3.\nXin cảm ơn." in status
    assert reference not in office.get(HOME).text  # no mail waits any more
    assert reference in office.get(f"{HOME}?status=answered").text


def test_the_answer_is_mailed_once_and_the_history_says_so(make_app: MakeApp, clock: FrozenClock):
    with mail_server() as box:
        mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none"}
        app = make_app(**OFFICE, **mail, admin_guard=lambda: {"admin"})
        found = stored(app, clock, **CITIZEN)
        office = browser(app)
        feedback_service_of(app).outbox.send()
        act(office, 1, "reply", text="Đã sửa.")
        assert "chờ gửi thư điện tử" in office.get(f"{HOME}1").text
        feedback_service_of(app).outbox.send()
        feedback_service_of(app).outbox.send()
    (reply,) = [one for one in box.mails if "Trả lời" in one["Subject"]]

    assert reply["To"] == CITIZEN["email"]
    assert reply["Reply-To"] == "van-phong@dongmay.example"
    assert reply["Subject"] == f"Trả lời ý kiến {found.reference}"
    assert reply.get_content().startswith("Đã sửa.")
    assert "(đã gửi thư điện tử)" in office.get(f"{HOME}1").text


def test_everything_that_was_done_is_written_down(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)
    act(office, 1, "assign", assigned="Lan")
    act(office, 1, "status", status="progress")
    act(office, 1, "note", text="Đã gọi điện lực.")
    act(office, 1, "reply", text="Đã sửa.")
    act(office, 1, "status", status="closed")

    events = [(event.kind, event.text) for event in feedback_service_of(app).cases.events(1)]
    assert events == [
        ("assigned", "Lan"),
        ("status", "progress"),
        ("note", "Đã gọi điện lực."),
        ("reply", "Đã sửa."),
        ("status", "closed"),
    ]
    page = office.get(f"{HOME}1").text
    assert "Giao cho Lan" in page
    assert "Trạng thái: Đang xử lý" in page


def test_notes_are_the_offices_alone(app: Flask, office: FlaskClient, clock: FrozenClock):
    reader = browser(app)
    send(reader, clock)
    reference, key = codes(reader.get("/portal/feedback/receipt").text)
    act(office, 1, "note", text="Người này hay gọi.")
    act(office, 1, "assign", assigned="Minh")
    status = browser(app).post("/portal/feedback/status", data={"reference": reference, "key": key}).text

    assert "hay gọi" not in status
    assert "Minh" not in status


def test_who_was_put_aside_wrongly_is_taken_out_again(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, seconds=1)
    assert "Gửi nhanh hơn tốc độ viết của người" in office.get(f"{HOME}?status=spam").text
    act(office, 1, "status", status="new")

    assert "Đèn đường" in office.get(HOME).text


def test_of_a_message_that_was_put_aside_wrongly_the_office_is_told_once(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    stored(app, clock, seconds=1, path="/portal/feedback/department", department="tiep-dan")
    assert feedback_service_of(app).outbox.waiting() == 0
    act(office, 1, "status", status="closed")
    assert feedback_service_of(app).outbox.waiting() == 0
    for status in ("spam", "new", "spam", "progress"):
        act(office, 1, "status", status=status)

    assert feedback_service_of(app).outbox.waiting() == 1
    due = feedback_service_of(app).outbox.store.claim(clock.milliseconds)
    assert (due.letter, due.recipient) == ("notice", "tiep-dan@dongmay.example")


def test_a_button_pressed_twice_answers_once(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, **CITIZEN)
    before = feedback_service_of(app).outbox.waiting()
    for _ in range(2):
        assert act(office, 1, "reply", text="Đã sửa.").status_code == 303
    act(office, 1, "reply", text="Đã sửa xong.")
    for minutes in (11, -33):  # the clock may also be set back
        clock.advance(minutes=minutes)
        act(office, 1, "reply", text="Đã sửa.")

    said = [event.text for event in feedback_service_of(app).cases.events(1) if event.kind == "reply"]
    assert said == ["Đã sửa.", "Đã sửa xong.", "Đã sửa.", "Đã sửa."]
    clock.advance(minutes=33)
    assert feedback_service_of(app).outbox.waiting() == before + 4


@pytest.mark.parametrize(
    ("action", "fields", "place"),
    [
        ("reply", {"text": ""}, "reply"),
        ("note", {"text": " \u200b"}, "note"),
        ("status", {"status": "x"}, "status"),
        ("reply", {"text": "x" * 10_001}, "reply"),
        ("transfer", {"department": "x"}, "to"),
        ("merge", {"into": "không có"}, "into"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field(
    app: Flask, office: FlaskClient, clock: FrozenClock, action: str, fields, place: str
):
    stored(app, clock)
    answer = act(office, 1, action, **fields)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert fields_at_fault(answer.text) == [place]
    assert all(typed[:50] in answer.text for name, typed in fields.items() if name in {"text", "into"})
    assert feedback_service_of(app).cases.events(1) == []


def test_without_the_forms_token_nothing_is_done(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)

    assert office.post(f"{HOME}1/note", data={"text": "x"}).status_code in {400, 403}
    assert feedback_service_of(app).cases.events(1) == []


@pytest.mark.parametrize("roles", [{"viewer"}, {"editor"}])
def test_who_is_no_moderator_sees_no_message(app: Flask, office: FlaskClient, clock: FrozenClock, roles):
    stored(app, clock)

    for path in ("", "1", "1/files/x"):
        assert office.get(HOME + path).status_code in {403, 404}


@pytest.mark.parametrize(
    ("roles", "sees"), [({"moderator"}, False), ({"moderator", "roads"}, True), ({"admin"}, True)]
)
def test_a_department_with_staff_of_its_own_is_theirs(
    app: Flask, office: FlaskClient, clock: FrozenClock, roles, sees
):
    stored(app, clock, path="/portal/feedback/department", department="giao-thong")
    stored(app, clock, path="/portal/feedback/department", department="tiep-dan", text="Giờ tiếp dân?")
    listed = office.get(HOME).text

    assert "Giờ tiếp dân?" in listed
    assert ("Đèn đường" in listed) == sees
    assert office.get(f"{HOME}1").status_code == (200 if sees else 404)
    if not sees:
        token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}2").text)[1]
        for action in ("status", "assign", "note", "reply"):
            assert (
                office.post(
                    f"{HOME}1/{action}", data={"pw_csrf": token, "text": "x", "status": "closed"}
                ).status_code
                == 404
            )
        assert "Đèn đường" not in office.get(f"{HOME}?department=giao-thong&status=").text


def test_an_attachment_is_saved_and_never_opened_here(app: Flask, office: FlaskClient, clock: FrozenClock):
    found = stored(app, clock, files=[(PDF, "đơn (1).pdf")])
    (file,) = found.files
    answer = office.get(f"{HOME}1/files/{file.id}")

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert office.get(f"{HOME}1/files/{'0' * 32}").status_code == 404
    assert office.get(f"{HOME}1/files/..%2f..%2fsecret").status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        "đèn đường",
        "den duong",
        "DEN DUONG",
        "đông hỏng",
        "Anh Tuyet",
        "tuyết",
        "anh.tuyet@example.vn",
        "0912345678",
    ],
)
def test_a_message_is_found_with_and_without_diacritics(app: Flask, clock: FrozenClock, words: str):
    stored(app, clock, **CITIZEN, phone="0912 345 678")
    stored(app, clock, text="Giờ mở cửa?")
    cases, count = feedback_service_of(app).cases.inbox(InboxQuery(words), date(2026, 3, 11))

    assert [case.id for case in cases] == [1]
    assert count == 1


def test_a_message_is_found_by_its_reference_as_it_is_spoken(app: Flask, clock: FrozenClock):
    found = stored(app, clock)
    for spoken in (found.reference, found.reference.lower(), found.reference.replace("-", "")):
        assert feedback_service_of(app).cases.inbox(InboxQuery(spoken), date(2026, 3, 11))[1] == 1
    heard = f" {found.reference.replace('0', 'O').replace('1', 'l').replace('-', ' ')} "
    assert found.reference in search(browser(app), heard).text
    for nothing in ("%", "_", "\\", "' OR 1=1 --"):
        assert feedback_service_of(app).cases.inbox(InboxQuery(nothing), date(2026, 3, 11))[1] == 0


@given(st.text(alphabet="aáàảãạăắâấđĐeêếiíoôơớuưứyýAÁBbCc ", max_size=40))
def test_folding_forgets_diacritics_and_nothing_else(text: str):
    plain = fold(text)

    assert fold(plain) == plain
    assert fold(text.upper()) == plain
    assert set(plain) <= set("abcdeiouy ")
    assert len(plain.replace(" ", "")) == len(text.replace(" ", ""))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.text(alphabet="aáàảãạăằâấậđĐêếệiíôốộơớợuúưứựyỳýnghtABÂĐƯ", min_size=1), min_size=1, max_size=6
    )
)
def test_whatever_was_written_is_found_without_its_diacritics(
    app: Flask, clock: FrozenClock, words: list[str]
):
    """Every word of it is found as it was written, in capitals, or without diacritics. Nothing else
    finds it.
    """
    found = stored(app, clock, text=f"{' '.join(words)} 4711")
    cases = feedback_service_of(app).cases
    for word in (words[0], words[-1].upper(), fold(words[0]), f"{fold(words[-1])} 4711"):
        listed, _ = cases.inbox(InboxQuery(word, status=""), date(2026, 3, 11))
        assert found.id in {case.id for case in listed}, word
    feedback_service_of(app).eraser.on_request([found.id], "", publications=True)


def test_what_is_due_first_stands_first_and_what_is_late_says_so(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    stored(app, clock, text="Ý kiến thứ nhất")
    clock.advance(minutes=3 * 24 * 60)
    stored(app, clock, text="Ý kiến thứ hai")
    page = office.get(HOME).text
    assert page.index("Ý kiến thứ nhất") < page.index("Ý kiến thứ hai")
    assert "Quá hạn từ" not in page
    clock.advance(minutes=12 * 24 * 60)
    late = office.get(f"{HOME}?overdue=1").text

    assert "Ý kiến thứ nhất" in late
    assert "Ý kiến thứ hai" not in late
    assert "Quá hạn từ 25/03/2026" in late


def test_a_full_inbox_is_turned_page_by_page(app: Flask, office: FlaskClient, clock: FrozenClock):
    for number in range(PAGE + 2):
        stored(app, clock, text=f"Ý kiến số {number:02}")
    first, second = office.get(HOME).text, office.get(f"{HOME}?page=2").text

    assert f"{PAGE + 2} ý kiến" in first
    assert "Trang 1 trên 2" in first
    assert len(re.findall("Ý kiến số", first)) == PAGE
    assert len(re.findall("Ý kiến số", second)) == 2
    for strange in (
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "q=%00",
        "department=%00",
        "kind=%ff",
    ):
        assert office.get(f"{HOME}?{strange}").status_code == 200


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (date(2026, 3, 11), 10, date(2026, 3, 25)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),  # from Friday to Monday
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # Tết is in between
        (date(2026, 4, 29), 1, date(2026, 5, 4)),  # 30 April, 1 May and a weekend
        (date(2026, 9, 1), 1, date(2026, 9, 3)),
    ],
)
def test_an_answer_is_due_after_working_days(received: date, days: int, due: date):
    assert due_on(received, days) == due


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_a_longer_time_is_due_later_and_never_on_a_weekend(received: date, days: int):
    due = due_on(received, days)

    assert due.weekday() < 5
    assert due >= received + timedelta(days=days)
    assert due < due_on(received, days + 1)


def test_an_answer_that_is_gone_is_no_empty_mail(make_app: MakeApp, clock: FrozenClock, tmp_path: Path):
    folder = tmp_path / "mail"
    app = make_app(**OFFICE, mail_folder=folder, admin_guard=lambda: {"admin"})
    stored(app, clock, **CITIZEN)
    service = feedback_service_of(app)
    service.outbox.send()
    act(browser(app), 1, "reply", text="Đã sửa.")
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.delete(tables.event))

    assert service.outbox.send() == (0, 1)
    assert (len(mailbox.Maildir(folder)), service.outbox.store.failed_count()) == (2, 1)
