"""The content of a report of a view, and the answer to it. Every view of the site passes here once, so
both are read and made with few calls.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from flask import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

from ..core.http.request_body import json_object, json_object_of

# The body of a report that is remembered, in bytes. An ordinary one has a third of it.
_LONGEST_REMEMBERED = 1024
_LENGTHS = frozenset(map(str, range(1, _LONGEST_REMEMBERED + 1)))
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Created once, because `json.dumps` with options creates an encoder for each call.
_encode = json.JSONEncoder(separators=(",", ":")).encode


class ReportAnswer(Response):
    """An answer whose headers are complete: Werkzeug would copy and check them once more."""

    def __init__(self, body: bytes, kind: str, status: int, counted: str) -> None:
        headers = Headers()
        headers[:] = [
            ("Content-Type", kind),
            ("Cache-Control", "no-store"),
            ("X-Portal-Counted", counted),
        ]
        self._body = [body]
        super().__init__(self._body, status, headers)

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        # The host's functions may have made another answer of it.
        if self.response is not self._body or self.status_code not in {200, 202}:
            return super().get_wsgi_headers(environ)
        self.headers["Content-Length"] = str(len(self._body[0]))
        return self.headers


def json_answer(views: int | None, counted: bool | None, reason: str | None) -> bytes:
    return _encode({"views": views, "counted": counted, "reason": reason}).encode()


def read_body(request: Request) -> Mapping[str, object]:
    """Parse JSON or a form. sendBeacon sends JSON as text/plain, so every body that is not a form is read as
    JSON. A form is read here too: a report is signed and has nothing to show again.
    """
    if _is_form(request.environ.get("CONTENT_TYPE", "")):
        return request.form
    environ = request.environ
    if environ.get("CONTENT_LENGTH") not in _LENGTHS or "stream" in vars(request):
        return json_object(request)
    # A short body of a known length is read without a limit, unless the host has begun to read it.
    sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(sent)  # the host may read it again, for a log
    return _known_object(sent)


@lru_cache(maxsize=1024)
def read_query(query: str) -> Mapping[str, str]:
    """The query of the image: the tokens of an article and a page. It is the same for all readers of the
    page.
    """
    return dict(parse_qsl(query, keep_blank_values=True))


# A report has the tokens of its page, which are the same for all readers.
_known_object = lru_cache(maxsize=1024)(json_object_of)


@lru_cache(maxsize=64)
def _is_form(content_type: str) -> bool:
    return parse_options_header(content_type)[0].lower() in _FORMS
