"""A system that follows the gazette hears of a document once, signed, by whichever way the document becomes
public.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from gazette.samples import COMMITTEE, Gazette, document
from portal_widgets.core.db.outbox import WAITS
from portal_widgets.gazette.rules.document import Publication
from portal_widgets.webhooks.service import Webhooks
from servers import free_port
from support import HANOI, FrozenClock, MakeApp, browser, portal_of
from webhooks.receiver import SECRET, Receiver, receiver

NUMBER, SIGNED = "15/2026/QĐ-UBND", date(2026, 1, 6)
# Its day of publication is to come. Readers see the document at once.
TABLE = f"number;body;kind;title;signed;published\n{NUMBER};{COMMITTEE};qd;Giá;{SIGNED};2999-02-09\n"
HOME = "/portal/admin/gazette/"


def by_the_office(app: Flask, _folder: Path) -> None:
    draft = document(NUMBER, "Giá", SIGNED, publication=Publication.DRAFT)
    post(browser(app), f"documents/{Gazette(app).add(draft)}/publish")


def by_an_undone_withdrawal(app: Flask, _folder: Path) -> None:
    office, gazette = browser(app), Gazette(app)
    number = gazette.add(document(NUMBER, "Giá", SIGNED))
    post(office, f"documents/{number}/withdraw", reason="Đăng nhầm", office="Văn phòng")
    post(office, f"documents/{number}/history/{gazette.store.history.of(number)[0].id}/undo")


def by_a_command(app: Flask, folder: Path) -> None:
    Gazette(app)
    (folder / "documents.csv").write_text(TABLE, "utf-8")
    for _ in range(2):  # the second time adds nothing
        app.test_cli_runner().invoke(
            args=["portal", "gazette", "import", str(folder / "documents.csv"), "--publish"]
        )


def by_an_import_of_the_office(app: Flask, _folder: Path) -> None:
    Gazette(app)
    office = browser(app)
    page = post(office, "import", file=(BytesIO(TABLE.encode()), "a.csv"), publish="1").text
    form = page.partition("import/confirm")[2].partition("</form>")[0]
    post(office, "import/confirm", **dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))


def post(office: FlaskClient, path: str, /, **data: object) -> TestResponse:
    token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}import").text)
    assert token
    return office.post(f"{HOME}{path}", data={"pw_csrf": token[1], **data})


@pytest.mark.parametrize(
    "publish", [by_the_office, by_an_undone_withdrawal, by_a_command, by_an_import_of_the_office]
)
def test_a_public_document_is_told_once_and_signed_also_if_the_other_system_was_down(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path, publish: Callable[[Flask, Path], None]
):
    clock.set(
        datetime.now(HANOI).replace(tzinfo=None).isoformat()
    )  # the reference library has no other clock
    other = Receiver(port=free_port())
    app = make_app(webhooks=[other.endpoint(events=["document.published"])], admin_guard=lambda: {"editor"})
    webhooks = portal_of(app).service(Webhooks)
    publish(app, tmp_path)
    assert webhooks.send() == (0, 1)  # nothing listens there
    clock.advance(seconds=WAITS[0])

    with receiver(port=other.port) as other:
        assert webhooks.send() == (1, 0)
        clock.advance(minutes=400 * 24 * 60)
        assert webhooks.send() == (0, 0)

    ((headers, body),) = other.arrived
    told = Webhook(SECRET).verify(body, dict(headers))
    assert told == json.loads(body)
    assert (told["type"], told["portal"]) == ("document.published", "main")
    place = {key: told["data"][key] for key in ("body", "kind", "year", "slug")}
    assert browser(app).get("/portal/gazette/{body}/{kind}/{year}/{slug}".format(**place)).status_code == 200
