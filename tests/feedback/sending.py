"""A citizen who opens a form, fills it in and sends it."""

import io
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal_widgets.core.text.codes import read_code
from portal_widgets.feedback.service import FeedbackService
from portal_widgets.feedback.store.messages import StoredMessage
from support import FrozenClock, browser, portal_of

SITE = "/portal/feedback"
OFFICE = {
    "departments": {
        "tiep-dan": {
            "name": {"vi": "Ban Tiếp công dân", "en": "Citizens' Reception"},
            "telephones": ["0200 000 0011"],
            "email": "tiep-dan@dongmay.example",
            "hours": "7 giờ 30 - 16 giờ 30",
        }
    },
    "feedback_to": "van-phong@dongmay.example",
    "mail_from": "portal@dongmay.example",
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CITIZEN = {"name": "Nguyễn Thị Ánh Tuyết", "email": "anh.tuyet@example.vn", "answer": "y"}


def feedback_service_of(app: Flask) -> FeedbackService:
    return portal_of(app).service(FeedbackService)


def stamp(page: str) -> str:
    return re.search(r'name="stamp" value="([^"]*)"', page)[1]


def send(
    reader: FlaskClient,
    clock: FrozenClock,
    path: str = SITE,
    *,
    seconds: float = 20,
    headers: dict[str, str] | None = None,
    files: list[tuple[bytes, str]] = (),
    **fields: Any,
) -> TestResponse:
    """Open the form, wait for some time, and send it."""
    page = reader.get(path.partition("sentence")[0])
    clock.advance(seconds=seconds)
    sent = {"stamp": stamp(page.text), "text": "Đèn đường thôn Đông bị hỏng.", **fields}
    if files:
        sent["files"] = [(io.BytesIO(content), name) for content, name in files]
    return reader.post(path, data=sent, headers=headers, content_type="multipart/form-data")


def codes(page: str) -> list[str]:
    """The reference and the key of a receipt."""
    return [code for code in re.findall(r"<code[^>]*>([^<]+)<", page) if read_code(code)]


def stored(app: Flask, clock: FrozenClock, **given: Any) -> StoredMessage:
    """The stored message."""
    reader = browser(app)
    answer = send(reader, clock, **given)
    assert answer.status_code == 303, answer.text
    found = feedback_service_of(app).store.find(codes(reader.get("/portal/feedback/receipt").text)[0])
    assert found is not None
    return found
