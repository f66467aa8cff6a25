"""Messages a second, compared with a form that sends its mails before it answers, and with an empty form."""

import contextlib
import itertools
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask, request
from measure import free_port, interleaved, median, running

from polls import DATABASES, _postgresql, _sqlite
from portal_widgets import PortalWidgets
from portal_widgets.feedback.service import FeedbackService

MESSAGES = 150  # for one measurement
ROUNDS = 5
OFFICE, PORTAL = "office@example.vn", "portal@example.vn"
Send = Callable[[int], None]


def run() -> dict[str, Any]:
    """The rates on each database, and their ratio."""
    figures: dict[str, dict[str, Any]] = {"messages_per_second": {}, "messages_times_mailing_at_once": {}}
    for database, opened in zip(DATABASES, (_sqlite, _postgresql), strict=True):
        with opened() as (url, path), _mail_server() as port:
            designs = {
                "stored, mail waits": _ours(url, path),
                "mailed at once": _at_once(port),
                "empty form": _empty(),
            }
            number = itertools.count()

            def rate(name: str, designs: dict[str, Send] = designs, number: Iterator[int] = number) -> float:
                began = time.perf_counter()
                for _ in range(MESSAGES):
                    designs[name](next(number))
                return MESSAGES / (time.perf_counter() - began)

            taken = {
                name: median(values) for name, values in interleaved(list(designs), rate, ROUNDS).items()
            }
            for name, value in taken.items():
                figures["messages_per_second"][f"{database}, {name}"] = round(value)
            times = taken["stored, mail waits"] / taken["mailed at once"]
            figures["messages_times_mailing_at_once"][database] = round(times, 2)
    return figures


def _fields(number: int) -> dict[str, str]:
    return {
        "text": f"Đèn đường thôn số {number} bị hỏng.",
        "email": f"dan-{number}@example.vn",
        "answer": "y",
    }


def _ours(url: str, path: Path) -> Send:
    app = Flask("bench", instance_path=str(path))
    app.secret_key = "bench"
    PortalWidgets(
        app,
        database_url=url,
        background=False,
        feedback_to=OFFICE,
        feedback_per_network=0,
    )
    portal = app.extensions["portal_widgets"]
    portal.database.migrate()
    keys, client = portal.service(FeedbackService).keys, app.test_client()

    def send(number: int) -> None:
        stamp = keys.new_stamp(portal.clock.milliseconds() - 60_000)
        answer = client.post("/portal/feedback", data={"stamp": stamp, **_fields(number)})
        if answer.status_code != 303:  # noqa: PLR2004 - see other
            raise RuntimeError(answer.text)

    return send


def _at_once(port: int) -> Send:
    """As many forms work: the message is not stored, and the reader waits for the mail server."""
    app = Flask("at_once")

    @app.post("/")
    def write() -> str:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for to in (OFFICE, request.form["email"]):
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"] = PORTAL, to, "Message"
                mail.set_content(request.form["text"])
                server.send_message(mail)
        return "thanks"

    client = app.test_client()
    return lambda number: _accepted(client.post("/", data=_fields(number)).status_code)


def _empty() -> Send:
    app = Flask("empty")

    @app.post("/")
    def write() -> str:
        return request.form["text"][:1]

    client = app.test_client()
    return lambda number: _accepted(client.post("/", data=_fields(number)).status_code)


def _accepted(status: int) -> None:
    if status != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(f"answered {status}")


@contextlib.contextmanager
def _mail_server() -> Iterator[int]:
    """A separate process that accepts every mail and discards it."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    with running(command, port):
        yield port
