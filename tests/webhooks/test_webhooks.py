"""Events of a portal reach other systems signed, at least once, and nowhere else."""

import base64
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask

from feedback.sending import CITIZEN, OFFICE, stored
from portal_widgets import ConfigurationError, signals
from portal_widgets.core.app.events import link_state_changed, send
from portal_widgets.core.db.outbox import LEASE_SECONDS, WAITS
from portal_widgets.webhooks.events import EVENTS
from portal_widgets.webhooks.post import DeliveryError, Poster
from portal_widgets.webhooks.rules import signed_headers
from portal_widgets.webhooks.service import Webhooks
from portal_widgets.webhooks.store import DueEvent
from servers import wait_until
from support import FrozenClock, MakeApp, browser, portal_of, statements
from webhooks.receiver import SECRET, Receiver, receiver

LINK = {"url": "https://one.example/", "before": None, "now": "broken"}


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def webhooks_of(app: Flask) -> Webhooks:
    return portal_of(app).service(Webhooks)


def change(app: Flask, **values: object) -> None:
    """Send a signal, as the link check does."""
    send(link_state_changed, portal_of(app), **{**LINK, **values})


def run(app: Flask, *arguments: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["portal", "webhooks", *arguments])
    assert result.exit_code == code, result.output
    return str(result.output)


def test_every_signal_of_hosts_is_an_event():
    assert {id(getattr(signals, name)) for name in signals.__all__} == set(map(id, EVENTS.values()))


