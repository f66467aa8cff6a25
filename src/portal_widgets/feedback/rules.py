"""The rules of messages: their kinds, the spam rules, and the cleaning of texts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ..core.text.normalization import JOINERS, is_seen, normalize
from .submission.spam_signs import has_too_many_links, is_offer, repeats_fields


class MessageKind(StrEnum):
    """The subject of a message. `SITE`: the website; `DEPARTMENT`: a department's work; `PAGE`: a problem
    on one page; `USEFUL`: a sentence after "Is this page useful?".
    """

    SITE = "site"
    DEPARTMENT = "department"
    PAGE = "page"
    USEFUL = "useful"


class Status(StrEnum):
    """The state of a message."""

    NEW = "new"
    PROGRESS = "progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    SPAM = "spam"


# In these states the office still has to act.
WAITING = frozenset({Status.NEW, Status.PROGRESS})


class Purpose(StrEnum):
    """A use of personal data. Each needs a consent of its own."""

    ANSWER = "answer"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent, with the words that the person read."""

    purpose: Purpose
    version: str
    text: str


class SpamReason(StrEnum):
    """The reason why a message was put aside. The message is stored anyway, because the rule may be wrong."""

    TRAP = "trap"
    FAST = "fast"
    SAME = "same"
    LINKS = "links"
    OFFER = "offer"
    WORDS = "words"
    REPEAT = "repeat"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Message:
    """The cleaned input of a sender. `page` is a path of this site without query."""

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
        """Return whether the sender gave any personal details."""
        return bool(self.name or self.email or self.phone or self.address)


# Nobody reads and fills in a form faster than this, not even with the browser's autofill.
FASTEST_SECONDS = 3
# After this time, the form is shown again for confirmation, with the typed text.
OLDEST_SECONDS = 24 * 60 * 60


def clean(text: str) -> str:
    """The text as it is stored: in NFC, without invisible characters, with its lines and tabs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", "".join(sign for sign in lines if sign in "\n\t" or is_seen(sign))).strip()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances of a submission: the hidden field, the form's age in seconds, and the blocked words.
    `repeated` and `crowded` are called only if no other rule applies.
    """

    trap: str
    age_seconds: float
    blocked: tuple[str, ...]
    repeated: Callable[[], bool]
    crowded: Callable[[], bool]


def spam_reason(message: Message, how: Circumstances) -> SpamReason | None:
    """The first reason to put the message aside, or None. Each rule is independent of the others."""
    checks: tuple[tuple[SpamReason, Callable[[], bool]], ...] = (
        (SpamReason.TRAP, lambda: bool(how.trap)),
        # A negative age means that the clock was set back, which is not the sender's fault.
        (SpamReason.FAST, lambda: 0 <= how.age_seconds < FASTEST_SECONDS),
        (
            SpamReason.SAME,
            lambda: repeats_fields(message.text, message.subject, message.name, message.address),
        ),
        (SpamReason.LINKS, lambda: has_too_many_links(message.text, message.name)),
        (SpamReason.OFFER, lambda: is_offer(message.text, message.subject, message.name)),
        (SpamReason.WORDS, lambda: _has_blocked_word(message, how.blocked)),
        (SpamReason.REPEAT, how.repeated),
        (SpamReason.OFTEN, how.crowded),
    )
    return next((reason for reason, holds in checks if holds()), None)


def _has_blocked_word(message: Message, blocked: tuple[str, ...]) -> bool:
    said = f"{message.subject} {message.text} {message.name} {message.email}".casefold()
    said = said.translate(JOINERS)
    return any(word.casefold() in said for word in blocked)
