"""Whether a request comes from a page of this site."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Request


def same_origin(request: Request, trusted: frozenset[str] = frozenset()) -> bool:
    """Return whether a POST comes from this site's own pages (Fetch Metadata, then Origin, then Referer).

    A request with none of these headers is allowed: no browser attack comes that way, and text browsers and
    old telephones must be able to vote and write.
    """
    headers = request.environ  # called directly, because every view comes by here
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
    # A page that hides its origin (Origin: null, no Referer) may be an attacker's.
    return site is None and origin is None


def _is_ours(address: str, host: str, trusted: frozenset[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return _without_default_port(parts.netloc, parts.scheme) == _without_default_port(host, parts.scheme) or (
        f"{parts.scheme}://{parts.netloc}".lower() in trusted
    )


def _without_default_port(host: str, scheme: str) -> str:
    default = {"https": ":443", "http": ":80"}.get(scheme, "")
    return host.lower().removesuffix(default)
