"""The flusher: reads the records in order, classifies and applies them."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..core.tasks.garbage import uncollected
from ..core.tasks.halving import reason_of
from ..core.tasks.turns import pause_after
from ..core.text.clock import Clock
from ..errors import StoreUnavailableError
from .classify.enrich import Enricher
from .dead_letters import Applier, Numbered
from .hits import Hit
from .journal.file import JournalSlice
from .journal.pending import CountAnswer, PendingAnswer
from .journal.writer import AnyJournal, JournalWriter
from .show.snapshot import Snapshot
from .store.offsets import AppliedOffsets
from .store.protocol import Applied, JournalGapError, Store
from .store.pruning import JournalPruning
from .store.replay import VisitorReplay

FEWEST = 50
# If the flusher is further behind than this, beacons do not wait for it.
PROMPT_SECONDS = 1.0
# A request counts itself if no more of a journal waits: some hundred records.
READER_BYTES = 64 * 1024

# Gets the number of bytes of a journal that were just applied.
Progress = Callable[[int], None]

log = logging.getLogger("portal_widgets")


def no_progress(_applied: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class _Parts:
    site: str
    store: Store
    journal_writer: JournalWriter
    enricher: Enricher
    snapshot: Snapshot
    clock: Clock

    def is_quick(self, stretch: JournalSlice) -> bool:
        articles = {record.article for _, record in stretch.records if record.article}
        return self.enricher.is_quick(articles) and self.store.is_quick(self.site, articles)


class Pipeline:
    """Applies this process's journals, one batch after the other. Used by one thread at a time."""

    def __init__(
        self,
        site: str,
        store: Store,
        journal_writer: JournalWriter,
        enricher: Enricher,
        snapshot: Snapshot,
        clock: Clock,
    ) -> None:
        self._parts = _Parts(site, store, journal_writer, enricher, snapshot, clock)
        self._applier = Applier(site, store, enricher, clock, Counter())
        self._most = store.largest_batch
        self._offsets = AppliedOffsets(site, store, clock)
        self._replay = VisitorReplay(site, store, enricher, clock)
        self._pruning = JournalPruning(site, store, journal_writer, self._offsets)
        self._failing = False
        # Why a journal cannot be applied although the store answers. Each reason is logged once.
        self._stuck: dict[str, str] = {}
        self._caught_up = time.monotonic()

    @property
    def prompt(self) -> bool:
        """Return whether a result can be expected immediately."""
        return not self._failing and time.monotonic() - self._caught_up < PROMPT_SECONDS

    def flush(self, progress: Progress = no_progress) -> None:
        """Apply all waiting records. After StoreUnavailableError the rest waits. A journal with a fault does
        not block the others.
        """
        try:
            for journal in self._parts.journal_writer.journals():
                self._flush_alone(journal, progress)
        except StoreUnavailableError:
            self.fail()
            raise
        self._failing = any(one.name in self._stuck for one in self._parts.journal_writer.journals())
        self._caught_up = time.monotonic()
        self._most = min(self._most * 2, self._parts.store.largest_batch)

    def flush_for_readers(self) -> None:
        """Apply the records for whose results requests wait, in one of these requests. The next round does
        what is slow, or must be replayed first: a repeat that is replayed would count as a view.
        """
        try:
            for journal in self._parts.journal_writer.journals():
                if journal.waiting and self._replay.has_replayed(journal):
                    self._flush_alone(journal, no_progress, for_reader=True)
        except StoreUnavailableError:
            self.fail()
            raise

    def prune(self) -> None:
        """Remove the journals that are no longer needed."""
        for journal in self._pruning.run():
            self._replay.forget(journal)
            self._stuck.pop(journal.name, None)

    def replay_visitors(self, generation: int) -> None:
        """Send the store the visitors of the last hour from these journals, once for each of its generations.
        The store may have lost them.
        """
        if self._replay.begin(generation):
            # The visitors of dead processes, too, must be known before counting continues.
            self._parts.journal_writer.adopt()
            self._offsets.forget_all()
        self._replay.replay(self._parts.journal_writer.journals())

    def waiting_bytes(self) -> int:
        """Bytes of these journals that are not applied yet."""
        found = [(journal, self._position(journal)) for journal in self._parts.journal_writer.journals()]
        return sum(journal.readable - position for journal, position in found if position is not None)

    def _flush_alone(self, journal: AnyJournal, progress: Progress, *, for_reader: bool = False) -> None:
        try:
            self._flush_journal(journal, progress, for_reader=for_reader)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - logged once, not each round
            self._leave(journal, error)
        else:
            if not for_reader:
                self._stuck.pop(journal.name, None)

    def _leave(self, journal: AnyJournal, error: Exception) -> None:
        """Log why this journal waits. The others continue, and this one is tried again in each round."""
        said = reason_of(error)
        if self._stuck.get(journal.name) != said:
            log.error("journal %s waits: %s", journal.name, said, exc_info=error)
        self._stuck[journal.name] = said
        self._offsets.forget(journal)
        _dismiss(journal)

    def _flush_journal(self, journal: AnyJournal, progress: Progress, *, for_reader: bool) -> None:
        # Later records wait for the next round: a batch costs the same for one view as for many.
        position, end = self._position(journal), journal.readable
        if for_reader and position is not None and end - position > READER_BYTES:
            return
        while position is not None and position < min(end, journal.readable):
            with uncollected():  # until the batch is gone
                stretch = replace(journal.read(position, self._most), for_reader=for_reader)
                if stretch.stop == position:
                    log.error("journal %s cannot be read from %s on", journal.name, position)
                    return
                if for_reader and not self._parts.is_quick(stretch):
                    return
                pause_after(len(stretch.records))
                before, stop = position, stretch.stop
                position = self._apply(journal, before, stretch)
                del stretch
            progress(stop - before)

    def _apply(self, journal: AnyJournal, position: int, stretch: JournalSlice) -> int | None:
        """Apply a part of a journal. Returns the next offset, or None to look again in the next round."""

        def tell(records: Numbered, hits: Sequence[Hit], applied: Applied) -> None:
            self._parts.snapshot.learn(applied.views)
            if journal.waiting:
                _answer(journal.waiting, records, hits, applied)

        self._offsets.forget(journal)
        try:
            self._applier.apply(journal.name, position, stretch, tell)
        except JournalGapError:
            return None
        self._offsets.move(journal, stretch.stop)
        return stretch.stop

    def _position(self, journal: AnyJournal) -> int | None:
        """The applied offset of a journal; None if the journal must be refused."""
        position = self._offsets.find(journal)
        if position is None:
            log.error("journal %s is older than a week, and its offset was deleted: set aside", journal.name)
            self._parts.journal_writer.held.remove(journal)
            journal.dead_letter()
        return position

    def fail(self) -> None:
        """The store is unavailable: no request waits for it, and the next batch is smaller."""
        self._failing = True
        self._most = max(self._most // 2, FEWEST)
        self._offsets.forget_all()
        for journal in self._parts.journal_writer.journals():
            _dismiss(journal)


def _answer(
    waiting: dict[int, PendingAnswer], records: Numbered, hits: Sequence[Hit], applied: Applied
) -> None:
    """Give the waiting requests their results, or the message that there is no result."""
    for index, (stop, _) in enumerate(records):
        pending_answer = waiting.pop(stop, None)
        if pending_answer is None:
            continue
        if not applied.verdicts:
            pending_answer.set(None)
            continue
        article = hits[index].article
        views = None if article is None else applied.views.get(article)
        pending_answer.set(CountAnswer(views, applied.verdicts[index]))


def _dismiss(journal: AnyJournal) -> None:
    """No request waits for a result any longer."""
    for stop in list(journal.waiting):
        pending_answer = journal.waiting.pop(stop, None)
        if pending_answer is not None:
            pending_answer.set(None)
