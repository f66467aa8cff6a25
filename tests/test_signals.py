"""Signals reach a host once, after the commit, and a host's error changes nothing."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from blinker import Signal
from flask import Flask

from feedback.sending import feedback_service_of
from polls.samples import FULL, OPENS, SHORT
from portal_widgets import MessageRejectedError, PortalWidgets, signals
from portal_widgets.links.check.link_status import LinkState, LinkStatus
from portal_widgets.links.service import LinkService
from portal_widgets.polls.rules import Terms
from portal_widgets.polls.service import PollService
from support import portal_of

Heard = list[tuple[object, dict[str, object]]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """The signals that arrive while a second receiver fails."""
    values: Heard = []

    def fail(_sender: object, **_values: object) -> None:
        raise RuntimeError("the host's own fault")

    def hear(sender: object, **told: object) -> None:
        values.append((sender, told))

    with ExitStack() as stack:
        for name in signals.__all__:
            signal: Signal = getattr(signals, name)
            for receiver in (fail, hear):
                stack.enter_context(signal.connected_to(receiver))
        yield values


def test_a_stored_message_is_told_after_the_commit(app: Flask, heard: Heard):
    stored: list[object] = []

    @signals.message_received.connect
    def look(_portal: object, reference: str, **_more: object) -> None:
        stored.append(feedback_service_of(app).store.find(reference))

    with app.test_request_context("/gop-y", method="POST"):
        receipt = PortalWidgets().submit_message("Đèn đường hỏng")
    assert heard == [
        (portal_of(app), {"reference": receipt.reference, "kind": "site", "spam": False}),
    ]
    assert [one.message.text for one in stored] == ["Đèn đường hỏng"]


def test_a_refused_message_is_not_told(app: Flask, heard: Heard):
    with app.test_request_context("/gop-y", method="POST"), pytest.raises(MessageRejectedError):
        PortalWidgets().submit_message("")
    assert heard == []


def test_a_ballot_from_the_command_line_is_told(app: Flask, heard: Heard, tmp_path):
    polls = portal_of(app).service(PollService).polls
    polls.publish(polls.create("duong", SHORT, Terms(OPENS), who="Lan", at=OPENS), OPENS)
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps({"answers": {"road": {"chosen": list(FULL["road"].chosen)}}}))
    done = app.test_cli_runner().invoke(args=["portal", "polls", "vote", "duong", str(file)])
    assert done.exit_code == 0, done.output
    assert heard == [(portal_of(app), {"poll": "duong", "replaced": False})]


def test_a_link_is_told_only_if_its_state_has_changed(app: Flask, heard: Heard, caplog):
    service = portal_of(app).service(LinkService)
    well = LinkStatus("https://a.example/", LinkState.OK)
    gone = LinkStatus("https://a.example/", LinkState.DNS)
    service.save_status(well, None)
    service.save_status(well, well)
    service.save_status(gone, well)
    assert [told["before"] for _, told in heard] == [None, "ok"]
    assert [told["now"] for _, told in heard] == ["ok", "dns"]
    assert caplog.text.count("a receiver of a signal failed") == 2
