"""The reasons for the state of an address, as codes. Codes are compared and stored. Pages translate them."""

import re
from enum import StrEnum


class Reason(StrEnum):
    """A reason that the watch finds out itself. A subject, such as a port, may follow it. The words of
    servers and libraries, such as HTTP 404, have no code and are stored unchanged.
    """

    NOT_ENCRYPTED = "not-encrypted"  # redirects to http
    TITLE = "title-says-missing"
    MISSING = "page-says-missing"  # its title and its text
    EMPTY = "empty-page"
    CHALLENGE = "asks-for-person"
    SIGN_IN = "sign-in-elsewhere"
    TAKEN_OVER = "taken-over"  # another certificate's owner and another trade
    OTHER_TRADE = "other-trade"  # its title and its text
    CIRCLES = "leads-in-circles"
    TIMEOUT = "no-answer-in-time"
    NAME_SERVER = "name-server-silent"
    NO_NAME = "no-such-name"
    CREDENTIALS = "name-or-password"  # in the address
    DISGUISED = "number-in-disguise"
    NO_ADDRESS = "not-an-address"
    NO_HOST = "no-host"
    NOT_THE_WEB = "not-the-web"  # another scheme
    OTHER_PORT = "other-port"
    NOT_PUBLIC = "not-public"


_CODES = frozenset(Reason)
# Earlier versions stored these sentences instead. They must always be readable.
_SENTENCES = {
    "leads on to http without encryption": Reason.NOT_ENCRYPTED,
    "its title says that it is not there": Reason.TITLE,
    "the page is empty": Reason.EMPTY,
    "leads in circles": Reason.CIRCLES,
    "no answer in time": Reason.TIMEOUT,
    "the name server does not answer": Reason.NAME_SERVER,
    "the name does not exist": Reason.NO_NAME,
    "a name or password in the address": Reason.CREDENTIALS,
    "a number in disguise": Reason.DISGUISED,
    "not an address": Reason.NO_ADDRESS,
    "no host": Reason.NO_HOST,
    "no scheme is not the web": Reason.NOT_THE_WEB,
}
_SENTENCES_ABOUT = {
    re.compile(r"(\S+) is not a public address"): Reason.NOT_PUBLIC,
    re.compile(r"(\S+) is not the web"): Reason.NOT_THE_WEB,
    re.compile(r"port (\d+)"): Reason.OTHER_PORT,
}


def join_detail(reason: Reason, about: object = "") -> str:
    """A reason with its subject, as it is stored."""
    return f"{reason} {about}".rstrip()


def split_detail(detail: str) -> tuple[Reason | None, str]:
    """Return the stored reason and its subject. None means that the words are those of a server."""
    code, _, about = detail.partition(" ")
    return (Reason(code), about) if code in _CODES else (None, detail)


def read_stored(detail: str) -> str:
    """Return a detail that any version has stored in the form of today."""
    if detail in _SENTENCES:
        return _SENTENCES[detail].value
    found = ((pattern.fullmatch(detail), reason) for pattern, reason in _SENTENCES_ABOUT.items())
    return next((join_detail(reason, match[1]) for match, reason in found if match), detail)
