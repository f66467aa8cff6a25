"""The body of a request: how much of it is read, and whether the request changes something."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Request, request

from .uploads import PatientFormDataParser

Some = TypeVar("Some")
Limit = int | Callable[[], int]

# The largest body of forms of readers and of the office, in bytes, unless a route sets its own limit.
PUBLIC_BYTES = 64 * 1024
OFFICE_BYTES = 1024 * 1024
FORM_PARTS = 1000
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_submission(request: Request) -> bool:
    """Return whether the request asks for a change, and not only for a page. HEAD asks for the head of a page
    (RFC 9110, section 9.2.1).
    """
    return request.method not in _SAFE_METHODS


def sent_form(make: Callable[..., Some], *before: object) -> Some:
    """The form that this request sends: `make` gets what was typed, after the arguments `before`. Everything
    else reads `request.form` by this function only.
    """
    return make(*before, request.form)


def json_object(request: Request) -> dict[str, object]:
    """The JSON object of the request, whatever its content type. Empty if the body is not a JSON object, is
    nested too deep, or contains a lone surrogate, which no store accepts.
    """
    return json_object_of(request.get_data())


def json_object_of(sent: bytes) -> dict[str, object]:
    """The JSON object in a body, as above."""
    try:
        body = json.loads(sent)
        if b"\\ud" in sent.lower():
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


class BodyLimits:
    """The largest body of each route, by its endpoint below the portal's name. The limit is set before
    anybody can read: Werkzeug refuses a longer body with 413 before it stores any of it.
    """

    def __init__(self, name: str, limits: Mapping[str, Limit]) -> None:
        self._limits = {f"{name}.{endpoint}": limit for endpoint, limit in limits.items()}
        self._office = f"{name}.admin."

    def set(self, request: Request) -> None:
        """Called after the request is routed, before any function that could read its body."""
        # The host's own limits apply to its own forms.
        request.max_content_length = request.max_form_memory_size = self.of(request.endpoint or "")
        request.max_form_parts = FORM_PARTS
        request.form_data_parser_class = PatientFormDataParser

    def of(self, endpoint: str) -> int:
        usual = OFFICE_BYTES if endpoint.startswith(self._office) else PUBLIC_BYTES
        limit = self._limits.get(endpoint, usual)
        return limit if isinstance(limit, int) else limit()
