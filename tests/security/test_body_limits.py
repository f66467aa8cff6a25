"""Requests are limited before they are read: they cost no memory, no disk and no time of the server."""

import errno
import io
import json
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.sending import PDF
from feedback.sending import send as send_message
from polls.samples import held
from portal_widgets.core.http.request_body import OFFICE_BYTES, PUBLIC_BYTES
from portal_widgets.gazette.admin.imports.pages import IMPORT_BYTES as GAZETTE_BYTES
from portal_widgets.links.admin.bulk import IMPORT_BYTES
from portal_widgets.map.admin.import_pages import IMPORT_BYTES as MAP_BYTES
from security.routes import WRITING, make_office, routes_of
from support import FrozenClock, MakeApp, browser

MEGABYTES_200 = 200 * (1 << 20)
# A server may read this much beyond a limit at once.
CHUNK = 64 * 1024 + 1
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=x"
JSON = "application/json"
BEGINS = {
    FORM: b"answer=",
    FILES: b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n',
    JSON: b'{"answers": "',
}


class Endless(io.RawIOBase):
    """An endless body that counts how much of it is read."""

    def __init__(self, kind: str) -> None:
        self.taken = 0
        self._begins = io.BytesIO(BEGINS[kind])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        some = self._begins.read(len(buffer)) or b"a" * len(buffer)
        buffer[: len(some)] = some
        self.taken += len(some)
        return len(some)


@pytest.fixture(params=["nobody", "viewer", "admin"])
def asked(request: pytest.FixtureRequest, make_app: MakeApp) -> tuple[Flask, FlaskClient]:
    roles = [] if request.param == "nobody" else [request.param]
    app = make_office(make_app, *roles)
    return app, browser(app)


def test_no_route_reads_more_than_its_limit(asked: tuple[Flask, FlaskClient]):
    """Every method of every rule, with a known length and without one (chunked)."""
    app, client = asked
    limits = {
        "views.report": 8192,
        "admin.links.import_": IMPORT_BYTES,
        "admin.map.import_": MAP_BYTES,
        "admin.gazette.import_": GAZETTE_BYTES,
        "admin.gazette.attach": 31 * (1 << 20),
        "feedback.send": MEGABYTES_200,
    }
    checked = 0
    for route in routes_of(app):
        usual = OFFICE_BYTES if route.endpoint.startswith("admin.") else PUBLIC_BYTES
        for method in sorted(route.methods):
            for kind, said in ((FORM, MEGABYTES_200), (FORM, None), (JSON, None), (FILES, None)):
                if route.endpoint == "feedback.send" and kind == FILES:
                    continue  # it accepts files: see below
                body = Endless(kind)
                status = send(client, method, route.path, body, kind, said)

                where = f"{method} {route.path} {kind} {said}"
                assert status < 500, where
                assert body.taken <= limits.get(route.endpoint, usual) + CHUNK, where
                assert said is None or body.taken == 0, where
                checked += 1
    assert checked > 500


def test_who_may_not_enter_is_refused_before_anything_is_read(make_app: MakeApp):
    """Without a session, or with a role without access to the panel. The body is not read."""
    for roles, panel in (((), "admin."), (("viewer",), "admin.links.")):
        app = make_office(make_app, *roles)
        for route in routes_of(app):
            if route.endpoint.startswith(panel):
                for method in sorted(route.methods & WRITING):
                    body = Endless(FORM)
                    send(browser(app), method, route.path, body, FORM, 1000)

                    assert body.taken == 0, f"{method} {route.path}"


def send(client: FlaskClient, method: str, path: str, body: Any, kind: str, length: int | None) -> int:
    environ = {"wsgi.input": body, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length)}
    if length is None:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    with client.open(path, method=method, environ_overrides=environ) as answer:
        return answer.status_code


def test_a_message_with_files_is_read_up_to_what_its_files_may_have(make_app: MakeApp):
    app = make_app(feedback_files=1, feedback_file_mb=1)
    body = Endless(FILES)

    assert send(browser(app), "POST", "/portal/feedback", body, FILES, None) == 413
    assert body.taken <= 3 * (1 << 20) + CHUNK


def test_a_body_that_is_too_long_is_refused_in_the_readers_language(make_app: MakeApp):
    client = browser(make_app())
    answer = client.post("/portal/reading-options", data={"size": "a" * PUBLIC_BYTES})

    assert answer.status_code == 413
    assert "vượt quá mức cho phép" in answer.text


def nests() -> Iterator[tuple[str, bytes]]:
    deep = (PUBLIC_BYTES - 100) // 2
    yield "lists", b"[" * deep + b"]" * deep
    yield "objects", b'{"a":' * 8000 + b"1" + b"}" * 8000
    yield "an open list", b"[" * deep
    yield "a huge number", b'{"ballot": ' + b"9" * 60_000 + b"}"
    yield "a huge exponent", b'{"ballot": 1e999999}'
    yield "not a number", b'{"ballot": NaN, "answers": {"q1": {"chosen": [NaN]}}}'
    yield (
        "half a character",
        b'{"ballot": "\\ud800", "code": "\\udfff", "answers": {"q1": {"chosen": ["\\ud800"]}}}',
    )
    yield "no text", b"\xff\xfe\xfd"
    yield "another encoding", json.dumps({"answers": {}}).encode("utf-16")
    yield "many answers", json.dumps({"answers": {str(n): {} for n in range(4000)}}).encode()


NESTS = dict(nests())


@pytest.mark.parametrize(("what", "body"), list(NESTS.items()), ids=NESTS)
def test_json_that_is_none_of_ours_is_refused_and_no_fault_of_ours(make_app: MakeApp, what: str, body: bytes):
    app = make_app()
    held(app)
    client = browser(app)
    for path in ("/portal/polls/duong/ballots", "/portal/views", "/portal/feedback", "/portal/links/click"):
        answer = client.post(path, data=body, content_type=JSON)

        assert 400 <= answer.status_code < 500, f"{what} {path}"
        assert b"Traceback" not in answer.data


class FullDisk(tempfile.SpooledTemporaryFile):
    """Up to 10 kB are kept in memory. The disk accepts nothing."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "max_size": 10_000})

    def rollover(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_temporary_folder_costs_the_file_and_not_the_message(
    make_app: MakeApp, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    """The form is shown again with the text and a message about the file."""
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", FullDisk)
    client = browser(make_app())
    large = PDF + b"a" * 70_000
    answer = send_message(client, clock, files=[(PDF, "nho.pdf"), (large, "den.pdf")])

    assert answer.status_code == 422
    assert "Đèn đường thôn Đông bị hỏng." in answer.text
    assert "Hiện chưa nhận được tệp den.pdf" in answer.text
    assert "nho.pdf" in answer.text
