"""Writes records into this process's journal, or into memory if no journal can be written."""

import threading
import time

from ...core.files.private_files import is_missing
from ...core.tasks.fork import after_fork
from ...core.text.clock import Milliseconds
from ..hits import Record
from .file import Journal, JournalFile, JournalFolder
from .memory import MemoryJournal
from .pending import PendingAnswer

AnyJournal = JournalFile | MemoryJournal

# If a disk was full or read-only, it is tried again after this number of seconds.
RETRY_SECONDS = 1.0


class JournalWriter:
    """Takes the records of all threads of this process."""

    def __init__(self, folder: JournalFolder | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._broken_until = 0.0
        self.journal: Journal | None = None
        self.memory: MemoryJournal | None = None
        # Full or adopted journals. They are no longer written, but not completely applied yet.
        self.held: list[AnyJournal] = []
        after_fork(self, JournalWriter._begin_in_child)

    def write(self, record: Record, pending_answer: PendingAnswer | None = None) -> bool:
        """Write a record to the journal. Returns False, and stores nothing, if no journal can be written."""
        journal = self.journal
        if journal is None or journal.is_full(record.at):
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
        """Keep a record in memory if there is no disk. Raises OSError if there are too many already."""
        with self._lock:
            if self.memory is None:
                self.memory = MemoryJournal(record.at)
            self.memory.append(record, pending_answer)

    def journals(self) -> list[AnyJournal]:
        """All journals of this process, oldest first."""
        return [*self.held, *(one for one in (self.journal, self.memory) if one is not None)]

    def rotate(self, at: Milliseconds, *, anyway: bool = False) -> None:
        """Close a journal that is full, old enough or removed, because records in a removed file are lost
        when this process ends. Writing a record does not check the file.
        """
        journal = self.journal
        if journal is not None and (anyway or journal.is_full(at) or is_missing(journal.path)):
            with self._lock:
                if self.journal is journal:
                    # First onto the list: a request that counts must find it in one of the two places.
                    self.held.append(journal)
                    self.journal = None
                    journal.finish()
        if self.memory is not None and (anyway or self.journal is not None):
            with self._lock:  # the disk accepts records again
                if self.memory is not None:
                    self.held.append(self.memory)
                    self.memory = None

    def adopt(self) -> None:
        """Adopt the journals of dead processes."""
        if self._folder is not None:
            self.held.extend(self._folder.adopt())

    def release(self) -> None:
        """Release all locks: another process may adopt the unfinished journals."""
        with self._lock:
            journals = self.journals()
            self.held, self.journal, self.memory = [], None, None
        for journal in journals:
            journal.close()

    def _writable(self, at: Milliseconds) -> Journal | None:
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
        """The disk is full or has become read-only. The journal keeps its records, but no more are written to
        it.
        """
        self._broken_until = time.monotonic() + RETRY_SECONDS
        with self._lock:
            if self.journal is journal:
                self.held.append(journal)
                self.journal = None
                journal.finish()

    def _begin_in_child(self) -> None:
        # The parent's locks belong to these descriptors. While the child has them open, nobody could adopt
        # the journals after the parent's death.
        self._lock = threading.Lock()
        self.release()
