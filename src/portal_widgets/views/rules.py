"""Which article of a page is read there."""

from urllib.parse import unquote, urlsplit


def is_address_of(url: str, path: str) -> bool:
    """Whether an address is that of the page at `path`, whatever host, query and fragment it has."""
    if url == path:
        return True
    try:
        named = urlsplit(url).path
    except ValueError:
        return False
    return unquote(named).rstrip("/") == unquote(path).rstrip("/")
