"""POST /views (the beacon) and GET /views.gif (the same without JavaScript)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from ..core.widget import Portal
from ..counting import Counting
from ..counting.engine import Answer

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
        answer = counting.hear(request, **_tokens(portal, _body()))
        response = jsonify(views=answer.views, counted=answer.reason is None, reason=answer.reason)
        return _marked(response, answer)

    @views.get("/views.gif")
    def pixel() -> Response:
        answer = counting.hear(request, **_tokens(portal, request.args))
        return _marked(Response(PIXEL, mimetype="image/gif"), answer)

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


def _tokens(portal: Portal, given: Mapping[str, Any]) -> dict[str, str | None]:
    tokens = {kind: given.get(kind) for kind in ("article", "page")}
    if not any(tokens.values()) or not all(isinstance(token, str | None) for token in tokens.values()):
        sentence = portal.gettext("This report names no article and no page: it needs the token of one.")
        abort(400, sentence)
    return tokens


def _marked(response: Response, answer: Answer) -> Response:
    response.headers["X-Portal-Counted"] = "yes" if answer.reason is None else str(answer.reason)
    response.headers["Cache-Control"] = "no-store"
    return response
