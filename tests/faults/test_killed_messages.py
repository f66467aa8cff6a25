"""kill -9 at every step of a message: a confirmed message is stored, and it is mailed once."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa

from feedback.mailserver import mail_server
from feedback.sending import OFFICE
from portal_widgets.core.db.database import Database
from portal_widgets.feedback.store import tables

# A process that accepts the message of a form, or sends waiting mails, and kills itself at a step.
PROCESS = """
import io, json, os, re, signal, sys, time
import sqlalchemy as sa
from flask import Flask
from portal_widgets import PortalWidgets
from portal_widgets.core.mail import smtp
from portal_widgets.feedback.store.messages import MessageStore
from portal_widgets.feedback.store.outbox import OutboxStore

folder, step, work, options = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
app = Flask("host", instance_path=folder)
app.secret_key = "the same after every restart"
# The form was opened a minute ago: nobody is faster than a machine here.
ago = 60 if work == "form" else 0
PortalWidgets(app, background=False, clock=lambda: time.time() - ago, **options)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name):
    setattr(owner, name, die)

def after(owner, name):
    done = getattr(owner, name)
    def then(*given, **more):
        done(*given, **more)
        die()
    setattr(owner, name, then)

def after_statement(begins):
    def then(_connection, _cursor, statement, *_):
        if statement.startswith(begins):
            die()
    sa.event.listen(sa.Engine, "after_cursor_execute", then)

STEPS = {
    "file written": lambda: after(os, "fsync"),
    "message inserted": lambda: after_statement("INSERT INTO pw_message "),
    "all inserted, not committed": lambda: after_statement("INSERT INTO pw_outbox "),
    "committed, not thanked": lambda: after(MessageStore, "add"),
    "letter claimed": lambda: after(OutboxStore, "claim"),
    "before the mail server": lambda: before(smtp, "send"),
    "mail taken, not noted": lambda: after(smtp, "send"),
    "noted": lambda: after(OutboxStore, "mark_sent"),
}
if step in STEPS:
    STEPS[step]()
reader = app.test_client()
reader.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
if work == "form":
    print(re.search('name="stamp" value="([^"]+)"', reader.get("/portal/feedback").text)[1])
elif work == "outbox":
    print(app.test_cli_runner().invoke(args=["portal", "feedback", "send"]).output)
else:
    sent = {"stamp": work, "text": "Đèn đường hỏng", "email": "lan@example.vn", "answer": "y",
            "files": (io.BytesIO(b"%PDF-1.7 1 0 obj"), "don.pdf")}
    answer = reader.post("/portal/feedback", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    print("thanked")
"""


def run(folder: Path, step: str, work: str, options: dict) -> tuple[str, bool]:
    """The output of the process, and whether it was killed."""
    command = [sys.executable, "-c", textwrap.dedent(PROCESS), str(folder), step, work, json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in {0, -9}, done.stderr
    return done.stdout.strip(), done.returncode == -9


@pytest.mark.parametrize(
    "step",
    [
        "file written",
        "message inserted",
        "all inserted, not committed",
        "committed, not thanked",
        "letter claimed",
        "before the mail server",
        "mail taken, not noted",
        "noted",
    ],
)
def test_thanked_is_stored_is_mailed_once(tmp_path: Path, step: str):
    """A citizen without a confirmation sends the form again. A sending process that died is started again."""
    with mail_server() as box:
        options = {
            **OFFICE,
            "feedback_send": "command",
            "mail_server": f"127.0.0.1:{box.port}",
            "mail_security": "none",
        }
        stamp, _ = run(tmp_path, "", "form", options)
        said, killed = run(tmp_path, step, stamp, options)
        assert (said == "thanked") != killed
        if killed:
            again, _ = run(tmp_path, "", stamp, options)
            assert again == "thanked"
        kills = [killed]
        for _ in range(3):
            kills.append(run(tmp_path, step, "outbox", options)[1])
            _let_leases_end(tmp_path)
        run(tmp_path, "", "outbox", options)

    assert any(kills)  # without such a step the test would prove nothing
    database = Database(None, tmp_path)
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.message)).scalar() == 1
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.attachment)).scalar() == 1
        assert set(connection.execute(sa.select(tables.outbox.c.state)).scalars()) == {"sent"}
    database.close()
    assert sorted(str(mail["To"]) for mail in box.named.values()) == [
        "lan@example.vn",
        "van-phong@dongmay.example",
    ]
    if step != "mail taken, not noted":
        assert len(box.mails) == 2


def _let_leases_end(folder: Path) -> None:
    database = Database(None, folder)
    with database.writing() as connection:
        connection.execute(
            sa.update(tables.outbox).where(tables.outbox.c.state == "sending").values(due_at=0)
        )
    database.close()
