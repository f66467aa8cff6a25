"""A reader asks for the text of a scan, and the office sees the request at the document."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.sending import OFFICE, feedback_service_of, stamp
from gazette.files.test_files import pdf
from gazette.samples import COMMITTEE, Gazette, document, fill
from portal_widgets.feedback.rules import Status
from portal_widgets.gazette.rules.document import FileForm
from support import FrozenClock, MakeApp, browser

SCAN, WITHOUT_FILE = (
    f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd",
    f"/portal/gazette/{COMMITTEE}/qd/2026/1-qd-ubnd",
)
AT_DOCUMENT = "/portal/admin/gazette/documents/"


@pytest.fixture
def roles() -> set[str]:
    return {"editor", "moderator"}


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock, roles: set[str]) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app(admin_guard=lambda: roles, **OFFICE)


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return fill(app)


def link(reader: FlaskClient, address: str) -> str:
    found = re.search(r'href="([^"]*ask=text[^"]*)"', reader.get(address).text)
    return unescape(found[1]) if found else ""


def ask(reader: FlaskClient, clock: FrozenClock, address: str) -> TestResponse:
    """Follow the link, and send the form as it is. No script runs."""
    page = reader.get(link(reader, address)).text
    clock.advance(seconds=20)
    form = page[page.index('action="/portal/feedback/page"') :]
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("page", "page_signature")
    }
    text = unescape(re.search(r"<textarea[^>]*>([^<]*)<", form)[1])
    return reader.post("/portal/feedback/page", data={**fields, "stamp": stamp(page), "text": text})


def test_a_reader_asks_for_the_text_and_the_office_sees_it_at_the_document(
    app: Flask, gazette: Gazette, clock: FrozenClock
):
    answer = ask(browser(app), clock, SCAN)
    office = browser(app)
    reference = feedback_service_of(app).waiting.about([SCAN])[0].reference

    assert answer.status_code == 303
    page = office.get(f"{AT_DOCUMENT}1").text
    assert reference in page
    assert re.search(r'href="/portal/admin/feedback/\d+"', page)
    assert "hạn trả lời 03/03/2026" in page  # ten working days later, after Tết
    assert reference not in office.get(f"{AT_DOCUMENT}2").text


def test_who_may_not_open_messages_sees_no_link(
    app: Flask, gazette: Gazette, clock: FrozenClock, roles: set[str]
):
    ask(browser(app), clock, SCAN)
    roles.discard("moderator")
    page = browser(app).get(f"{AT_DOCUMENT}1").text

    assert feedback_service_of(app).waiting.about([SCAN])[0].reference in page
    assert "/portal/admin/feedback/" not in page


def test_requests_for_two_documents_in_the_same_words_are_no_spam(
    app: Flask, gazette: Gazette, clock: FrozenClock
):
    other = document("16/2024/QĐ-UBND", "Quy định khác", date(2024, 5, 6))
    gazette.add(replace(other, files=(gazette.file(b"%PDF-1.7 another"),)))
    addresses = [SCAN, SCAN.replace("/15-", "/16-")]
    for address in addresses:
        ask(browser(app), clock, address)
    waiting = feedback_service_of(app).waiting

    assert [one.status for address in addresses for one in waiting.about([address])] == [Status.NEW] * 2


def test_only_a_scan_without_a_text_has_the_offer(app: Flask, gazette: Gazette):
    reader = browser(app)
    one = gazette.store.documents.documents([1])[1]

    assert link(reader, SCAN)
    assert not link(reader, WITHOUT_FILE)
    text = gazette.file(pdf("gia"), "15-qd-ubnd-chu.pdf")
    gazette.add(replace(one, files=(*one.files, replace(text, form=FileForm.TEXT))))
    assert not link(reader, SCAN)


def test_without_feedback_there_is_no_offer(make_app: MakeApp, clock: FrozenClock):
    clock.set("2026-02-10T09:00")
    app = make_app(widgets=["gazette"])
    fill(app)

    assert not link(browser(app), SCAN)
