"""Reporting a view: it is counted once, or refused with a reason, and never causes an error page."""

import base64

import pytest
from flask import Flask, Response, request

from portal_widgets.counting import pipeline
from support import FIREFOX, FrozenClock, MakeApp, browser, counting_of, portal_of

PATH = "/portal/views"


@pytest.fixture
def token(app: Flask) -> str:
    return counting_of(app).tokens.article("nuoc-sach")


def test_a_view_counts_once_for_half_an_hour(app: Flask, token: str, clock: FrozenClock):
    reader = browser(app)
    first = reader.post(PATH, json={"article": token})
    assert first.status_code == 200
    assert first.json == {"views": 1, "counted": True, "reason": None}
    assert first.headers["X-Portal-Counted"] == "yes"
    assert first.headers["Cache-Control"] == "no-store"

    again = reader.post(PATH, json={"article": token})
    assert again.json == {"views": 1, "counted": False, "reason": "repeat"}
    assert again.headers["X-Portal-Counted"] == "repeat"

    clock.advance(minutes=31)
    assert reader.post(PATH, json={"article": token}).json["views"] == 2


def test_the_page_shows_what_the_beacon_was_told(app: Flask, token: str):
    reader = browser(app)
    before = reader.get("/bai/nuoc-sach").text
    reader.post(PATH, json={"article": token})

    assert 'value="0">0<' in before
    assert 'value="1">1<' in reader.get("/bai/nuoc-sach").text


@pytest.mark.parametrize("before", [True, False])
def test_the_host_can_read_a_report_before_and_after_it_is_counted(make_app: MakeApp, before: bool):
    app = make_app()
    read: list[bytes] = []

    def log(*_: object) -> None:
        read.append(request.get_data())

    if before:
        app.before_request(log)
    else:
        app.after_request(lambda answer: log() or answer)
    answer = browser(app).post(PATH, json={"article": counting_of(app).tokens.article("1")})

    assert answer.json["counted"]
    assert b'"article"' in read[0]


