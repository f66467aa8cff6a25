"""A link in a mail uses the configured address, because the sender of a request chooses its host."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.mailserver import Mailbox, mail_server
from feedback.sending import CITIZEN, OFFICE, feedback_service_of, send
from portal_widgets import ConfigurationError
from portal_widgets.feedback.store import tables
from support import FrozenClock, MakeApp, browser, portal_of

EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


def office(make_app: MakeApp, box: Mailbox, host: dict[str, Any] | None = None, **options: Any) -> Flask:
    mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none"}
    return make_app(**{**OFFICE, **mail, "base_url": None, **options}, host=host)


def receipt(app: Flask, clock: FrozenClock, box: Mailbox, **sent: Any) -> str:
    """The mail for the sender of a message."""
    send(browser(app), clock, **CITIZEN, **sent)
    feedback_service_of(app).outbox.send()
    return next(mail for mail in box.mails if mail["To"] == CITIZEN["email"]).get_content()


KNOWN = {
    "base address": (
        {},
        {"base_url": "https://www.dongmay.example/cong"},
        "https://www.dongmay.example/cong/portal/",
    ),
    "server name": (
        {"SERVER_NAME": "dongmay.example", "PREFERRED_URL_SCHEME": "https"},
        {},
        "https://dongmay.example/",
    ),
}


@pytest.mark.parametrize(("host", "options", "begins"), KNOWN.values(), ids=KNOWN)
def test_a_receipt_links_to_the_address_that_is_configured(
    make_app: MakeApp, clock: FrozenClock, box: Mailbox, host: dict[str, Any], options: Any, begins: str
):
    text = receipt(office(make_app, box, host, **options), clock, box, headers=EVIL)

    assert begins in text
    assert "/portal/feedback/status#" in text
    assert "evil" not in text


def test_a_trusted_host_is_linked_and_another_is_refused(make_app: MakeApp, clock: FrozenClock, box: Mailbox):
    app = office(make_app, box, {"TRUSTED_HOSTS": ["localhost", ".dongmay.example"]})
    client = browser(app)

    assert client.post("/portal/feedback", headers=EVIL).status_code == 400
    assert "http://www.dongmay.example/portal/feedback/status#" in receipt(
        app, clock, box, headers={"Host": "www.dongmay.example"}
    )


def test_without_a_known_address_a_mail_has_the_reference_and_the_key_and_no_link(
    make_app: MakeApp, clock: FrozenClock, box: Mailbox
):
    app = office(make_app, box)
    text = receipt(app, clock, box, headers=EVIL)
    key = feedback_service_of(app).keys

    assert "://" not in text
    assert "evil" not in text
    reference = outgoing(app)[0].reference
    assert reference in text
    assert key.key_of(reference) in text
    assert "Tra cứu việc xử lý ý kiến" in text


def outgoing(app: Flask) -> list[sa.Row[Any]]:
    joined = tables.outbox.join(tables.message, tables.message.c.id == tables.outbox.c.message)
    with portal_of(app).database.reading() as connection:
        return list(connection.execute(sa.select(tables.message.c.reference).select_from(joined)))


def test_a_link_that_waited_since_before_the_address_was_known_is_left_out(
    make_app: MakeApp, clock: FrozenClock, box: Mailbox
):
    """Mails from an earlier version contain the host of the request."""
    app = office(make_app, box, base_url="https://www.dongmay.example")
    send(browser(app), clock, **CITIZEN)
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.outbox).values(link="http://evil.example/portal/feedback/status"))
    feedback_service_of(app).outbox.send()

    assert all("evil" not in mail.get_content() for mail in box.mails)


@pytest.mark.parametrize("known", [True, False])
def test_the_doctor_says_when_mails_must_do_without_a_link(make_app: MakeApp, box: Mailbox, known: bool):
    app = office(make_app, box, base_url="https://www.dongmay.example" if known else None)
    says = app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    line = next(line for line in says.splitlines() if "links in mails" in line)

    assert ("PORTAL_WIDGETS_BASE_URL" in line) is not known


@pytest.mark.parametrize(
    "value",
    [
        "www.example.vn",
        "ftp://a.vn",
        "https://",
        "https://a.vn/?x=1",
        "https://u:p@a.vn",
        "https://a.vn\n",
        "//a.vn",
        1,
    ],
)
def test_what_is_no_address_of_a_site_is_refused_at_the_start(make_app: MakeApp, value: object):
    with pytest.raises(ConfigurationError, match="PORTAL_WIDGETS_BASE_URL"):
        make_app(base_url=value)


def test_the_qr_code_and_the_share_links_bear_the_configured_address(make_app: MakeApp):
    app = make_app(base_url="https://www.dongmay.example")
    with app.test_request_context("/bai/1", headers=EVIL):
        shared = app.jinja_env.from_string("{{ portal.share() }}").render()

    assert "https://www.dongmay.example/bai/1" in shared
    assert "evil" not in shared


def test_the_feed_bears_the_configured_address(make_app: MakeApp):
    """Feed readers store entries by their ids (RFC 4287, 4.2.6)."""
    client = browser(make_app(base_url="https://www.dongmay.example"))
    feed = client.get("/portal/questions/feed.xml", headers=EVIL).text

    assert "<id>https://www.dongmay.example/portal/questions/feed.xml</id>" in feed
    assert "evil" not in feed
