"""The turn to count: one thread at a time reads and removes the journals of a process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...core.tasks.fork import after_fork
from .pending import PendingAnswer
from .writer import JournalWriter


class CountingTurn:
    """A lock for the background thread, and for requests that wait for a result: one of them counts for all.
    If it has finished, it lets the next one look.
    """

    def __init__(self, journal_writer: JournalWriter) -> None:
        self._journal_writer = journal_writer
        self._lock = threading.RLock()
        # The threads that have the turn or wait for it. Without this, requests would overtake them.
        self._claims: set[int] = set()
        after_fork(self, CountingTurn._begin_in_child)

    @property
    def is_claimed(self) -> bool:
        """Whether the background thread has the turn or waits for it."""
        return bool(self._claims)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for the turn, before any request. The same thread may take it again."""
        self._claims.add(threading.get_ident())
        try:
            with self._lock:
                yield
        finally:
            self._claims.discard(threading.get_ident())
            self._call_next()

    def share(self, pending_answer: PendingAnswer, count: Callable[[], None]) -> None:
        """Count in the calling request, or wait while another thread counts. Afterwards the answer has
        arrived, or `count` has run and cannot get it, or it took too long.
        """
        pending_answer.may_count = True
        while not pending_answer.is_done:
            if self._count(pending_answer, count) or not pending_answer.listen():
                break
        pending_answer.may_count = False

    def _count(self, pending_answer: PendingAnswer, count: Callable[[], None]) -> bool:
        """Return whether it was this request's turn."""
        if self.is_claimed or not self._lock.acquire(blocking=False):
            return False
        try:
            if not pending_answer.is_done:
                count()
        finally:
            pending_answer.may_count = False
            self._lock.release()
            self._call_next()
        return True

    def _call_next(self) -> None:
        for journal in self._journal_writer.journals():
            for pending_answer in list(journal.waiting.values()):
                if pending_answer.may_count:
                    pending_answer.ring()
                    return

    def _begin_in_child(self) -> None:
        self._lock, self._claims = threading.RLock(), set()
