"""Files as answers. Browsers save them and never open them as pages of this site."""

from typing import TypeVar
from urllib.parse import quote

from flask import Response

SomeResponse = TypeVar("SomeResponse", bound=Response)
# They end a quoted name, or browsers read them in different ways (RFC 6266, appendix D).
_UNSAFE = frozenset('"\\%')


def attachment(content: bytes | str, kind: str, name: str) -> Response:
    """An answer that browsers save under this name. `kind` is its media type."""
    return as_attachment(Response(content, mimetype=kind), name)


def as_attachment(response: SomeResponse, name: str) -> SomeResponse:
    """The header for saving a file under this name. The name may contain any letters (RFC 6266, RFC 8187)."""
    plain = name.isascii() and name.isprintable() and _UNSAFE.isdisjoint(name)
    said = f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    response.headers["Content-Disposition"] = f"attachment; {said}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
