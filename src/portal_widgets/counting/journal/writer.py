"""Where records go: into this process's journal, or, where no journal can be written, into memory."""

import threading
import time

from ...core.files.private_files import is_missing
from ...core.tasks.fork import after_fork
from ..hits import Record
from .file import Journal, JournalFile, JournalFolder
from .memory import MemoryJournal
from .pending import PendingAnswer

AnyJournal = JournalFile | MemoryJournal

# A disk that was full or read-only is tried again after this many seconds.
RETRY_SECONDS = 1.0


class JournalWriter:
    """Takes records of all threads of this process."""

    def __init__(self, folder: JournalFolder | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._broken_until = 0.0
        self.journal: Journal | None = None
        self.memory: MemoryJournal | None = None
        # Full or adopted: no longer written, but not yet done with.
        self.held: list[AnyJournal] = []
        after_fork(self, JournalWriter._begin_in_child)

    def write(self, record: Record, pending_answer: PendingAnswer | None = None) -> bool:
        """Write a record down. False, and nothing is kept, if no journal can be written."""
        journal = self._writable(record.at)
        if journal is None:
            return False
        try:
            journal.append(record, pending_answer)
        except OSError:
            self._give_up(journal)
            return False
        return True

    def keep_in_memory(self, record: Record, pending_answer: PendingAnswer | None = None) -> None:
        """Keep a record in memory, for want of a disk. OSError if too many are there already."""
        with self._lock:
            if self.memory is None:
                self.memory = MemoryJournal(record.at)
            self.memory.append(record, pending_answer)

    def journals(self) -> list[AnyJournal]:
        """All that this process answers for, oldest first."""
        return [*self.held, *(one for one in (self.journal, self.memory) if one is not None)]

    def rotate(self, at: int, *, anyway: bool = False) -> None:
        """Put a journal aside that is full or old enough, or was removed: what is written into that is gone
        when this process ends. No record is held up by a look at the file.
        """
        journal = self.journal
        if journal is not None and (anyway or journal.is_full(at) or is_missing(journal.path)):
            with self._lock:
                if self.journal is journal:
                    self.journal = None
                    self.held.append(journal)
        if self.memory is not None and (anyway or self.journal is not None):
            with self._lock:  # the disk takes records again
                if self.memory is not None:
                    self.held.append(self.memory)
                    self.memory = None

    def adopt(self) -> None:
        """Take over the journals of processes that have died."""
        if self._folder is not None:
            self.held.extend(self._folder.adopt())

    def release(self) -> None:
        """Give up all locks: another process may adopt what is not done with."""
        with self._lock:
            journals = self.journals()
            self.held, self.journal, self.memory = [], None, None
        for journal in journals:
            journal.close()

    def _writable(self, at: int) -> Journal | None:
        journal = self.journal
        if journal is not None and not journal.is_full(at):
            return journal
        if self._folder is None or time.monotonic() < self._broken_until:
            return None
        self.rotate(at)
        with self._lock:
            if self.journal is None:
                try:
                    self.journal = self._folder.create()
                except OSError:
                    self._broken_until = time.monotonic() + RETRY_SECONDS
            return self.journal

    def _give_up(self, journal: Journal) -> None:
        """The disk is full or has become read-only: what is in the journal stays, no more is added."""
        self._broken_until = time.monotonic() + RETRY_SECONDS
        with self._lock:
            if self.journal is journal:
                self.journal = None
                self.held.append(journal)

    def _begin_in_child(self) -> None:
        # The parent's locks lie on these descriptors; as long as the child has them open, nobody
        # could adopt them after the parent's death.
        self._lock = threading.Lock()
        self.release()
