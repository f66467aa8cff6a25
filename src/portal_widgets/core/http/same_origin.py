"""Whether a request comes from a page of this site."""

from functools import lru_cache
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from ..text.identity import host_name


def same_origin(request: Request, trusted: frozenset[str] = frozenset()) -> bool:
    """Return whether a POST comes from this site's own pages (Fetch Metadata, then Origin, then Referer).

    A request with none of these headers is allowed: no browser attack comes that way, and text browsers and
    old telephones must be able to vote and write.
    """
    headers = request.environ  # called directly, because every report of a view passes here
    site = headers.get("HTTP_SEC_FETCH_SITE")
    if site in {"same-origin", "none"}:
        return True
    if site == "cross-site":
        return False
    origin = headers.get("HTTP_ORIGIN")
    if origin and origin != "null":
        return _is_ours(origin, request.host, trusted)
    referrer = headers.get("HTTP_REFERER")
    if referrer:
        return _is_ours(referrer, request.host, trusted)
    # If a page hides its origin (Origin: null, no Referer), it may be an attacker's page.
    return site is None and origin is None


def _is_ours(address: str, host: str, trusted: frozenset[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    known = _known_host(parts.netloc, parts.scheme)
    return known == _known_host(host, parts.scheme) or f"{parts.scheme}://{known}" in _known_origins(trusted)


@lru_cache
def _known_origins(origins: frozenset[str]) -> frozenset[str]:
    """Origins as browsers send them. A setting may name a host in the letters of its language."""
    split = [urlsplit(origin) for origin in origins]
    return frozenset(f"{parts.scheme}://{_known_host(parts.netloc, parts.scheme)}" for parts in split)


def _known_host(host: str, scheme: str) -> str:
    default = {"https": ":443", "http": ":80"}.get(scheme, "")
    known = host.lower().removesuffix(default)
    if known.isascii():
        return known
    name, colon, port = known.partition(":")
    return (host_name(name) or name) + colon + port
