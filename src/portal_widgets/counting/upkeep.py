"""The background work of counting: applies journals, and maintains Redis, salts and months."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from ..core.tasks.fork import after_fork
from ..core.tasks.scheduler import PeriodicTask
from ..core.tasks.worker_thread import TICK_SECONDS
from ..errors import StoreUnavailableError
from .journal.pending import PendingAnswer
from .parts import CountingParts
from .store.commit import commit_epochs
from .store.protocol import NotReadyError

# Visitor keys are useless after the salts of both their days are destroyed.
FORGET_AFTER = timedelta(hours=48)
ARCHIVE_MILLISECONDS = 55_000
# The state of the store is read again after this time, before records are applied.
PREPARED_SECONDS = 1.0

log = logging.getLogger("portal_widgets")


class Upkeep:
    """The background work of one portal's counting. Requests that wait for a result may count it themselves:
    one thread at a time does so, for all of them.
    """

    def __init__(self, parts: CountingParts) -> None:
        self._parts = parts
        self._generation = 0
        self._prepared_at = 0.0
        # Whether old visitors' keys are left since the salts were renewed; an outage may come in between.
        self._forgets = False
        self._turn = threading.RLock()
        # Whether the background thread waits for its turn. A lock alone would let requests overtake it.
        self._claimed = False
        after_fork(self, Upkeep._begin_in_child)

    def tasks(self) -> tuple[PeriodicTask, ...]:
        """The tasks of a round. It begins with the journals, because readers wait for their results."""
        snapshot = self._parts.snapshot
        return (
            PeriodicTask(0, self.flush),
            PeriodicTask(1, self._parts.descriptions.store),
            # Done in rounds without a waiting reader. With two processes, numbers may be a second behind.
            PeriodicTask(TICK_SECONDS / 2, snapshot.refresh),
            PeriodicTask(1, snapshot.rank),
            PeriodicTask(2, self._rotate_journals),
            PeriodicTask(60, self._renew_salts),
            PeriodicTask(60, self._commit_epochs),
            PeriodicTask(600, self._close_month),
        )

    def flush(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Apply the records in the journals. `progress` gets the number of applied bytes."""
        with self._in_turn():
            try:
                self._prepare()
            except StoreUnavailableError:
                self._parts.pipeline.fail()
                raise
            try:
                self._parts.pipeline.flush(progress)
            except NotReadyError:
                self._prepared_at = 0.0  # look again immediately
                raise

    def may_flush_for_readers(self, article: str) -> bool:
        """Return whether a request that reports a view of this article may count it itself."""
        parts = self._parts
        return (
            time.monotonic() - self._prepared_at < 2 * PREPARED_SECONDS
            and parts.pipeline.prompt
            and parts.store.is_quick(parts.site, [article] if article else [])
        )

    def flush_for_readers(self, pending_answer: PendingAnswer) -> bool:
        """Apply the records that requests wait for, in the calling request. Returns False if another thread
        counts now: it lets this request look again afterwards.
        """
        if self._claimed or not self._turn.acquire(blocking=False):
            return False
        try:
            if not pending_answer.is_done:
                self._parts.pipeline.flush_for_readers()
        except Exception as error:  # noqa: BLE001 - the background thread meets it too, and logs it
            log.debug("a request could not count: %r", error)
        finally:
            self._turn.release()
            self._ring()
        return True

    def adopt_and_flush(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Apply the journals of dead processes, too. The store is asked for its state again."""
        with self._in_turn():
            self._prepared_at = 0.0
            self._parts.journal_writer.adopt()
            self.flush(progress)

    def waiting_bytes(self) -> int:
        """Bytes of this process's journals that are not applied yet."""
        with self._in_turn():
            self._parts.journal_writer.adopt()
            self._prepare()
            return self._parts.pipeline.waiting_bytes()

    def archive(self) -> int:
        """Commit Redis's counts to SQL; returns the number of epochs."""
        parts = self._parts
        return commit_epochs(parts.site, parts.epochs, parts.archive) if parts.epochs else 0

    def begin_generation(self) -> None:
        """Restore Redis from SQL."""
        self._parts.archive.begin_generation(self._parts.site)
        self._prepared_at = 0.0

    def stop(self) -> None:
        """Apply as much as possible, and release the journals."""
        parts = self._parts
        with self._in_turn():
            try:
                parts.pipeline.flush()
                parts.journal_writer.rotate(parts.clock.milliseconds(), anyway=True)
                parts.pipeline.prune()
            except StoreUnavailableError as error:
                log.info("portal_widgets: the remaining views wait in the journal: %s", error)
            finally:
                parts.journal_writer.release()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """No other thread uses the journals and the pipeline meanwhile."""
        self._claimed = True
        try:
            with self._turn:
                self._claimed = False
                yield
        finally:
            self._ring()

    def _ring(self) -> None:
        """Let one of the waiting requests count, for all of them."""
        for journal in self._parts.journal_writer.journals():
            for pending_answer in list(journal.waiting.values())[:1]:
                pending_answer.ring()
                return

    def _prepare(self) -> None:
        if time.monotonic() - self._prepared_at >= PREPARED_SECONDS:
            self._generation = self._parts.store.prepare(self._parts.site)
            self._prepared_at = time.monotonic()
        self._parts.pipeline.replay_visitors(self._generation)

    def _rotate_journals(self) -> None:
        with self._in_turn():
            self._parts.journal_writer.rotate(self._parts.clock.milliseconds())
            self._parts.journal_writer.adopt()
            self._parts.pipeline.prune()

    def _renew_salts(self) -> None:
        parts = self._parts
        if parts.salts.due():
            parts.salts.renew()
            self._forgets = True
        if self._forgets:
            oldest = parts.clock.now() - FORGET_AFTER
            parts.store.forget(parts.site, int(oldest.timestamp() * 1000))
            self._forgets = False

    def _commit_epochs(self) -> None:
        parts = self._parts
        if parts.epochs and parts.epochs.acquire_duty(parts.site, "archive", ARCHIVE_MILLISECONDS):
            self.archive()

    def _close_month(self) -> None:
        """Close one month at a time, because adding up a large month blocks writing for a moment."""
        parts = self._parts
        for month in parts.months.open_months(parts.site, parts.clock.today())[:1]:
            parts.months.close(parts.site, month)

    def _begin_in_child(self) -> None:
        self._turn, self._claimed = threading.RLock(), False
