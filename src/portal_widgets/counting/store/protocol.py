"""The contract of a counting store: few verbs, each with the site it is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from ...core.text.clock import Periods
from ...errors import PortalWidgetsError, StoreUnavailableError
from ..hits import Hit, Reason


class JournalGapError(PortalWidgetsError):
    """A batch does not begin where the journal's last one ended: ask for its offset again."""


class NotReadyError(StoreUnavailableError):
    """The store answers, but has lost what it knew: `prepare` brings it back."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says of an article when it shows its count; kept for lists and reports."""

    id: str
    title: str | None = None
    url: str | None = None
    category: str | None = None
    language: str | None = None
    published: date | None = None


LONGEST_SOURCE = 64
LONGEST_PLACE = 255


class DeadLetter(NamedTuple):
    """What was refused and put aside: where it stood (a journal and an offset, an epoch and a row), what it
    was about, and why. All of it is plain text, and nothing in it leads to a reader.
    """

    source: str
    place: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The hits at [start, stop) of one journal, and what is said of those that were refused before."""

    journal: str
    start: int
    stop: int
    hits: Sequence[Hit]
    dead: Sequence[DeadLetter] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The verdict on each hit (None: counted) and the totals of the articles it was about. A batch
    that had been applied before has no verdicts, and changed nothing.
    """

    verdicts: Sequence[Reason | None] = ()
    views: Mapping[str, int] = field(default_factory=dict)


class Numbers(NamedTuple):
    """The statistics block: visits by calendar period, and visitors online."""

    online: int = 0
    today: int = 0
    yesterday: int = 0
    week: int = 0
    month: int = 0
    year: int = 0
    total: int = 0

    def no_less_than(self, shown: "Numbers", *, same_day: bool) -> "Numbers":
        """These numbers, but none that counts up below what was shown of the same period."""
        if not same_day:
            return self._replace(total=max(self.total, shown.total))
        periods = ("today", "yesterday", "week", "month", "year", "total")
        return self._replace(**{name: max(getattr(self, name), getattr(shown, name)) for name in periods})


@dataclass(frozen=True, slots=True)
class Changes:
    """The totals that changed since a version. None: so many that all must be read again."""

    version: object
    views: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class MostRead:
    """One line of the most-read list."""

    article: Article
    views: int


class Store(Protocol):
    """What counting needs of a store. Every verb may raise StoreUnavailableError."""

    @property
    def holds_milliseconds(self) -> int:
        """How long a journal is held after all of it is settled, in case it must be replayed."""

    # Counting.

    def apply(self, site: str, batch: Batch) -> Applied:
        """Count a batch exactly once: counts and the journal's offset change together or not at all.
        JournalGapError, and nothing is changed, if it does not begin at the offset.
        """

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        """Up to where each journal has been applied; a journal that is not known is left out."""

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        """Up to where each journal is kept for ever, so that its file is no longer needed."""

    def prepare(self, site: str) -> int:
        """Bring back what the store has lost, if anything. Returns the generation: another one than
        before means that visitors must be replayed.
        """

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        """Remember visitors of hits that were counted before the store lost them; counts nothing."""

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        """Keep what pages say of their articles."""

    def add_dead_letters(self, site: str, letters: Sequence[DeadLetter]) -> None:
        """Keep dead letters that are no part of a batch. One that is known is left as it is."""

    def forget(self, site: str, before: int) -> None:
        """Drop what is known of visitors last seen before an instant, in milliseconds."""

    # Showing.

    def numbers(self, site: str, periods: Periods, at: int) -> Numbers:
        """The statistics block at an instant in milliseconds."""

    def views(self, site: str, article: str) -> int:
        """The total of one article; 0 for one that was never read."""

    def views_of(self, site: str, articles: Collection[str]) -> Mapping[str, int]:
        """The totals of articles, in one question; 0 for one that was never read."""

    def changes(self, site: str, version: object) -> Changes:
        """The totals that changed after `version` (None: none, only the version)."""

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        """Articles by views in the last days (None: ever), today included, most read first."""

    def rank(self, site: str, days: int, today: date) -> None:
        """Bring the kept list of a window up to date, unless that was done a moment ago."""
