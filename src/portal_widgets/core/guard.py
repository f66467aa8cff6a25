"""Who may post, where a redirect may go, and which addresses may be linked to."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Request

LINKED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def same_origin(request: Request, trusted: frozenset[str] = frozenset()) -> bool:
    """Whether a POST comes from this site's own pages (Fetch Metadata, then Origin, then Referer).

    A request with none of these headers is allowed: no browser attack comes that way, and text
    browsers and old telephones must be able to vote and write.
    """
    headers = request.environ  # asked directly: every view comes by here
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
    # A browser that hides where it comes from (Origin: null, no Referer) may be an attacker's page.
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


def may_be_linked(url: str) -> bool:
    """Whether a link may lead there: the web, mail, telephone, or a path of this site. Anything
    else, such as javascript:, could run in the reader's browser.
    """
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    if not url.isprintable():
        return False
    if scheme:
        return scheme in LINKED_SCHEMES
    return url.startswith(("/", "#", "?")) and not url.startswith("//")


def local_address(target: str | None, fallback: str) -> str:
    """`target` if it is a path on this site, else `fallback`: a redirect never leaves the site."""
    if not target or not target.startswith("/") or not target.isprintable():
        return fallback
    # Browsers read \ as /, and //host as another site.
    if target.replace("\\", "/").startswith("//"):
        return fallback
    return target
