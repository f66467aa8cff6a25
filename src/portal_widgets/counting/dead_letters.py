"""Dead letters: what no store takes, put aside with its reason so that all behind it is counted.

A stretch of a journal that is refused is halved until the record at fault stands alone. In its place a hit is
booked that the exclusion ledger counts under its reason. In the same step the journal's offset moves past it,
and the letter is kept that says what it was.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..core.tasks.halving import in_halves, plain, reason_of
from ..core.text.clock import Clock
from ..errors import PortalWidgetsError
from .classify.enrich import Enricher
from .hits import Hit, Reason, Record
from .journal.file import JournalSlice
from .store.protocol import LONGEST_PLACE, Applied, Batch, DeadLetter, Store

# So many in a row, and it is not the records that are at fault.
MOST_IN_A_ROW = 20
# A record that says it is further from now than this does not know its time.
_WEEK = 7 * 24 * 60 * 60 * 1000
# Stands for a link of which nothing is kept.
_LINK = "?"

Numbered = Sequence[tuple[int, Record]]
Tell = Callable[[Numbered, Sequence[Hit], Applied], None]

log = logging.getLogger("portal_widgets")


class StuckError(PortalWidgetsError):
    """So much is refused that counting waits: a fault of the program or the database, not of records."""


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies stretches of journals. `refused`: how many records of each journal were refused in a row."""

    site: str
    store: Store
    enricher: Enricher
    clock: Clock
    refused: Counter[str]

    def apply(self, journal: str, start: int, stretch: JournalSlice, tell: Tell) -> None:
        """Count a stretch; `tell` hears of each part. An outage or a gap leaves the rest."""
        run = _Run(self, journal, start, stretch, tell)
        in_halves(stretch.records, run.count, run.reject)


@dataclass(slots=True)
class _Run:
    """One stretch on its way; up to `at` it is applied."""

    by: Applier
    journal: str
    at: int
    stretch: JournalSlice
    tell: Tell

    def count(self, records: Numbered) -> None:
        hits = self.by.enricher.hits(record for _, record in records)
        letters = self._replace_unreadable(records, hits)
        self._book(records, hits, letters)
        if any(hit.reason is None for hit in hits):
            self.by.refused.pop(self.journal, None)

    def reject(self, records: Numbered, error: Exception) -> None:
        self._check_whose_fault(records, error)
        ((stop, record),) = records
        letter = self._letter(stop, record, reason_of(error))
        try:
            self._book(records, [self._dead(record)], [letter])
        except PortalWidgetsError:
            raise
        except Exception as other:
            raise StuckError(f"not even a dead letter is taken: {reason_of(other)}") from other

    def _book(self, records: Numbered, hits: Sequence[Hit], letters: Sequence[DeadLetter]) -> None:
        is_last = records[-1:] == self.stretch.records[-1:]
        stop = self.stretch.stop if is_last else records[-1][0]
        applied = self.by.store.apply(self.by.site, Batch(self.journal, self.at, stop, hits, letters))
        self.at = stop
        for letter in letters:
            log.error("%s at %s was put aside as a dead letter: %s", letter.source, letter.place, letter.why)
        self.tell(records, hits, applied)

    def _check_whose_fault(self, records: Numbered, error: Exception) -> None:
        """StuckError, where it is none of a record."""
        refused = self.by.refused
        if not records:
            raise StuckError(f"nothing is taken: {reason_of(error)}") from error
        if refused[self.journal] >= MOST_IN_A_ROW:
            raise StuckError(f"{MOST_IN_A_ROW} records in a row were refused: {reason_of(error)}") from error
        refused[self.journal] += 1

    def _replace_unreadable(self, records: Numbered, hits: list[Hit]) -> list[DeadLetter]:
        """Records that the journal could not tell are dead already."""
        letters = []
        for index, (stop, record) in enumerate(records):
            if record.reason is Reason.DEAD_LETTER:
                hits[index] = self._dead(record)
                letters.append(self._letter(stop, record, "it cannot be read"))
        return letters

    def _letter(self, stop: int, record: Record, why: str) -> DeadLetter:
        """What is said of a record: nothing that tells who the reader was."""
        told = {"link": record.link, "article": record.article, "page": record.page}
        about = ", ".join(f"{name} {text}" for name, text in told.items() if text)
        return DeadLetter(self.journal, str(stop), plain(about, LONGEST_PLACE), why)

    def _dead(self, record: Record) -> Hit:
        """The hit that is booked in a record's place, on its day if it can be believed."""
        now = self.by.clock.milliseconds()
        at = record.at if abs(now - record.at) <= _WEEK else now
        link = _LINK if record.link else ""
        return Hit(at, self.by.clock.day(at).name, reason=Reason.DEAD_LETTER, link=link)
