"""Removes the journals that are stored permanently and that no store can need again."""

import time

from ..journal.writer import AnyJournal, JournalWriter
from .offsets import AppliedOffsets
from .protocol import Store


class JournalPruning:
    """Removes journals that this process holds."""

    def __init__(
        self, site: str, store: Store, journal_writer: JournalWriter, offsets: AppliedOffsets
    ) -> None:
        self._site = site
        self._store = store
        self._journal_writer = journal_writer
        self._offsets = offsets

    def run(self) -> list[AnyJournal]:
        """Remove the journals that are no longer needed. Returns them."""
        done = [journal for journal in self._journal_writer.held if self._offsets.is_applied(journal)]
        if not done:
            return []
        settled = self._store.committed_offsets(self._site, [journal.name for journal in done])
        removed = []
        for journal in done:
            kept = settled.get(journal.name, 0) >= journal.readable
            if not kept:
                # If a replica has taken over from Redis, it may have less data. So ask for the offsets again.
                self._offsets.forget(journal)
            if (kept and self._is_past(journal)) or self._offsets.is_ancient(journal):
                self._journal_writer.held.remove(journal)
                self._offsets.forget(journal)
                journal.remove()
                removed.append(journal)
        return removed

    def _is_past(self, journal: AnyJournal) -> bool:
        return time.time() * 1000 - journal.changed_at >= self._store.holds_milliseconds
