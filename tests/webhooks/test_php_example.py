"""The PHP of docs/webhooks.md, served by PHP, accepts what the portal sends and nothing else."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from portal_widgets.core.app.events import link_state_changed, send
from portal_widgets.webhooks.post import DeliveryError, Poster
from portal_widgets.webhooks.rules import signed_headers
from portal_widgets.webhooks.service import Webhooks
from servers import answers, free_port, running, wait_until
from support import HANOI, FrozenClock, MakeApp, portal_of
from webhooks.receiver import SECRET

PHP = shutil.which("php")
PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"

pytestmark = pytest.mark.skipif(PHP is None, reason="PHP is not installed here")


@pytest.fixture(params=[SECRET, ""], ids=["configured", "forgotten"])
def secret(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(tmp_path: Path, secret: str) -> Iterator[str]:
    (example,) = re.findall(r"```php\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "events.php").write_text(example, "utf-8")
    port = free_port()
    command = [str(PHP), "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(tmp_path)]
    with running(command, tmp_path, env={**os.environ, "PORTAL_SECRET": secret}):
        wait_until(lambda: answers(port), "PHP")
        yield f"http://127.0.0.1:{port}/events.php"


def test_the_printed_php_accepts_an_event_of_the_portal_and_no_other(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path, url: str, secret: str
):
    clock.set(datetime.now(HANOI).replace(tzinfo=None).isoformat())
    app = make_app(webhooks=[{"url": url, "secret": SECRET, "private": True}])
    webhooks = portal_of(app).service(Webhooks)
    change(app)
    assert webhooks.send() == ((1, 0) if secret else (0, 1))

    (endpoint,) = webhooks.endpoints.values()
    body, now = '{"type":"message.received","data":{"reference":"7K3M-9QRT"}}', clock.milliseconds // 1000
    genuine = signed_headers(endpoint.secret, "msg_1", now, body)
    unsigned = signed_headers(b"", "msg_1", now, body)
    old = signed_headers(endpoint.secret, "msg_1", now - 400, body)
    assert is_accepted(url, body, genuine) == bool(secret)
    refused = [(f"{body} ", genuine), (body, unsigned), (body, old), (body, {}), ("", {}),
               (body, {**genuine, "webhook-id": "msg_2"}), (body, {**genuine, "webhook-signature": "v1,đ"})]  # fmt: skip
    assert [one for one in refused if is_accepted(url, *one)] == []
    log = (tmp_path / "server.log").read_text("utf-8")
    assert not re.search("Warning|Notice|Deprecated|Fatal|error:", log), log
    assert log.count("New message: 7K3M-9QRT") == bool(secret)


def change(app: Flask) -> None:
    send(link_state_changed, portal_of(app), url="https://one.example/", before=None, now="hỏng")


def is_accepted(url: str, body: str, headers: dict[str, str]) -> bool:
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    with suppress(DeliveryError):
        Poster().post(url, body, sent, private=True)
        return True
    return False
