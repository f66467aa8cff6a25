"""POST /views (the beacon) and GET /views.gif (the same without JavaScript)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

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
            return _marked(jsonify(views=None, counted=None, reason=None), 202, "accepted")
        response = jsonify(views=answer.views, counted=answer.reason is None, reason=answer.reason)
        return _marked(response, 200, answer.reason or "yes")

    @views.get("/views.gif")
    def pixel() -> Response:
        article, page = _tokens(portal, request.args)
        answer = counting.hear(request, article=article, page=page, wait=False)
        known = "accepted" if answer is None else answer.reason or "yes"
        return _marked(Response(PIXEL, mimetype="image/gif"), 200, known)

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


def _marked(response: Response, status: int, counted: str) -> Response:
    response.status_code = status
    response.headers["X-Portal-Counted"] = counted
    response.headers["Cache-Control"] = "no-store"
    return response