def test_the_signature_is_that_of_the_specification():
    """The values are those of the reference libraries' tests."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    headers = signed_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_has_the_values_of_its_signal_and_nothing_of_the_citizen(
    make_app: MakeApp, clock: FrozenClock, other: Receiver, database_url: str
):
    app = make_app(**OFFICE, webhooks=[other.endpoint()], database_url=database_url)
    found = stored(app, clock, **CITIZEN, subject="Đèn đường")
    assert webhooks_of(app).send() == (1, 0)
    ((headers, body),) = other.arrived

    assert json.loads(body) == {
        "type": "message.received",
        "timestamp": portal_of(app).clock.local(clock.milliseconds).isoformat(),
        "portal": "main",
        "data": {"reference": found.reference, "kind": "site", "spam": False},
    }
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    assert headers["webhook-timestamp"] == str(clock.milliseconds // 1000)
    signed = signed_headers(key, headers["webhook-id"], clock.milliseconds // 1000, body)
    assert headers["webhook-signature"] == signed["webhook-signature"]
    assert (headers["Host"], headers["Content-Type"]) == (f"127.0.0.1:{other.port}", "application/json")
    assert webhooks_of(app).send() == (0, 0)


def test_an_endpoint_gets_only_the_events_it_names(make_app: MakeApp, other: Receiver):
    with receiver() as links_only:
        named = links_only.endpoint(events=["link.state_changed"])
        app = make_app(webhooks=[other.endpoint(events=["ballot.cast"]), named])
        change(app)
        assert webhooks_of(app).send() == (1, 0)
        assert len(links_only.arrived) == 1
    assert other.arrived == []


def test_two_portals_do_not_hear_each_other(make_app: MakeApp, other: Receiver):
    heard = make_app(webhooks=[other.endpoint()])
    change(make_app())
    assert webhooks_of(heard).waiting() == 0


def test_the_docs_example_verifies_an_event_and_no_other(
    make_app: MakeApp, clock: FrozenClock, other: Receiver, monkeypatch: pytest.MonkeyPatch
):
    page = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(import base64\n.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, "docs/webhooks.md", "exec"), names)  # noqa: S102 - our own docs
    is_genuine = names["is_genuine"]
    monkeypatch.setattr(time, "time", clock)
    app = make_app(webhooks=[other.endpoint()])
    change(app, now="hỏng")
    webhooks_of(app).send()
    ((headers, body),) = other.arrived

    assert is_genuine(SECRET, headers, body.encode())
    assert not is_genuine(SECRET, headers, body.encode() + b" ")
    assert not is_genuine(SECRET.replace("Q", "R"), headers, body.encode())
    for name in headers:
        if name.startswith("webhook-"):
            assert not is_genuine(SECRET, {**dict(headers), name: "đ"}, body.encode())
            assert not is_genuine(
                SECRET, {key: headers[key] for key in headers if key != name}, body.encode()
            )
    unsigned = signed_headers(b"", "msg_0", clock.milliseconds // 1000, body)
    assert not is_genuine("", unsigned, body.encode())  # the secret was forgotten
    clock.advance(minutes=6)
    assert not is_genuine(SECRET, headers, body.encode())


@pytest.mark.parametrize("answer", [0, 301, 400, 404, 500])
def test_an_event_is_sent_again_under_its_id_until_it_is_accepted(
    make_app: MakeApp, clock: FrozenClock, other: Receiver, answer: int
):
    app = make_app(webhooks=[other.endpoint()])
    change(app)
    other.answers = [answer] * len(WAITS)
    for wait in WAITS:
        assert webhooks_of(app).send() == (0, 1)
        assert webhooks_of(app).send() == (0, 0)  # it waits
        clock.advance(seconds=wait)
    assert webhooks_of(app).send() == (1, 0)

    assert len(other.arrived) == len(WAITS) + 1
    assert len(set(other.ids)) == 1
    times = [int(headers["webhook-timestamp"]) for headers, _ in other.arrived]
    assert times == sorted(set(times))  # each try has its own


def test_an_event_that_was_being_sent_by_a_killed_process_is_sent_again(
    make_app: MakeApp, clock: FrozenClock, other: Receiver
):
    app = make_app(webhooks=[other.endpoint()])
    change(app)
    claimed = webhooks_of(app).store.claim(clock.milliseconds, [])
    assert isinstance(claimed, DueEvent)
    assert webhooks_of(app).send() == (0, 0)
    clock.advance(seconds=LEASE_SECONDS)

    assert webhooks_of(app).send() == (1, 0)
    assert other.ids == [claimed.event_id]


def test_an_endpoint_that_fails_does_not_delay_the_others(make_app: MakeApp, other: Receiver):
    with receiver() as broken:
        app = make_app(webhooks=[broken.endpoint(), other.endpoint()])
        for number in range(5):
            change(app, now=f"state-{number}")
        broken.answers = [500] * 5
        assert webhooks_of(app).send() == (5, 1)
        assert len(broken.arrived) == 1
    assert len(other.arrived) == 5


def give_up(app: Flask, clock: FrozenClock, other: Receiver) -> None:
    change(app)
    other.answers = [500] * (len(WAITS) + 1)
    for wait in (*WAITS, 0):
        webhooks_of(app).send()
        clock.advance(seconds=wait)


def test_what_is_given_up_is_shown_to_the_office_and_can_be_sent_again(
    make_app: MakeApp, clock: FrozenClock, other: Receiver
):
    app = make_app(webhooks=[other.endpoint()], admin_guard=lambda: {"admin"})
    give_up(app, clock, other)
    start = browser(app).get("/portal/admin/").text
    system = browser(app).get("/portal/admin/system/").text

    assert "Thông báo tới hệ thống khác" in start
    assert "the endpoint answered 500" in system
    assert "flask portal webhooks retry" in system
    assert SECRET not in system
    assert browser(app).get("/portal/health").json["status"] == "ok"  # readers miss nothing
    assert "1 will be sent again" in run(app, "retry")
    assert "1 sent" in run(app, "send")
    assert "Thông báo tới hệ thống khác" not in browser(app).get("/portal/admin/").text


def test_what_was_given_up_can_be_discarded_and_is_purged(
    make_app: MakeApp, clock: FrozenClock, other: Receiver
):
    app = make_app(webhooks=[other.endpoint()])
    give_up(app, clock, other)
    webhooks_of(app).purge()
    assert webhooks_of(app).store.state().failed == 1
    clock.advance(minutes=31 * 24 * 60)
    webhooks_of(app).purge()
    assert webhooks_of(app).store.state().failed == 0

    give_up(app, clock, other)
    assert "1 removed" in run(app, "discard", "--yes")


def test_an_endpoint_that_is_gone_is_asked_once(make_app: MakeApp, clock: FrozenClock, other: Receiver):
    app = make_app(webhooks=[other.endpoint()])
    change(app)
    other.answers = [410]
    webhooks_of(app).send()
    clock.advance(minutes=10_000)

    assert webhooks_of(app).send() == (0, 0)
    assert webhooks_of(app).store.state().failed == 1


def test_events_of_an_endpoint_that_is_no_longer_configured_are_removed(make_app: MakeApp, other: Receiver):
    app = make_app(webhooks=[other.endpoint()])
    change(app)
    folder = portal_of(app).folder
    with receiver() as newer:
        later = make_app(folder, webhooks=[newer.endpoint()])
        assert webhooks_of(later).send() == (0, 0)
        assert webhooks_of(later).waiting() == 0
        assert other.arrived == newer.arrived == []


def test_events_are_sent_beside_the_requests(make_app: MakeApp, other: Receiver):
    app = make_app(webhooks=[other.endpoint()], background=True)
    change(app)
    wait_until(lambda: len(other.arrived) == 1, "the event")


def test_a_portal_without_endpoints_stores_nothing(make_app: MakeApp):
    app = make_app()
    with statements(portal_of(app).database) as asked:
        change(app)
    assert asked == []


def test_an_operator_tests_the_endpoints(make_app: MakeApp, other: Receiver):
    app = make_app(webhooks=[other.endpoint()])
    assert "accepted" in run(app, "test")
    assert json.loads(other.arrived[0][1])["type"] == "portal.test"
    other.answers = [500]
    assert "answered 500" in run(app, "test", code=1)
    assert webhooks_of(app).waiting() == 0


def test_a_made_secret_is_accepted(make_app: MakeApp):
    secret = run(make_app(), "secret").strip()
    make_app(webhooks=[{"url": "https://one.example/", "secret": secret}])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("https://one.example/", "must be a list"),
        ([{"url": "https://one.example/"}], "webhook 1 must be a dictionary with url, secret"),
        ([{"url": "https://one.example/", "secret": SECRET, "event": []}], "webhook 1 must be"),
        ([{"url": "http://one.example/", "secret": SECRET}], "url must be an address with https://"),
        ([{"url": "https://a:b@one.example/", "secret": SECRET}], "url must be"),
        ([{"url": "https://one.example/" + "x" * 500, "secret": SECRET}], "url must be"),
        ([{"url": "https://one.example:x/", "secret": SECRET}], "url must be"),
        ([{"url": "https://one.example/", "secret": "mat-khau"}], "flask portal webhooks secret"),
        ([{"url": "https://one.example/", "secret": "whsec_AAAA"}], "24 to 64 bytes"),
        ([{"url": "https://one.example/", "secret": "whsec_?mat-khau"}], "flask portal webhooks secret"),
        ([{"url": "https://one.example/", "secret": SECRET, "events": ["vote"]}], "ballot.cast"),
        ([{"url": "https://one.example/", "secret": SECRET, "private": 1}], "private must be"),
        ([{"url": "https://one.example/", "secret": SECRET}] * 2, "the same url"),
    ],
)
def test_a_wrong_webhook_stops_the_start_without_its_secret(make_app: MakeApp, wrong: Any, says: str):
    with pytest.raises(ConfigurationError) as refused:
        make_app(webhooks=wrong)
    assert says in str(refused.value)
    assert SECRET not in str(refused.value)
    assert "mat-khau" not in str(refused.value)


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["127.0.0.1"], ["::1"], ["169.254.169.254"], ["192.0.2.1", "10.0.0.1"], []]
)
def test_no_connection_leads_into_a_private_network(monkeypatch: pytest.MonkeyPatch, found: list[str]):
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    poster = Poster(resolve=lambda _host, _port: found)
    with pytest.raises(DeliveryError, match="address"):
        poster.post("https://one.example/", "{}", {}, private=False)


@pytest.mark.parametrize(("host", "is_accepted"), [("one.example", True), ("two.example", False)])
def test_the_certificate_must_be_that_of_the_host(host: str, is_accepted: bool):
    authority = trustme.CA()
    tls, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("one.example").configure_cert(tls)
    authority.configure_trust(trust)
    with receiver(tls) as secure:
        poster = Poster(resolve=lambda _host, _port: ["127.0.0.1"], trust=trust)
        url = f"https://{host}:{secure.port}/"
        if is_accepted:
            poster.post(url, "{}", {}, private=True)
        else:
            with pytest.raises(DeliveryError, match="certificate"):
                poster.post(url, "{}", {}, private=True)
    assert len(secure.arrived) == is_accepted
