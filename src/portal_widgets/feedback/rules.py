"""What a message is, which ones are put aside as spam, and what of a text or address is kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ..core.text.normalization import JOINERS, is_seen, normalize
from ..core.text.urls import is_site_path


class MessageKind(StrEnum):
    """What a message is about. `SITE`: the website; `DEPARTMENT`: a department's work; `PAGE`: a problem
    on one page; `USEFUL`: a sentence after "Is this page useful?".
    """

    SITE = "site"
    DEPARTMENT = "department"
    PAGE = "page"
    USEFUL = "useful"


class Status(StrEnum):
    """Where a message stands."""

    NEW = "new"
    PROGRESS = "progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    SPAM = "spam"


# Somebody still has to do something.
WAITING = frozenset({Status.NEW, Status.PROGRESS})


class Purpose(StrEnum):
    """What personal data is used for, each with a consent of its own."""

    ANSWER = "answer"
    PUBLISH = "publish"


class SpamReason(StrEnum):
    """Why a message was put aside. It is stored all the same: the office may have been wronged."""

    TRAP = "trap"
    FAST = "fast"
    SAME = "same"
    LINKS = "links"
    WORDS = "words"
    REPEAT = "repeat"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, cleaned. `page` is a path of this site without query."""

    kind: MessageKind
    text: str
    subject: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    department: str = ""
    page: str = ""

    @property
    def personal(self) -> bool:
        """Whether it tells who wrote it."""
        return bool(self.name or self.email or self.phone or self.address)


# Nobody reads and fills a form in less. Whoever lets the browser fill it in needs longer, too.
FASTEST_SECONDS = 3
# After that the page is asked for anew; what was typed stays.
OLDEST_SECONDS = 24 * 60 * 60
MOST_LINKS = 3
# Shorter than this, the same words in two fields are chance.
SHORTEST_SAME = 4
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
# It begins with a part of the path: tried at every letter, a long path would take minutes.
_EMAIL = re.compile(r"(?<![^\s/@])[^\s/@]+(?:@|%40)[^\s/@]+\.[^\s/@]+", re.IGNORECASE)
# Telephone, identity card (9 or 12 digits), bank card (to 19).
_NUMBER = re.compile(r"(?<!\d)(?:\+?\d(?:[ .-]|%20)?){9,19}(?!\d)")
_WITHHELD = "…"
LONGEST_PAGE = 300
# So much of an address is looked at; what is withheld makes it shorter.
LONGEST_ADDRESS = 2000


def clean(text: str) -> str:
    """As it is kept: NFC, without what cannot be seen or stored, lines and tabs as they were."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", "".join(sign for sign in lines if sign in "\n\t" or is_seen(sign))).strip()


def page_of(address: str) -> str:
    """The path of a page of this site without its query, and without what may tell of a person; "" for
    anything else.
    """
    path = clean(address[:LONGEST_ADDRESS]).partition("#")[0].partition("?")[0]
    if not is_site_path(path):
        return ""
    return _NUMBER.sub(_WITHHELD, _EMAIL.sub(_WITHHELD, path))[:LONGEST_PAGE]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a message came: the field that people do not see, how old the form was, and what the office
    does not want to read. `repeated` and `crowded` are asked only if nothing else speaks against it.
    """

    trap: str
    age: float
    blocked: tuple[str, ...]
    repeated: Callable[[], bool]
    crowded: Callable[[], bool]


def spam_reason(message: Message, how: Circumstances) -> SpamReason | None:
    """Why a message is put aside, or None. Each rule speaks for itself."""
    checks: tuple[tuple[SpamReason, Callable[[], bool]], ...] = (
        (SpamReason.TRAP, lambda: bool(how.trap)),
        # Below 0 the clock was set back meanwhile: that says nothing of the sender.
        (SpamReason.FAST, lambda: 0 <= how.age < FASTEST_SECONDS),
        (SpamReason.SAME, lambda: _repeats_a_field(message)),
        (
            SpamReason.LINKS,
            lambda: len(_LINK.findall(message.text)) > MOST_LINKS or bool(_LINK.search(message.name)),
        ),
        (SpamReason.WORDS, lambda: _has_blocked_word(message, how.blocked)),
        (SpamReason.REPEAT, how.repeated),
        (SpamReason.OFTEN, how.crowded),
    )
    return next((reason for reason, holds in checks if holds()), None)


def _repeats_a_field(message: Message) -> bool:
    """Machines put one text into every field."""
    fields = [message.text, message.subject, message.name, message.address]
    given = [text.casefold() for text in fields if len(text) >= SHORTEST_SAME]
    return len(set(given)) < len(given)


def _has_blocked_word(message: Message, blocked: tuple[str, ...]) -> bool:
    said = f"{message.subject} {message.text} {message.name} {message.email}".casefold()
    said = said.translate(JOINERS)
    return any(word.casefold() in said for word in blocked)
