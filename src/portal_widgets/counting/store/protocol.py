"""The contract of a counting store: few methods, each with the site as an argument."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from ...core.text.clock import Milliseconds, Periods
from ...errors import PortalWidgetsError, StoreUnavailableError
from ..hits import Hit, Reason


class JournalGapError(PortalWidgetsError):
    """A batch does not begin where the journal's last one ended: ask for its offset again."""


class NotReadyError(StoreUnavailableError):
    """The store answers, but has lost its data: `prepare` restores them."""


@dataclass(frozen=True, slots=True)
class Article:
    """A page's description of an article, stored for lists and reports."""

    id: str
    title: str | None = None
    url: str | None = None
    category: str | None = None
    language: str | None = None
    published: date | None = None


LONGEST_SOURCE = 64
LONGEST_PLACE = 255


class DeadLetter(NamedTuple):
    """A refused record: its place (a journal and an offset, an epoch and a row), its subject, and the reason.
    It contains only plain text, and nothing that identifies a reader.
    """

    source: str
    place: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The hits at [start, stop) of one journal, and the letters of those that were refused before. If
    `for_reader`, a reader waits for it.
    """

    journal: str
    start: int
    stop: int
    hits: Sequence[Hit]
    dead: Sequence[DeadLetter] = ()
    for_reader: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """The result for each hit (None: counted) and the totals of the articles. If the batch was applied
    before, there are no results, and nothing has changed.
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
        """These numbers, but a total is never below the number that was displayed for the same period."""
        if not same_day:
            return self._replace(total=max(self.total, shown.total))
        periods = ("today", "yesterday", "week", "month", "year", "total")
        return self._replace(**{name: max(getattr(self, name), getattr(shown, name)) for name in periods})


@dataclass(frozen=True, slots=True)
class Changes:
    """The totals that changed since a version. None: too many changed, so all must be read again."""

    version: object
    views: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class MostRead:
    """One line of the most-read list."""

    article: Article
    views: int


class Store(Protocol):
    """The store for counting. Every method may raise StoreUnavailableError."""

    @property
    def largest_batch(self) -> int:
        """How many records a batch may have. Others wait for this store while a batch is applied."""

    @property
    def holds_milliseconds(self) -> int:
        """How long a journal is kept after all of it is committed, in case it must be replayed."""

    # Counting hits.

    def apply(self, site: str, batch: Batch) -> Applied:
        """Count a batch exactly once: counts and the journal's offset change together or not at all. Raises
        JournalGapError, and changes nothing, if it does not begin at the offset.
        """

    def is_quick(self, site: str, articles: Collection[str]) -> bool:
        """Return whether a request may count hits of these articles itself, because a few hits are counted
        in less time than the background thread needs to begin.
        """

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        """The applied offset of each journal; unknown journals are left out."""

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        """The offset up to which each journal is stored permanently, so that its file is no longer needed."""

    def prepare(self, site: str) -> int:
        """Restore lost data, if any. Returns the generation: if it has changed, visitors must be replayed."""

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        """Remember visitors of hits that were counted before the store lost them; counts nothing."""

    def finish_replay(self, site: str, journal: str) -> None:
        """Note that the visitors of this journal have been replayed. Counting waits for it."""

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        """Store descriptions of articles."""

    def add_dead_letters(self, site: str, letters: Sequence[DeadLetter]) -> None:
        """Store dead letters that belong to no batch. A known letter is not changed."""

    def forget(self, site: str, before: Milliseconds) -> None:
        """Delete visitors who were last seen before an instant, in milliseconds."""

    # Showing numbers.

    def numbers(self, site: str, periods: Periods, at: Milliseconds) -> Numbers:
        """The statistics block at an instant in milliseconds."""

    def online(self, site: str, at: Milliseconds) -> int:
        """The visitors online at an instant in milliseconds: the only number of the block that can change
        although nothing was counted.
        """

    def views(self, site: str, article: str) -> int:
        """The total of one article; 0 for an article that was never read."""

    def views_of(self, site: str, articles: Collection[str]) -> Mapping[str, int]:
        """The totals of articles, in one query; 0 for an article that was never read."""

    def changes(self, site: str, version: object) -> Changes:
        """The totals that changed after `version`. With None, only the version is returned."""

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        """Articles by views in the last days (None: of all time), including today, most read first."""

    def rank(self, site: str, days: int, today: date) -> None:
        """Refresh the stored list of a window, unless that was done a moment ago."""
