"""Which addresses may be linked to, and where a redirect may go."""

from urllib.parse import urlsplit

LINKED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


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


def safe_redirect_target(target: str | None, fallback: str) -> str:
    """`target` if it is a path on this site, else `fallback`: a redirect never leaves the site."""
    if not target or not target.startswith("/") or not target.isprintable():
        return fallback
    # Browsers read \ as /, and //host as another site.
    if target.replace("\\", "/").startswith("//"):
        return fallback
    return target
