"""Mails wait in the database until a real mail server has accepted them, and are sent once."""

import mailbox
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.mailserver import Mailbox, mail_server
from feedback.moderators import HOME, act
from feedback.sending import CITIZEN, OFFICE, feedback_service_of, send, stored
from portal_widgets.core.db.outbox import LEASE_SECONDS, WAITS
from portal_widgets.feedback.mail import mail_templates
from portal_widgets.feedback.store import tables
from portal_widgets.feedback.submission.network_limits import RECEIPTS_A_DAY
from servers import wait_until
from support import FrozenClock, MakeApp, browser, portal_of


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def app(make_app: MakeApp, box: Mailbox, database_url: str) -> Flask:
    mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none"}
    mail["base_url"] = "https://www.dongmay.example"
    return make_app(**OFFICE, **mail, database_url=database_url, admin_guard=lambda: {"moderator"})


def outbox(app: Flask) -> list[sa.Row]:
    with portal_of(app).database.reading() as connection:
        return list(connection.execute(sa.select(tables.outbox).order_by(tables.outbox.c.id)))


def test_the_office_and_the_citizen_get_a_mail_each(app: Flask, clock: FrozenClock, box: Mailbox):
    found = stored(app, clock, **CITIZEN, subject="Đèn đường")
    assert feedback_service_of(app).outbox.send() == (2, 0)
    notice, receipt = sorted(box.mails, key=lambda mail: mail["To"], reverse=True)

    assert notice["To"] == "van-phong@dongmay.example"
    assert notice["From"].addresses[0].addr_spec == "portal@dongmay.example"
    assert notice["Reply-To"] == "anh.tuyet@example.vn"
    assert notice["Subject"] == f"Ý kiến mới {found.reference}"
    for said in ("Nguyễn Thị Ánh Tuyết", "Đèn đường", "Đèn đường thôn Đông bị hỏng."):
        assert said in notice.get_content()
    assert receipt["To"] == "anh.tuyet@example.vn"
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert f"/portal/feedback/status#{found.reference}." in receipt.get_content()
    assert "Đèn đường" not in receipt.get_content()  # nobody can have any text mailed to a stranger
    assert feedback_service_of(app).outbox.send() == (0, 0)


def test_a_citizen_is_answered_in_the_language_of_the_page(app: Flask, clock: FrozenClock, box: Mailbox):
    send(browser(app), clock, "/portal/feedback?lang=en", **CITIZEN)
    feedback_service_of(app).outbox.send()
    receipt = next(mail for mail in box.mails if mail["To"] == CITIZEN["email"])

    assert receipt["Subject"].startswith("We have received your message")
    assert "/portal/feedback/status?lang=en#" in receipt.get_content()


@pytest.mark.parametrize("mood", ["refuse", "drop"])
def test_a_mail_that_was_not_taken_is_sent_later(app: Flask, clock: FrozenClock, box: Mailbox, mood: str):
    stored(app, clock)
    box.moods = [mood] * len(WAITS)
    for wait in WAITS:
        assert feedback_service_of(app).outbox.send() == (0, 1)
        assert feedback_service_of(app).outbox.send() == (0, 0)  # not at once
        clock.advance(seconds=wait)
    assert feedback_service_of(app).outbox.send() == (1, 0)

    assert len(box.mails) == 1
    assert outbox(app)[0].state == "sent"


def test_a_mail_that_may_have_been_taken_comes_again_under_the_same_name(
    app: Flask, clock: FrozenClock, box: Mailbox
):
    """Mail programs show it once."""
    stored(app, clock)
    box.moods = ["vanish"]
    assert feedback_service_of(app).outbox.send() == (0, 1)
    clock.advance(minutes=1)
    assert feedback_service_of(app).outbox.send() == (1, 0)

    assert len(box.mails) == 2
    assert len(box.named) == 1


