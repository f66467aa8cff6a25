"""POST /views (the beacon) and GET /views.gif (the same without JavaScript)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from ..core.widget import Portal
from ..counting import Counting

LONGEST_BODY = 8192
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def routes(portal: Portal, counting: Counting) -> Blueprint:
    views = Blueprint("views", __name__)

    @views.post("/views")
    def report() -> Response:
        request.max_content_length = LONGEST_BODY
        body = _body()
        article, page = _tokens(portal, body)
        answer = counting.hear(request, article=article, page=page, referrer=_text(body.get("referrer")))
        if answer is None:
            return _answer(_json(None, None, None), "application/json", 202, "accepted")
        said = _json(answer.views, answer.reason is None, answer.reason)
        return _answer(said, "application/json", 200, answer.reason or "yes")

    @views.get("/views.gif")
    def pixel() -> Response:
        article, page = _tokens(portal, request.args)
        answer = counting.hear(request, article=article, page=page, wait=False)
        known = "accepted" if answer is None else answer.reason or "yes"
        return _answer(PIXEL, "image/gif", 200, known)

    return views


def _body() -> Mapping[str, Any]:
    """JSON or a form. sendBeacon sends JSON as text/plain, so whatever is no form is read as JSON."""
    if request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return request.form
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _tokens(portal: Portal, given: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The tokens of an article, a page, or both."""
    article, page = given.get("article"), given.get("page")
    if not (article or page) or not all(isinstance(token, str | None) for token in (article, page)):
        sentence = portal.gettext("This report names no article and no page: it needs the token of one.")
        abort(400, sentence)
    return article, page


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _json(views: int | None, counted: bool | None, reason: str | None) -> str:
    return json.dumps({"views": views, "counted": counted, "reason": reason}, separators=(",", ":"))


def _answer(body: str | bytes, kind: str, status: int, counted: str) -> Response:
    headers = [("Content-Type", kind), ("Cache-Control", "no-store"), ("X-Portal-Counted", counted)]
    return Response(body, status, headers)
