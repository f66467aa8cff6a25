"""Sends the recent visitors to a store that may have lost them: the journals still have them."""

from collections.abc import Iterable, Sequence

from ...core.tasks.halving import in_halves
from ...core.text.clock import Clock
from ..classify.enrich import Enricher
from ..hits import Record
from ..journal.writer import AnyJournal
from .protocol import Store

_RECORDS = 2_000


class VisitorReplay:
    """Replays the visitors of the last hour, from each journal once for each generation of the store."""

    def __init__(self, site: str, store: Store, enricher: Enricher, clock: Clock) -> None:
        self._site = site
        self._store = store
        self._enricher = enricher
        self._clock = clock
        self._generation: int | None = None
        self._replayed: set[str] = set()

    def begin(self, generation: int) -> bool:
        """Return whether the store has another generation than before. Then all journals must be replayed."""
        if generation == self._generation:
            return False
        self._generation = generation
        self._replayed.clear()
        return True

    def replay(self, journals: Iterable[AnyJournal]) -> None:
        for journal in journals:
            if journal.name not in self._replayed:
                self._replay_journal(journal)
                self._store.finish_replay(self._site, journal.name)
                self._replayed.add(journal.name)

    def has_replayed(self, journal: AnyJournal) -> bool:
        """Return whether the store knows the visitors of a journal's counted records."""
        return journal.name in self._replayed

    def forget(self, journal: AnyJournal) -> None:
        self._replayed.discard(journal.name)

    def _replay_journal(self, journal: AnyJournal) -> None:
        if not self._store.holds_milliseconds:
            return  # this store does not lose visitors
        end = self._store.offsets(self._site, [journal.name]).get(journal.name, 0)
        since = self._clock.milliseconds() - 2 * self._store.holds_milliseconds
        position = 0
        while position < end:
            stretch = journal.read(position, _RECORDS)
            if stretch.stop == position:
                return
            position = stretch.stop
            records = [record for stop, record in stretch.records if stop <= end and record.at >= since]
            # A record that is refused here is refused again when it is applied, and reported then.
            in_halves(records, self._replay_records, lambda _records, _error: None)

    def _replay_records(self, records: Sequence[Record]) -> None:
        hits = [hit for hit in self._enricher.hits(records) if not hit.reason]
        if hits:
            self._store.replay_visitors(self._site, hits)