def test_after_days_it_is_given_up_and_said_so(app: Flask, clock: FrozenClock, box: Mailbox):
    stored(app, clock)
    box.moods = ["refuse"] * 20
    for wait in (*WAITS, 0):
        feedback_service_of(app).outbox.send()
        clock.advance(seconds=wait)
    (letter,) = outbox(app)

    assert letter.state == "failed"
    assert "451" in letter.error
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])
    assert result.exit_code == 1
    assert "FAIL  mail: 1 mail was given up" in result.output


def gives_up(app: Flask, clock: FrozenClock, box: Mailbox) -> int:
    """The number of a message whose mail was given up."""
    found = stored(app, clock)
    box.moods = ["refuse"] * (len(WAITS) + 1)
    for wait in (*WAITS, 0):
        feedback_service_of(app).outbox.send()
        clock.advance(seconds=wait)
    return found.id


def test_the_office_lets_an_undelivered_mail_be_sent_again(app: Flask, clock: FrozenClock, box: Mailbox):
    number, office = gives_up(app, clock, box), browser(app)
    assert "van-phong@dongmay.example: <code>" in office.get(f"{HOME}{number}").text
    assert act(office, number, "retry").status_code == 303
    assert feedback_service_of(app).outbox.send() == (1, 0)

    page = office.get(f"{HOME}{number}").text
    assert "Thư điện tử sẽ được gửi lại" in page
    assert "<code>451" not in page
    assert len(box.mails) == 1


def test_the_office_settles_an_undelivered_mail(app: Flask, clock: FrozenClock, box: Mailbox):
    number, office = gives_up(app, clock, box), browser(app)
    assert f'href="{HOME}?status=&amp;unsent=1"' in office.get("/portal/admin/").text
    assert act(office, number, "dismiss").status_code == 303

    assert "unsent=1" not in office.get("/portal/admin/").text
    assert "Đã xử lý xong thư điện tử không gửi được" in office.get(f"{HOME}{number}").text
    assert "1 mail was given up" not in app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    assert feedback_service_of(app).outbox.send() == (0, 0)
    assert act(office, number, "retry").status_code == 303
    assert outbox(app)[0].state == "dismissed"


def test_a_mail_that_cannot_be_written_is_given_up_and_holds_up_no_other(
    app: Flask, clock: FrozenClock, box: Mailbox, monkeypatch, caplog
):
    stored(app, clock, text="Không viết được")
    stored(app, clock, text="Viết được")
    notice = mail_templates.notice

    def broken(words, reference, message, *more):
        if message.text == "Không viết được":
            raise KeyError("no\0word")
        return notice(words, reference, message, *more)

    monkeypatch.setattr(mail_templates, "notice", broken)
    assert feedback_service_of(app).outbox.send() == (1, 1)
    for wait in (*WAITS, 0):
        clock.advance(seconds=wait)
        feedback_service_of(app).outbox.send()
    states = {(letter.state, letter.error) for letter in outbox(app)}

    assert states == {("sent", ""), ("failed", "KeyError: 'no\\x00word'")}
    assert len(box.mails) == 1
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 1


def test_a_sender_that_died_holds_nothing_up(app: Flask, clock: FrozenClock, box: Mailbox):
    stored(app, clock)
    now = portal_of(app).clock.milliseconds()
    assert feedback_service_of(app).outbox.store.claim(now) is not None
    assert feedback_service_of(app).outbox.send() == (0, 0)
    clock.advance(seconds=LEASE_SECONDS)

    assert feedback_service_of(app).outbox.send() == (1, 0)
    assert len(box.mails) == 1