@pytest.mark.parametrize("by_method", [True, False])
def test_the_answer_may_be_replaced_by_the_host(app: Flask, token: str, by_method: bool):
    @app.after_request
    def longer(answer: Response) -> Response:
        body = b" " + answer.get_data()
        if by_method:
            answer.set_data(body)
        else:
            answer.response = [body]
        return answer

    answer = browser(app).post(PATH, json={"article": token})

    assert answer.json["counted"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


REFUSALS = [
    ("bot", {"User-Agent": "curl/8"}),
    ("bot", {"User-Agent": ""}),
    ("prefetch", {"Sec-Purpose": "prefetch;prerender"}),
    ("prefetch", {"Purpose": "prefetch"}),
    ("cross-site", {"Sec-Fetch-Site": "cross-site"}),
    ("cross-site", {"Origin": "https://evil.example"}),
]


@pytest.mark.parametrize(("reason", "headers"), REFUSALS)
def test_what_is_not_counted_is_told_why(app: Flask, token: str, reason: str, headers):
    answer = browser(app).post(PATH, json={"article": token}, headers=headers)

    assert answer.status_code == 200
    assert answer.json == {"views": 0, "counted": False, "reason": reason}
    assert answer.headers["X-Portal-Counted"] == reason


def test_staff_are_not_counted(make_app: MakeApp):
    app = make_app(is_staff=lambda: True)
    answer = browser(app).post(PATH, json={"article": counting_of(app).tokens.article("1")})

    assert answer.json["reason"] == "staff"


def test_a_verdict_that_is_there_is_told_however_long_the_round_took(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
):
    """The first round of a process runs all its tasks."""
    monkeypatch.setattr(pipeline, "PROMPT_SECONDS", 0)

    assert browser(app).post(PATH, json={"article": token}).status_code == 200


@pytest.mark.parametrize(
    "forge", [lambda token: token[:-4] + "AAAA", lambda token: "x", lambda token: token * 40]
)
def test_a_changed_token_is_forged(app: Flask, token: str, forge):
    answer = browser(app).post(PATH, json={"article": forge(token)})

    assert answer.status_code == 200
    assert answer.json == {"views": None, "counted": False, "reason": "forged"}


def test_one_forged_token_spoils_the_report(app: Flask, token: str):
    answer = browser(app).post(PATH, json={"article": token, "page": "x"})

    assert answer.json["reason"] == "forged"
    assert counting_of(app).views("nuoc-sach") == 0


MALFORMED = [
    {"data": "not json", "content_type": "application/json"},
    {"data": "", "content_type": "application/json"},
    {"json": []},
    {"json": {}},
    {"json": {"article": 7}},
    {"json": {"article": None}},
    {"json": {"article": ["x"]}},
    {"data": {"other": "x"}},
    {"data": b"\xff\xfe"},
    {"data": "[" * 4000, "content_type": "application/json"},
]


@pytest.mark.parametrize("body", MALFORMED, ids=str)
def test_a_malformed_report_gets_400_and_a_sentence(app: Flask, body):
    answer = browser(app).post(PATH, **body, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["error"].startswith("Thiếu mã")


def test_a_report_that_is_too_long_is_refused_unread(app: Flask):
    answer = browser(app).post(PATH, data="x" * 9000, content_type="application/json")

    assert answer.status_code == 413
    assert "vượt quá" in answer.json["error"]


def test_a_form_and_a_beacon_count_too(app: Flask, token: str):
    """SendBeacon sends text/plain. A plain form is the simplest way for a host."""
    form = browser(app).post(PATH, data={"article": token})
    beacon = browser(app, address="192.0.2.9").post(
        PATH, data=f'{{"article": "{token}"}}', content_type="text/plain;charset=UTF-8"
    )

    assert form.json["views"] == 1
    assert beacon.json["views"] == 2


def test_a_page_without_an_article_counts_a_visit(app: Flask):
    answer = browser(app).post(PATH, json={"page": counting_of(app).tokens.page("/")})

    assert answer.json == {"views": None, "counted": True, "reason": None}
    counting_of(app).catch_up()
    assert counting_of(app).numbers().today == 1


def test_the_noscript_image_counts(app: Flask, token: str):
    answer = browser(app).get(f"/portal/views.gif?article={token}")

    assert answer.mimetype == "image/gif"
    assert answer.data.startswith(b"GIF89a")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Portal-Counted"] == "accepted"
    counting_of(app).catch_up()
    assert counting_of(app).views("nuoc-sach") == 1


def test_an_image_on_another_site_does_not(app: Flask, token: str):
    answer = browser(app).get(
        f"/portal/views.gif?article={token}", headers={"Referer": "https://evil.example/"}
    )

    assert answer.headers["X-Portal-Counted"] == "cross-site"


def test_behind_a_proxy_that_the_host_trusts_readers_are_told_apart(make_app: MakeApp):
    """Without a proxy, nobody can claim another address."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    def reasons(app: Flask) -> list[str | None]:
        token = counting_of(app).tokens.article("1")
        return [
            browser(app)
            .post(PATH, json={"article": token}, headers={"X-Forwarded-For": address})
            .json["reason"]
            for address in ("198.51.100.1", "198.51.100.2")
        ]

    assert reasons(make_app()) == [None, "repeat"]
    behind = make_app()
    behind.wsgi_app = ProxyFix(behind.wsgi_app)
    assert reasons(behind) == [None, None]


def test_no_address_is_stored(make_app: MakeApp, tmp_path):
    """No address, and nothing from which it could be found: every file is searched byte by byte. The
    browser's name is in the journal only until it is counted.
    """
    app = make_app(instance=tmp_path / "private")
    browser(app, address="203.0.113.77").post(PATH, json={"article": counting_of(app).tokens.article("1")})

    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in (tmp_path / "private").rglob("*") if file.is_file())

    assert b"203.0.113.77" not in stored()
    assert base64.b64encode(b"203.0.113.77") not in stored()
    assert FIREFOX.encode() in stored()
    portal_of(app).tasks.stop()
    portal_of(app).database.close()
    assert FIREFOX.encode() not in stored()


def test_numbers_survive_a_restart(make_app: MakeApp, tmp_path):
    first = make_app(instance=tmp_path / "kept")
    browser(first).post(PATH, json={"article": counting_of(first).tokens.article("1")})
    second = make_app(instance=tmp_path / "kept")

    assert counting_of(second).views("1") == 1
    assert counting_of(second).numbers().total == 1
    assert (
        browser(second).post(PATH, json={"article": counting_of(second).tokens.article("1")}).json["reason"]
        == "repeat"
    )
