"""A text browser (w3m) sends the forms to a real server, without pictures, styles and scripts."""

import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import make_server

from feedback.sending import OFFICE, SITE, stamp
from polls.samples import held
from polls.test_routes import PAGE, VOTE, ticket
from support import FrozenClock, MakeApp

TextBrowser = Callable[..., str]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE)


@pytest.fixture
def w3m(app: Flask, tmp_path: Path) -> Iterator[TextBrowser]:
    """Opens an address, or sends a form to it. Each call is a new reader, because the cookies end with it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def open_page(path: str, *, source: bool = False, **form: str) -> str:
        sent = tmp_path / "form"
        sent.write_text(urlencode(form))
        command = ["w3m", "-cookie", "-o", "accept_cookie=1", "-I", "UTF-8", "-O", "UTF-8", "-cols", "100"]
        command += ["-dump_source" if source else "-dump", *(["-post", str(sent)] if form else [])]
        shown = subprocess.run(
            [*command, f"http://127.0.0.1:{server.server_port}{path}"],
            env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, check=True, timeout=30,
        ).stdout.decode()  # fmt: skip
        return shown if source else " ".join(shown.split())

    yield open_page
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_vote_is_accepted_once(app: Flask, w3m: TextBrowser):
    held(app)
    sent = {"option": "a", "ballot": ticket(w3m(PAGE, source=True))}
    thanked, again = w3m(VOTE, **sent), w3m(VOTE, **sent)

    assert "Đã ghi nhận phiếu của quý vị. Xin cảm ơn. Mã biên nhận: " in thanked
    assert "Phiếu của quý vị đã được ghi nhận và được tính. Xin cảm ơn." in again


def test_a_message_is_found_with_the_codes_of_its_receipt(w3m: TextBrowser, clock: FrozenClock):
    form = w3m(SITE, source=True)
    clock.advance(seconds=20)
    receipt = w3m(SITE, stamp=stamp(form), text="Đèn đường thôn Đông bị hỏng.")
    reference, key = re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b", receipt)[:2]
    shown = w3m(f"{SITE}/status", reference=reference, key=key)

    assert "Để trống ô này [" in w3m(SITE)
    assert "Đèn đường thôn Đông bị hỏng." in shown
