"""Which article of a page is read there, and what developers are told once."""

import logging
from urllib.parse import unquote, urlsplit

log = logging.getLogger("portal_widgets")


def is_address_of(url: str, path: str) -> bool:
    """Whether an address is that of the page at `path`, whatever host, query and fragment it has."""
    try:
        named = urlsplit(url).path
    except ValueError:
        return False
    return unquote(named).rstrip("/") == unquote(path).rstrip("/")


class Advice:
    """Sentences for developers, each logged once in a process."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, key: str, sentence: str) -> None:
        if key not in self._given:
            self._given.add(key)
            log.warning("portal_widgets: %s", sentence)
