"""The counting of one portal: pages read their numbers from it, and reports of views go to it."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from wsgiref.types import WSGIEnvironment

from flask import Request

from ..core.app.portal import Portal
from ..core.tasks.scheduler import PeriodicTask
from ..core.text.identity import identity, spellings
from ..errors import StoreUnavailableError
from .collect.tokens import LONGEST_ID, may_be_id
from .descriptions import Description
from .hits import Reason, Record
from .journal.pending import CountAnswer, PendingAnswer
from .parts import make_parts
from .pipeline import Progress, no_progress
from .settings import CountingSettings
from .show.snapshot import Ranking
from .store.protocol import MostRead, Numbers
from .upkeep import Upkeep

# Other folders take these names from here.
__all__ = ["LONGEST_ID", "Counting", "Description", "MostRead", "Numbers", "may_be_id"]


class Counting:
    """Records, applies and shows the views of one portal."""

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
        portal.tasks.add((), self.stop)  # a process without an engine has nothing to finish

    def record(
        self,
        request: Request,
        *,
        article: str | None,
        page: str | None,
        referrer: str = "",
        wait: bool = True,
    ) -> CountAnswer | None:
        """Count a report made with an article's token, a page's, or both. Returns None if the report was
        accepted but has not been counted yet. Raises StoreUnavailableError if it could not be stored
        anywhere.
        """
        record = self._recorder.report(request, article, page, referrer)
        if not wait and self._journal_writer.write(record):
            self._background.ensure_running()
            return CountAnswer(None, record.reason) if record.reason else None
        pending_answer = PendingAnswer()
        written = wait and self._journal_writer.write(record, pending_answer)
        if not written:
            self._remember(record, pending_answer)
        elif self._background.running:
            self._upkeep.count_for_reader(record.article, pending_answer)
        if not pending_answer.is_done:
            self._wake()
        if written and not (pending_answer.is_done or self.pipeline.prompt):
            return None
        answer = pending_answer.wait()
        if answer is None and not written:
            raise StoreUnavailableError("no journal can be written, and the store does not answer")
        return None if answer is None else self._complete(answer, record)

    def record_page(self, environ: WSGIEnvironment, path: str, article: str) -> None:
        """Record a page while it is made (server mode). If the journal cannot be written, the ledger counts
        the page, so that the number of missing views is known.
        """
        record = self._recorder.page(environ, path, article)
        if not self._journal_writer.write(record):
            with suppress(StoreUnavailableError):
                self._remember(Record(record.at, reason=Reason.JOURNAL))

    def record_click(self, request: Request, link: str) -> None:
        """Count a click on a link of this portal, by the link's key. Raises StoreUnavailableError if it could
        not be stored anywhere.
        """
        record = self._recorder.click(request, link)
        self._background.ensure_running()
        if not self._journal_writer.write(record):
            self._remember(record)

    def numbers(self) -> Numbers | None:
        """The statistics block; None if the store has never answered."""
        self._background.ensure_running()
        return self._snapshot.numbers

    def views(self, article: str) -> int | None:
        self._background.ensure_running()
        return self._snapshot.views(article) if article.isascii() else self.views_of([article])[article]

    def knows_views(self, article: str) -> bool:
        """Return whether an article's total is in memory, so that showing it needs no query."""
        return all(self._snapshot.knows(one) for one in spellings(article))

    def views_of(self, articles: Collection[str]) -> dict[str, int | None]:
        """Totals of articles, with the views that an earlier version has stored under another spelling of an
        id. Unknown ones are read in one query. None if the store does not answer.
        """
        self._background.ensure_running()
        listed = {article: spellings(article) for article in articles}
        self._snapshot.read(one for stored in listed.values() for one in stored)
        return {article: _sum(map(self._snapshot.known_views, stored)) for article, stored in listed.items()}

    def most_read(self, days: int | None, limit: int) -> Ranking:
        self._background.ensure_running()
        return self._snapshot.most_read(days, limit)

    def describe(self, article: str, said: Description) -> None:
        """Collect the description of an article on a page. It is stored soon afterwards in the background."""
        self.parts.descriptions.note(identity(article), said)

    # Work for the background thread and for the operator.

    def catch_up(self, progress: Progress = no_progress) -> None:
        """Do all background work now: for the operator's commands and for tests. `progress` gets the number
        of applied bytes of journals.
        """
        self._upkeep.adopt_and_flush(progress)
        self._background.run_all()

    def waiting_bytes(self) -> int:
        """Bytes of this process's journals that are not applied yet."""
        return self._upkeep.waiting_bytes()

    def commit_to_sql(self, progress: Progress = no_progress) -> int:
        """Apply the journals as in `catch_up`, and then `archive`. If Redis has lost data, this raises
        NotReadyError. Then repeat both, because only the journals have the lost data.
        """
        self.catch_up(progress)
        return self.archive()

    def archive(self) -> int:
        """Commit Redis's counts to SQL; returns the number of epochs."""
        return self._upkeep.archive()

    def renew_redis(self) -> None:
        """Restore Redis from SQL, after something was written to SQL directly. If Redis answers, its own
        counts are committed first. Otherwise the journals still have them.
        """
        if self.parts.epochs:
            with suppress(StoreUnavailableError):
                self.commit_to_sql()
            self._upkeep.begin_generation()

    def stop(self) -> None:
        """Apply as much as possible, and release the journals. The background thread has ended."""
        self._upkeep.stop()

    def _complete(self, answer: CountAnswer, record: Record) -> CountAnswer:
        """The total, also if the report was not counted."""
        if not record.article or (answer.views is not None and record.article.isascii()):
            return answer
        return CountAnswer(self.views(record.article), answer.reason)

    def _remember(self, record: Record, pending_answer: PendingAnswer | None = None) -> None:
        try:
            self._journal_writer.keep_in_memory(record, pending_answer)
        except OSError as error:
            raise StoreUnavailableError(str(error)) from error

    def _wake(self) -> None:
        if not self._background.wake():
            with suppress(StoreUnavailableError):  # the journal has it
                self._background.run_due()


def _sum(totals: Iterable[int | None]) -> int | None:
    """The sum, or None if a total is not known."""
    listed = list(totals)
    known = [total for total in listed if total is not None]
    return sum(known) if len(known) == len(listed) else None
