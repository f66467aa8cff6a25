"""Every signal reaches a host once, after the commit, from pages and commands, and a host's error changes nothing."""

import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from blinker import Signal
from flask import Flask

from feedback.sending import send as send_form
from gazette.samples import COMMITTEE, Gazette, document
from links.internet import Internet
from polls.samples import FULL, held
from portal_widgets import MessageRejectedError, PortalWidgets, signals
from portal_widgets.gazette.rules.document import Publication
from portal_widgets.links import cli
from portal_widgets.links.check.check_run import CheckRun
from portal_widgets.links.check.link_status import LinkState, LinkStatus
from portal_widgets.links.service import LinkService
from support import SQLITE, FrozenClock, MakeApp, browser, portal_of

Heard = list[tuple[object, dict[str, object]]]
NUMBER, SIGNED = "15/2026/QĐ-UBND", date(2026, 1, 6)
PLACE = {"body": COMMITTEE, "kind": "qd", "year": 2026, "slug": "15-qd-ubnd", "number": NUMBER, "id": 1}
GONE = "https://gone.example/"


@dataclass
class Case:
    """A portal whose links lead into a small internet, and a folder for files."""

    app: Flask
    clock: FrozenClock
    folder: Path

    def run(self, *arguments: str) -> None:
        done = self.app.test_cli_runner().invoke(args=["portal", *arguments])
        assert done.exit_code == 0, done.output

    def file(self, content: str) -> str:
        (self.folder / "file").write_text(content, "utf-8")
        return str(self.folder / "file")


def send_the_form(case: Case) -> None:
    assert send_form(browser(case.app), case.clock).status_code == 303


def submit_in_python(case: Case) -> None:
    with case.app.test_request_context("/gop-y", method="POST"):
        PortalWidgets().submit_message("Đèn đường hỏng")


def vote(case: Case) -> None:
    held(case.app)
    reader, poll = browser(case.app), "/portal/polls/duong"
    ticket = re.search(r'name="ballot" value="([^"]*)"', reader.get(poll).text)[1]
    assert reader.post(f"{poll}/ballots", data={"ballot": ticket, "option": "a"}).status_code == 303


def vote_by_command(case: Case) -> None:
    held(case.app)
    answers = {"answers": {"road": {"chosen": list(FULL["road"].chosen)}}}
    case.run("polls", "vote", "duong", case.file(json.dumps(answers)))


def check_by_command(case: Case) -> None:
    case.run("links", "check")


def publish(case: Case) -> None:
    number = Gazette(case.app).add(document(NUMBER, "Giá", SIGNED, publication=Publication.DRAFT))
    office, home = browser(case.app), "/portal/admin/gazette/"
    csrf = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{home}import").text)[1]
    assert office.post(f"{home}documents/{number}/publish", data={"pw_csrf": csrf}).status_code == 303


def publish_by_command(case: Case) -> None:
    Gazette(case.app)
    table = f"number;body;kind;title;signed\n{NUMBER};{COMMITTEE};qd;Giá;{SIGNED}\n"
    case.run("gazette", "import", case.file(table), "--publish")


# By signal: its values, the statement that counts the stored rows, and the actions that send it.
WAYS: dict[str, tuple[dict[str, object], str, list[Callable[[Case], None]]]] = {
    "message_received": (
        {"kind": "site", "spam": False},
        "SELECT count(*) FROM pw_message",
        [send_the_form, submit_in_python],
    ),
    "ballot_cast": (
        {"poll": "duong", "replaced": False},
        "SELECT count(*) FROM pw_ballot",
        [vote, vote_by_command],
    ),
    "link_state_changed": (
        {"url": GONE, "before": None, "now": "dns"},
        "SELECT count(*) FROM pw_link_watch",
        [check_by_command],
    ),
    "document_published": (
        PLACE,
        "SELECT count(*) FROM pw_gazette_document WHERE publication = 'published'",
        [publish, publish_by_command],
    ),
}


def test_every_signal_has_its_ways():
    assert set(WAYS) == set(signals.__all__)


@pytest.fixture
def case(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Case]:
    with closing(Internet()) as internet:
        monkeypatch.setattr(
            cli, "CheckRun", lambda *known: CheckRun(*known, gap_seconds=0, **internet.network)
        )
        links = {"a": [{"title": "Tốt", "url": internet.site("well.example")}, {"title": "Cũ", "url": GONE}]}
        yield Case(make_app(links=links, admin_guard=lambda: {"editor"}), clock, tmp_path)


def fail(_sender: object, **_values: object) -> None:
    raise RuntimeError("the host's own fault")


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, row in WAYS.items() for way in row[2]])
def test_a_signal_is_sent_once_after_the_commit_beside_a_receiver_that_fails(
    case: Case, name: str, way: Callable[[Case], None], caplog: pytest.LogCaptureFixture
):
    values, statement, _ = WAYS[name]
    heard: Heard = []
    seen: list[int] = []

    def hear(sender: object, **told: object) -> None:
        heard.append((sender, told))
        with closing(sqlite3.connect(portal_of(case.app).folder / SQLITE)) as other:
            seen.append(other.execute(statement).fetchone()[0])

    signal: Signal = getattr(signals, name)
    with signal.connected_to(fail), signal.connected_to(hear):
        way(case)

    wanted = [told for _, told in heard if told.items() >= values.items()]
    assert len(wanted) == 1
    assert {sender for sender, _ in heard} == {portal_of(case.app)}
    assert seen == list(range(1, len(heard) + 1))  # another connection finds each row
    faults = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [one.getMessage() for one in faults] == ["portal_widgets: a receiver of a signal failed"] * len(
        heard
    )


@pytest.fixture
def heard() -> Iterator[Heard]:
    values: Heard = []

    def hear(sender: object, **told: object) -> None:
        values.append((sender, told))

    with ExitStack() as stack:
        for name in signals.__all__:
            stack.enter_context(getattr(signals, name).connected_to(hear))
        yield values


def test_a_refused_message_is_not_told(app: Flask, heard: Heard):
    with app.test_request_context("/gop-y", method="POST"), pytest.raises(MessageRejectedError):
        PortalWidgets().submit_message("")
    assert heard == []


def test_a_link_is_told_only_if_its_state_has_changed(app: Flask, heard: Heard):
    service = portal_of(app).service(LinkService)
    well = LinkStatus("https://a.example/", LinkState.OK)
    gone = LinkStatus("https://a.example/", LinkState.DNS)
    service.save_status(well, None)
    service.save_status(well, well)
    service.save_status(gone, well)
    assert [told["before"] for _, told in heard] == [None, "ok"]
    assert [told["now"] for _, told in heard] == ["ok", "dns"]
