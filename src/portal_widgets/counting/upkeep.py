"""The background work of counting: applies journals, and maintains Redis, salts and months."""

import logging
import time
from datetime import timedelta

from ..core.tasks.scheduler import PeriodicTask
from ..core.tasks.worker_thread import TICK_SECONDS
from ..errors import StoreUnavailableError
from .journal.pending import PendingAnswer
from .journal.turn import CountingTurn
from .parts import CountingParts
from .pipeline import Progress, no_progress
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
        self._turn = CountingTurn(parts.journal_writer)

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

    def flush(self, progress: Progress = no_progress) -> None:
        """Apply the records in the journals. `progress` gets the number of applied bytes."""
        with self._turn.take():
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

    def count_for_reader(self, article: str, pending_answer: PendingAnswer) -> None:
        """Count a view of an article, and all others for which requests wait, in the calling request or in
        one of these. If that would take long, nothing happens.
        """
        parts = self._parts
        is_prepared = time.monotonic() - self._prepared_at < 2 * PREPARED_SECONDS
        if is_prepared and parts.pipeline.prompt and parts.store.is_quick(parts.site, {article} - {""}):
            self._turn.share(pending_answer, self._flush_for_readers)

    def adopt_and_flush(self, progress: Progress = no_progress) -> None:
        """Apply the journals of dead processes, too. The store is asked for its state again."""
        with self._turn.take():
            self._prepared_at = 0.0
            self._parts.journal_writer.adopt()
            self.flush(progress)

    def waiting_bytes(self) -> int:
        """Bytes of this process's journals that are not applied yet."""
        with self._turn.take():
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
        with self._turn.take():
            try:
                parts.pipeline.flush()
                parts.journal_writer.rotate(parts.clock.milliseconds(), anyway=True)
                parts.pipeline.prune()
            except StoreUnavailableError as error:
                log.info("portal_widgets: the remaining views wait in the journal: %s", error)
            finally:
                parts.journal_writer.release()

    def _flush_for_readers(self) -> None:
        try:
            self._parts.pipeline.flush_for_readers()
        except NotReadyError:
            self._prepared_at = 0.0  # look again immediately
        except Exception as error:  # noqa: BLE001 - the background thread meets it too, and logs it
            log.debug("a request could not count: %r", error)

    def _prepare(self) -> None:
        if time.monotonic() - self._prepared_at >= PREPARED_SECONDS:
            self._generation = self._parts.store.prepare(self._parts.site)
            self._prepared_at = time.monotonic()
        self._parts.pipeline.replay_visitors(self._generation)

    def _rotate_journals(self) -> None:
        with self._turn.take():
            # Last time's journals first: a request may be about to write to the one that is put aside now.
            self._parts.pipeline.prune()
            self._parts.journal_writer.rotate(self._parts.clock.milliseconds())
            self._parts.journal_writer.adopt()

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