def test_of_many_senders_each_letter_is_ones(app: Flask, clock: FrozenClock, box: Mailbox):
    for number in range(12):
        stored(app, clock, text=f"Ý kiến {number}")
    senders = [threading.Thread(target=feedback_service_of(app).outbox.send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(box.mails) == len(box.named) == 12


def test_a_letterbox_is_not_filled_with_receipts(app: Flask, clock: FrozenClock):
    for number in range(RECEIPTS_A_DAY + 3):
        stored(
            app,
            clock,
            **{
                **CITIZEN,
                "email": "Anh.Tuyet@example.vn" if number % 2 else CITIZEN["email"],
                "text": f"{number}",
            },
        )
    letters = [row.letter for row in outbox(app)]

    assert letters.count("receipt") == RECEIPTS_A_DAY
    assert letters.count("notice") == RECEIPTS_A_DAY + 3


@pytest.mark.parametrize(
    "name",
    ["Lan\r\nBcc: all@example.vn", "Lan\nSubject: x", "=?utf-8?q?Bcc=3A?=", '"<x@y>', "\u2028Bcc: a@b"],
)
def test_no_header_can_be_written_by_a_stranger(app: Flask, clock: FrozenClock, box: Mailbox, name: str):
    stored(
        app,
        clock,
        **{**CITIZEN, "name": name},
        subject=f"Về {name}",
        text=f"a\r\nBcc: x@example.vn\r\n\r\n.\r\n{name}",
    )
    feedback_service_of(app).outbox.send()

    for mail in box.mails:
        assert mail["Bcc"] is None
        assert len(mail.get_all("Subject")) == 1
        assert name.strip() not in str(mail["Subject"])
    assert len(box.mails) == 2


@pytest.mark.parametrize(
    "email", ["a@b\r\nBcc: x@example.vn", "a@example.vn, b@example.vn", "<a@example.vn>", "a b@example.vn"]
)
def test_what_is_no_address_is_no_address(app: Flask, clock: FrozenClock, email: str):
    answer = send(browser(app), clock, **{**CITIZEN, "email": email})

    assert answer.status_code == 422
    assert outbox(app) == []


def test_the_command_sends_and_says_how_many(app: Flask, clock: FrozenClock, box: Mailbox):
    stored(app, clock, **CITIZEN)
    box.moods = ["refuse"]
    first = app.test_cli_runner().invoke(args=["portal", "feedback", "send"])
    clock.advance(minutes=1)
    second = app.test_cli_runner().invoke(args=["portal", "feedback", "send"])

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "1 sent, 1 to be tried again." in first.output
    assert "1 sent, 0 to be tried again." in second.output


def test_without_a_mail_server_messages_are_taken_and_wait(make_app: MakeApp, clock: FrozenClock):
    app = make_app(**OFFICE)
    stored(app, clock, **CITIZEN)

    assert feedback_service_of(app).outbox.waiting() == 2
    result = app.test_cli_runner().invoke(args=["portal", "feedback", "send"])
    assert "PORTAL_WIDGETS_MAIL_SERVER" in result.output
    assert result.exit_code == 1


def test_a_demo_puts_its_mail_into_a_folder(make_app: MakeApp, clock: FrozenClock, tmp_path: Path):
    app = make_app(**OFFICE, mail_folder=str(tmp_path / "demo" / "mail"))
    stored(app, clock, **CITIZEN)
    feedback_service_of(app).outbox.send()

    assert {mail["To"] for mail in mailbox.Maildir(tmp_path / "demo" / "mail")} == {
        "van-phong@dongmay.example",
        "anh.tuyet@example.vn",
    }


def test_what_waited_over_a_restart_is_sent_though_nobody_writes(
    make_app: MakeApp, clock: FrozenClock, box: Mailbox, tmp_path: Path
):
    before = make_app(tmp_path / "same", **OFFICE)
    stored(before, clock)
    mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none"}
    after = make_app(tmp_path / "same", **OFFICE, **mail, background=True)
    browser(after).get("/bai/1")

    wait_until(lambda: len(box.mails) == 1, "the mail")


def test_a_thread_sends_what_was_written(make_app: MakeApp, clock: FrozenClock, box: Mailbox):
    app = make_app(**OFFICE, mail_server=f"127.0.0.1:{box.port}", mail_security="none", background=True)
    stored(app, clock)

    wait_until(lambda: len(box.mails) == 1, "the mail")
