"""The counting of one portal: pages ask it what to show, the beacon tells it what was read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import Request

from ..core.app.portal import Portal
from ..core.tasks.scheduler import PeriodicTask
from ..errors import StoreUnavailableError
from .descriptions import Description
from .hits import Reason, Record
from .journal.pending import CountAnswer, PendingAnswer
from .parts import make_parts
from .settings import CountingSettings
from .show.snapshot import Ranking
from .store.protocol import Numbers
from .upkeep import Upkeep


class Counting:
    """Hears, applies and shows the views of one portal."""

    def __init__(self, portal: Portal) -> None:
        self.by_server = portal.settings[CountingSettings].by_server
        self.parts = parts = make_parts(portal)
        self.tokens = parts.tokens
        self.pipeline = parts.pipeline
        self._recorder = parts.recorder
        self._journal_writer = parts.journal_writer
        self._snapshot = parts.snapshot
        self._upkeep = Upkeep(parts)
        self._background = portal.tasks
        self.tasks: Sequence[PeriodicTask] = self._upkeep.tasks()

    # Recording.

    def record(
        self,
        request: Request,
        *,
        article: str | None,
        page: str | None,
        referrer: str = "",
        wait: bool = True,
    ) -> CountAnswer | None:
        """Count a report made with an article's token, a page's, or both. None: accepted, and the
        verdict will follow. StoreUnavailableError if it could not be kept anywhere.
        """
        record = self._recorder.report(request, article, page, referrer)
        pending_answer = PendingAnswer()
        written = self._journal_writer.write(record, pending_answer if wait else None)
        if not written:
            self._remember(record, pending_answer)
        if written and not wait:
            self._background.ensure_running()
            return CountAnswer(None, record.reason) if record.reason else None
        self._wake()
        if written and not (pending_answer.is_done or self.pipeline.prompt):
            return None
        answer = pending_answer.wait()
        if answer is None and not written:
            raise StoreUnavailableError("no journal can be written, and the store does not answer")
        return None if answer is None else self._complete(answer, record)

    def record_page(self, environ: Mapping[str, Any], path: str, article: str) -> None:
        """Hear a page while it is made (server mode). What cannot be written to a journal is noted
        in the ledger, so that it is known how many are missing.
        """
        record = self._recorder.page(environ, path, article)
        self._background.ensure_running()
        if not self._journal_writer.write(record):
            with suppress(StoreUnavailableError):
                self._remember(Record(record.at, reason=Reason.JOURNAL))

    def record_click(self, request: Request, link: str) -> None:
        """Count that a reader follows a link of this portal, by its key. StoreUnavailableError if that
        could not be kept anywhere.
        """
        record = self._recorder.click(request, link)
        self._background.ensure_running()
        if not self._journal_writer.write(record):
            self._remember(record)

    # Showing.

    def numbers(self) -> Numbers | None:
        """The statistics block; None if the store has never answered."""
        self._background.ensure_running()
        return self._snapshot.numbers

    def views(self, article: str) -> int | None:
        self._background.ensure_running()
        return self._snapshot.views(article)

    def knows_views(self, article: str) -> bool:
        """Whether an article's total is in memory, so that showing it asks no store."""
        return self._snapshot.knows(article)

    def views_of(self, articles: Collection[str]) -> dict[str, int | None]:
        """Totals of articles, read in one question where this process does not know them. None where the
        store does not answer.
        """
        self._background.ensure_running()
        self._snapshot.read(articles)
        return {article: self._snapshot.known_views(article) for article in articles}

    def most_read(self, days: int | None, limit: int) -> Ranking:
        self._background.ensure_running()
        return self._snapshot.most_read(days, limit)

    def describe(self, article: str, said: Description) -> None:
        """Note what a page says of its article; it is stored soon after, not by the page."""
        self.parts.descriptions.note(article, said)

    # Beside the requests, and for the operator.

    def catch_up(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Everything at once: for the operator's commands and for tests. `progress` is told the bytes
        of journals that were applied.
        """
        self._upkeep.adopt_and_flush(progress)
        self._background.run_all()

    def waiting_bytes(self) -> int:
        """Bytes of journals this process answers for that are still to be applied."""
        return self._upkeep.waiting_bytes()

    def commit_to_sql(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Apply what waits, as `catch_up`, and then `archive`. Where this finds that Redis has lost something
        (NotReadyError), both are to be done again: only the journals have it.
        """
        self.catch_up(progress)
        return self.archive()

    def archive(self) -> int:
        """Bring what Redis has counted home to SQL; returns the number of epochs."""
        return self._upkeep.archive()

    def renew_redis(self) -> None:
        """Have Redis restored from SQL, into which something was booked past it. What Redis alone has is
        brought home first if it answers; what is lost of it stands in the journals.
        """
        if self.parts.epochs:
            with suppress(StoreUnavailableError):
                self.commit_to_sql()
            self._upkeep.begin_generation()

    def stop(self) -> None:
        """Apply what can be applied, and give up the journals. The thread beside the requests has ended."""
        self._upkeep.stop()

    def _complete(self, answer: CountAnswer, record: Record) -> CountAnswer:
        """The total, also where the report itself changed none."""
        if answer.views is not None or not record.article:
            return answer
        return CountAnswer(self._snapshot.views(record.article), answer.reason)

    def _remember(self, record: Record, pending_answer: PendingAnswer | None = None) -> None:
        try:
            self._journal_writer.keep_in_memory(record, pending_answer)
        except OSError as error:
            raise StoreUnavailableError(str(error)) from error

    def _wake(self) -> None:
        if not self._background.wake():
            with suppress(StoreUnavailableError):  # it stands in the journal
                self._background.run_due()
