"""Spam is put aside with its reason and never dropped. Every sender gets a receipt, so that an error harms
nobody.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.sending import CITIZEN, OFFICE, PDF, SITE, codes, feedback_service_of, send, stamp
from portal_widgets.core.http import proof_of_work
from portal_widgets.feedback.service import REPEAT_MINUTES
from portal_widgets.feedback.store import tables
from portal_widgets.feedback.submission.forms import TRAP
from portal_widgets.feedback.submission.network_limits import FLOOD, LIMIT_MINUTES
from support import FrozenClock, MakeApp, browser, portal_of


@pytest.fixture(autouse=True)
def _small_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ROUNDS", 1)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE, feedback_blocked=["casino"], feedback_per_network=3)


def verdicts(app: Flask) -> list[tuple[str, str]]:
    with portal_of(app).database.reading() as connection:
        asked = sa.select(tables.message.c.status, tables.message.c.reason).order_by(tables.message.c.id)
        return [(row.status, row.reason) for row in connection.execute(asked)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({TRAP: "0200"}, "trap"),
        ({"seconds": 1}, "fast"),
        ({"text": "Buy now", "subject": "buy now", "name": "Buy now"}, "same"),
        ({"text": "http://a http://b http://c http://d"}, "links"),
        ({"text": "the best Casino"}, "words"),
    ],
)
def test_each_rule_puts_aside_stores_and_mails_nobody(app: Flask, clock: FrozenClock, fields, reason: str):
    reader = browser(app)
    answer = send(reader, clock, **{**CITIZEN, **fields})

    assert answer.status_code == 303
    assert len(codes(reader.get("/portal/feedback/receipt").text)) == 2
    assert verdicts(app) == [("spam", reason)]
    assert feedback_service_of(app).outbox.waiting() == 0


def test_the_same_within_minutes_is_a_repeat_and_later_is_not(app: Flask, clock: FrozenClock):
    for wait in (0, 1, REPEAT_MINUTES + 1):
        clock.advance(minutes=wait)
        send(browser(app), clock)

    assert verdicts(app) == [("new", ""), ("spam", "repeat"), ("new", "")]


def test_a_network_that_writes_too_much_is_put_aside_then_waits(app: Flask, clock: FrozenClock):
    for number in range(3 * FLOOD):
        assert send(browser(app), clock, seconds=4, text=f"Ý kiến {number}").status_code == 303
    assert verdicts(app) == [("new", "")] * 3 + [("spam", "often")] * (3 * FLOOD - 3)
    answer = send(browser(app), clock, seconds=4, text="Một ý kiến nữa")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= LIMIT_MINUTES * 60
    assert "Một ý kiến nữa</textarea>" in answer.text
    assert send(browser(app, address="198.51.100.1"), clock, text="Từ nơi khác").status_code == 303
    assert verdicts(app)[-1] == ("new", "")


def test_a_mistake_in_a_field_costs_no_turn(app: Flask, clock: FrozenClock):
    for _ in range(10):
        assert send(browser(app), clock, text="").status_code == 422

    for number in range(3):
        send(browser(app), clock, text=f"Ý kiến {number}")
    assert verdicts(app) == [("new", "")] * 3


def test_a_mended_form_is_not_too_fast(app: Flask, clock: FrozenClock):
    """The age is that of the first try."""
    reader = browser(app)
    faulty = send(reader, clock, text="")
    assert reader.post(SITE, data={"stamp": stamp(faulty.text), "text": "Xin chào"}).status_code == 303

    assert verdicts(app) == [("new", "")]


def test_a_device_that_works_is_heard_past_the_limit(make_app: MakeApp, clock: FrozenClock):
    from polls.test_networks import solved

    app = make_app(**OFFICE, feedback_per_network=1, proof_of_work=True)
    answer = solved(feedback_service_of(app).limits.proof.challenge())
    send(browser(app), clock, text="một")
    send(browser(app), clock, text="hai", altcha=answer)
    send(browser(app), clock, text="ba", altcha=answer)

    assert verdicts(app) == [("new", ""), ("new", ""), ("spam", "often")]


def test_a_device_that_says_it_can_is_asked_to_work_once(make_app: MakeApp, clock: FrozenClock):
    from polls.test_networks import solved

    app = make_app(**OFFICE, feedback_per_network=1, proof_of_work=True)
    asks = {"Accept": "application/json"}
    assert send(browser(app), clock, text="một", altcha="can", headers=asks).status_code == 201

    asked = send(browser(app), clock, text="hai", altcha="can", headers=asks)
    assert asked.status_code == 429
    send(browser(app), clock, text="hai", altcha=solved(asked.json["challenge"]), headers=asks)
    send(browser(app), clock, text="ba", altcha="", headers=asks)

    assert verdicts(app) == [("new", ""), ("new", ""), ("spam", "often")]


def test_files_without_messages_fill_no_disk(app: Flask, clock: FrozenClock):
    reader = browser(app)
    for _ in range(3 * 3):
        assert "nhiều tệp" not in send(reader, clock, seconds=4, text="", files=[(PDF, "a.pdf")]).text
    answer = send(reader, clock, seconds=4, text="Một ý kiến", files=[(PDF, "a.pdf")])

    assert "Mạng của quý vị đang gửi rất nhiều tệp" in answer.text
    assert "Một ý kiến</textarea>" in answer.text
    assert len([*feedback_service_of(app).files.path("").iterdir()]) == 3 * 3
    assert send(reader, clock, text="Một ý kiến").status_code == 303


def test_a_forged_stamp_is_none(app: Flask, clock: FrozenClock):
    for forged in ("", "x", "a.b.c", "é" * 1000, "eyJ9.x"):
        answer = browser(app).post(SITE, data={"stamp": forged, "text": "Xin chào"})
        assert answer.status_code == 200  # the form is shown again, with a stamp
    assert verdicts(app) == []


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "=HYPERLINK(1)",
    "\u202egnp.exe\u200b",
    "\ud800",
    "\0" * 100,
    "a" * 5001,
    "🇻🇳" * 100,
    "x\r\nBcc: a@b",
    "'; DROP TABLE pw_message; --",
    "%s%n%(x)s",
]


@pytest.fixture
def stored_in(make_app: MakeApp, database_url: str) -> Flask:
    return make_app(**OFFICE, feedback_per_network=0, database_url=database_url)


@pytest.mark.parametrize(
    "field",
    [
        "text",
        "subject",
        "name",
        "email",
        "phone",
        "address",
        "page",
        "stamp",
        "kept",
        "department",
        "answer",
        "drop",
        "altcha",
    ],
)
def test_hostile_text_is_inert_and_never_an_error(stored_in: Flask, clock: FrozenClock, field: str):
    reader = browser(stored_in)
    for text in HOSTILE:
        fields = {"text": "Xin chào", "answer": "y", field: text.encode("utf-8", "surrogatepass")}
        answer = send(reader, clock, "/portal/feedback/department", **{"department": "tiep-dan", **fields})

        assert answer.status_code in {200, 303, 422}
        for page in (answer.text, reader.get("/portal/feedback/receipt").text):
            assert "<script>alert" not in page
            assert "<img src=x" not in page


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "windows-1258", "shift_jis"])
def test_wrong_encodings_are_read_as_well_as_can_be(stored_in: Flask, clock: FrozenClock, encoding: str):
    answer = send(browser(stored_in), clock, text="Đèn đường hỏng".encode(encoding, "ignore"))

    assert answer.status_code in {303, 422}


def test_one_form_sent_by_many_hands_at_once_is_one_message(stored_in: Flask, clock: FrozenClock):
    """The database's unique key decides. All senders get the same receipt."""
    page = browser(stored_in).get(SITE).text
    clock.advance(seconds=20)

    def tap(_: int) -> tuple[int, list[str]]:
        reader = browser(stored_in)
        answer = reader.post(SITE, data={"stamp": stamp(page), "text": "Xin chào", **CITIZEN})
        return answer.status_code, codes(reader.get("/portal/feedback/receipt").text)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(tap, range(8)))

    assert {status for status, _ in answers} == {303}
    assert len({tuple(receipt) for _, receipt in answers}) == 1
    assert verdicts(stored_in) == [("new", "")]
    assert feedback_service_of(stored_in).outbox.waiting() == 2
