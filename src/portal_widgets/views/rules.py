"""Decides which article of a page is read."""

from urllib.parse import unquote, urlsplit

from ..core.text.identity import identity


def is_address_of(url: str, path: str) -> bool:
    """Return whether an address is that of the page at `path`, whatever its host, query and fragment."""
    if url == path:
        return True
    try:
        named = urlsplit(url).path
    except ValueError:
        return False
    return _plain(named) == _plain(path)


def _plain(path: str) -> str:
    return identity(unquote(path)).rstrip("/")
