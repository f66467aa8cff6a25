"""Without mail settings the form still works. The developer, the operator and the office are informed."""

import logging
from typing import Any

import pytest

from feedback.sending import OFFICE
from support import MakeApp, browser, copy_database, portal_of

MAIL = {**OFFICE, "mail_server": "127.0.0.1:1", "mail_security": "none", "base_url": "https://a.example"}
NO_SERVER = "nobody is mailed: PORTAL_WIDGETS_MAIL_SERVER is not set"
NO_MAILBOX = "nobody is mailed: PORTAL_WIDGETS_FEEDBACK_TO is not set"


def doctor(app: Any) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])
    (line,) = [line for line in result.output.splitlines() if " messages: " in line]
    return result.exit_code, line


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, NO_SERVER),
        ({**MAIL, "departments": {}, "feedback_to": None}, NO_MAILBOX),
        ({**MAIL, "feedback_to": None}, f"{NO_MAILBOX}, for messages to no department"),
        (MAIL, ""),
    ],
)
def test_who_is_not_told_is_said_to_developer_operator_and_office(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, settings: dict[str, Any], says: str
):
    app = make_app(**settings, admin_guard=lambda: {"admin"})
    with caplog.at_level(logging.WARNING, logger="portal_widgets"):
        for path in ("/bai/1", "/portal/feedback", "/bai/2"):
            assert "<form" in browser(app).get(path).text
    status, line = doctor(app)
    inbox = browser(app).get("/portal/admin/feedback/?lang=en").text

    assert [NO_SERVER in line or NO_MAILBOX in line for line in caplog.messages] == [True] * bool(says)
    assert status == 0
    assert line.startswith("note" if says else "ok  ")
    assert says in line
    assert ("Nobody gets a mail" in inbox) is bool(says)


def test_doctor_says_whether_anybody_can_read_them(make_app: MakeApp):
    app = make_app()

    assert "nobody can read them: create an account with `flask portal admin-password`" in doctor(app)[1]
    app.test_cli_runner().invoke(args=["portal", "admin-password", "--stdin"], input="twelve characters\n")
    assert "the admin area shows them" in doctor(app)[1]


def test_doctor_makes_no_database_to_look_for_an_account(make_app: MakeApp, tmp_path):
    app = make_app(instance=tmp_path / "new")
    doctor(app)

    assert portal_of(app).database.file.is_new
    copy_database(tmp_path / "new")
    assert "nobody can read them" in doctor(app)[1]
