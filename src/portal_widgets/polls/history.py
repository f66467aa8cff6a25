"""Changes after the opening, which are shown with every result: wording, end, and visibility of results."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ..config import Text
from ..core.text.clock import Microseconds
from .rules import Content, Terms

Say = Callable[[Text], str]


class ChangeKind(StrEnum):
    """The subject of a change."""

    WORDS = "words"
    END = "end"
    VISIBILITY = "visibility"


@dataclass(frozen=True, slots=True)
class PollVersion:
    """A version of a poll, valid from an instant. Old versions contain no terms."""

    number: int
    at: Microseconds
    who: str
    content: Content
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class PollChange:
    """One change, with the old and the new value. For the end: instants or None. For words: empty if only
    another language, a link or a picture was changed.
    """

    at: Microseconds
    what: ChangeKind
    before: str | int | None
    after: str | int | None


def changes(versions: Sequence[PollVersion], opened: Microseconds, say: Say) -> list[PollChange]:
    """The differences between versions since the opening, oldest first."""
    return [
        change
        for before, after in pairwise(versions)
        if after.at >= opened
        for change in (*_term_changes(before, after), *_wording_changes(before, after, say))
    ]


def _term_changes(before: PollVersion, after: PollVersion) -> Iterator[PollChange]:
    old, new = before.terms, after.terms
    if old is None or new is None:
        return
    if old.closes_at != new.closes_at:
        yield PollChange(after.at, ChangeKind.END, old.closes_at, new.closes_at)
    if old.visibility is not new.visibility:
        yield PollChange(after.at, ChangeKind.VISIBILITY, old.visibility.value, new.visibility.value)


def _wording_changes(before: PollVersion, after: PollVersion, say: Say) -> Iterator[PollChange]:
    if before.content == after.content:
        return
    pairs = zip(_texts(before.content), _texts(after.content), strict=False)
    told = [(say(old), say(new)) for old, new in pairs if say(old) != say(new)]
    for old, new in told or [("", "")]:
        yield PollChange(after.at, ChangeKind.WORDS, old, new)


def _texts(content: Content) -> Iterator[Text]:
    """Every text in its order, which stays the same when only words change."""
    yield from (content.title, content.intro)
    for question in content.questions:
        yield from (question.text, question.low, question.high)
        for option in question.options:
            yield from (option.text, option.picture_text)
