"""A journal without a file: if no disk is available, or if the host has chosen it."""

import errno
import threading
from uuid import uuid4

from ...core.text.clock import Milliseconds
from ..hits import Record
from .file import JournalSlice
from .pending import PendingAnswer


class MemoryJournal:
    """Records that are not applied are lost when the process ends. Its offsets count records."""

    # No more records are accepted: the store has been unavailable for long, and memory is limited.
    MOST = 100_000

    def __init__(self, created: Milliseconds) -> None:
        self.name = f"memory-{uuid4().hex}"
        self.created = created
        self.waiting: dict[int, PendingAnswer] = {}
        self._records: list[Record] = []
        self._lock = threading.Lock()

    @property
    def readable(self) -> int:
        return len(self._records)

    @property
    def changed_at(self) -> float:
        return float(self._records[-1].at if self._records else self.created)

    def append(self, record: Record, pending_answer: PendingAnswer | None = None) -> None:
        """Add a record. Raises OSError if there are too many."""
        with self._lock:
            if len(self._records) >= self.MOST:
                raise OSError(errno.ENOSPC, "no journal can be written, and too many records wait in memory")
            if pending_answer is not None:
                self.waiting[len(self._records) + 1] = pending_answer
            self._records.append(record)

    def read(self, start: int, most: int) -> JournalSlice:
        some = self._records[start : start + most]
        return JournalSlice(list(enumerate(some, start + 1)), start + len(some))

    def close(self) -> None:
        """Do nothing: there is no lock to release."""

    def remove(self) -> None:
        self._records.clear()

    def dead_letter(self) -> None:
        self.remove()
