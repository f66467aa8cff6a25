"""Dead letters: records that no store accepts are put aside with the reason, so that all records behind them
are counted.

A refused part of a journal is halved until the record at fault is found. In its place a hit is added, which
the exclusion ledger counts as a dead letter. In the same step the journal's offset moves past the record, and
a letter that describes the record is stored.
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

# If this number of records in a row is refused, the records are not at fault.
MOST_IN_A_ROW = 20
# If the time of a record is further from now than this, it is wrong.
_WEEK = 7 * 24 * 60 * 60 * 1000
# Replaces a link in a letter, which must not contain the link itself.
_LINK = "?"

Numbered = Sequence[tuple[int, Record]]
Tell = Callable[[Numbered, Sequence[Hit], Applied], None]

log = logging.getLogger("portal_widgets")


class StuckError(PortalWidgetsError):
    """Too many records are refused, so counting waits: the program or the database is at fault, not the
    records.
    """


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies parts of journals. `refused` is the number of records that were refused in a row, for each
    journal.
    """

    site: str
    store: Store
    enricher: Enricher
    clock: Clock
    refused: Counter[str]

    def apply(self, journal: str, start: int, stretch: JournalSlice, tell: Tell) -> None:
        """Count a part of a journal, and call `tell` with each piece. After an outage or a gap the rest
        waits.
        """
        run = _Run(self, journal, start, stretch, tell)
        in_halves(stretch.records, run.count, run.reject)


@dataclass(slots=True)
class _Run:
    """A part of a journal that is being applied. It has been applied up to `at`."""

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
            raise StuckError(f"not even a dead letter is accepted: {reason_of(other)}") from other

    def _book(self, records: Numbered, hits: Sequence[Hit], letters: Sequence[DeadLetter]) -> None:
        is_last = records[-1:] == self.stretch.records[-1:]
        stop = self.stretch.stop if is_last else records[-1][0]
        batch = Batch(self.journal, self.at, stop, hits, letters, self.stretch.for_reader)
        applied = self.by.store.apply(self.by.site, batch)
        self.at = stop
        for letter in letters:
            log.error("%s at %s was put aside as a dead letter: %s", letter.source, letter.place, letter.why)
        self.tell(records, hits, applied)

    def _check_whose_fault(self, records: Numbered, error: Exception) -> None:
        """Raise StuckError if the records are not at fault."""
        refused = self.by.refused
        if not records:
            raise StuckError(f"nothing is accepted: {reason_of(error)}") from error
        if refused[self.journal] >= MOST_IN_A_ROW:
            raise StuckError(f"{MOST_IN_A_ROW} records in a row were refused: {reason_of(error)}") from error
        refused[self.journal] += 1

    def _replace_unreadable(self, records: Numbered, hits: list[Hit]) -> list[DeadLetter]:
        """Records that the journal could not read are dead letters already."""
        letters = []
        for index, (stop, record) in enumerate(records):
            if record.reason is Reason.DEAD_LETTER:
                hits[index] = self._dead(record)
                letters.append(self._letter(stop, record, "it cannot be read"))
        return letters

    def _letter(self, stop: int, record: Record, why: str) -> DeadLetter:
        """The description of a record. It contains nothing about the reader."""
        told = {"link": record.link, "article": record.article, "page": record.page}
        about = ", ".join(f"{name} {text}" for name, text in told.items() if text)
        return DeadLetter(self.journal, str(stop), plain(about, LONGEST_PLACE), why)

    def _dead(self, record: Record) -> Hit:
        """The hit in place of the record, on the record's day if its time is plausible."""
        now = self.by.clock.milliseconds()
        at = record.at if abs(now - record.at) <= _WEEK else now
        link = _LINK if record.link else ""
        return Hit(at, self.by.clock.day(at).name, reason=Reason.DEAD_LETTER, link=link)
