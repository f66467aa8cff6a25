"""The counting of one portal: pages ask it what to show, the beacon tells it what was read."""

import atexit
import logging
import multiprocessing
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from multiprocessing.util import Finalize
from typing import Any

from flask import Request

from ..core.app.portal import Portal
from ..core.http.urls import may_be_linked
from ..core.tasks.halving import in_halves, plain, reason_of
from ..core.tasks.scheduler import PeriodicTask, Scheduler
from ..core.tasks.worker_thread import WorkerThread
from ..errors import StoreUnavailableError
from .classify.categories import Categories
from .classify.enrich import Enricher, storable
from .collect.country import Countries
from .collect.recording import Recorder
from .collect.salt_store import SaltStore
from .collect.salts import Salts
from .collect.tokens import Tokens
from .hits import Reason, Record
from .journal.file import Identity, JournalFolder
from .journal.pending import CountAnswer, PendingAnswer
from .journal.writer import JournalWriter
from .pipeline import Pipeline
from .show.snapshot import Ranking, Snapshot
from .store.commit import commit_epochs
from .store.protocol import LONGEST_PLACE, Article, DeadLetter, NotReadyError, Numbers, Store
from .store.redis.epochs import RedisEpochs
from .store.redis.store import RedisStore
from .store.sql.archive import SqlArchive
from .store.sql.months import MonthStore
from .store.sql.store import SqlStore

FOLDER = "journals"
# Visitor keys are of no use once the salts of both their days are gone.
FORGET_AFTER = timedelta(hours=48)
# Articles whose description this process has passed on; beyond it, some are passed on twice.
DESCRIBED = 50_000
ARCHIVE_MILLISECONDS = 55_000

# Title, address, category, language and day of publication.
Description = tuple[str | None, str | None, str | None, str | None, date | None]

log = logging.getLogger("portal_widgets")


class Counting:
    """Hears, applies and shows the views of one portal."""

    def __init__(self, portal: Portal) -> None:
        config, settings = portal.app.config, portal.settings
        self._site = portal.site
        self._clock = clock = portal.clock
        self.by_server: bool = settings["COUNT_BY"] == "server"
        self.tokens = Tokens(self._site, config["SECRET_KEY"], config.get("SECRET_KEY_FALLBACKS") or ())
        self._salts = Salts(SaltStore(portal.database), self._site, clock)
        self._recorder = Recorder(
            clock,
            self._salts,
            self.tokens,
            Countries(settings["COUNTRY_DATABASE"]) if settings["COUNTRY_DATABASE"] else None,
            settings["IS_STAFF"],
            settings["TRUSTED_ORIGINS"],
        )
        self._archive = SqlArchive(portal.database, clock.milliseconds)
        self._months = MonthStore(portal.database, clock.milliseconds)
        sql = SqlStore(portal.database, clock.milliseconds)
        self._epochs = RedisEpochs(portal.redis, clock) if portal.redis else None
        self._store: Store = sql
        if portal.redis and self._epochs:
            self._store = RedisStore(portal.redis, self._epochs, sql, self._archive, clock)
        self._journal_writer = JournalWriter(_journals(portal))
        self._snapshot = Snapshot(self._store, self._site, clock)
        self._categories = Categories(lambda articles: sql.categories(self._site, articles))
        enricher = Enricher(clock, self._categories_of)
        self.pipeline = Pipeline(
            self._site, self._store, self._journal_writer, enricher, self._snapshot, clock
        )
        self._described: dict[str, Description] = {}
        self._to_describe: dict[str, Article] = {}
        self._generation = 0
        self._prepared_at = 0.0
        self._scheduler = self._plan()
        self.background = WorkerThread(self.work, enabled=settings["BACKGROUND"])
        _drain_at_exit(self)

    # Hearing.

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
            self.background.ensure_running()
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
        self.background.ensure_running()
        if not self._journal_writer.write(record):
            with suppress(StoreUnavailableError):
                self._remember(Record(record.at, reason=Reason.JOURNAL))

    def record_click(self, request: Request, link: str) -> None:
        """Count that a reader follows a link of this portal, by its key. StoreUnavailableError if that
        could not be kept anywhere.
        """
        record = self._recorder.click(request, link)
        self.background.ensure_running()
        if not self._journal_writer.write(record):
            self._remember(record)

    # Showing.

    def numbers(self) -> Numbers | None:
        """The statistics block; None if the store has never answered."""
        self.background.ensure_running()
        return self._snapshot.numbers

    def views(self, article: str) -> int | None:
        self.background.ensure_running()
        return self._snapshot.views(article)

    def most_read(self, days: int | None, limit: int) -> Ranking:
        self.background.ensure_running()
        return self._snapshot.most_read(days, limit)

    def describe(self, article: str, said: Description) -> None:
        """Note what a page says of its article; it is stored soon after, not by the page."""
        if self._described.get(article) == said:
            return
        if len(self._described) >= DESCRIBED:
            self._described.clear()
        self._described[article] = said
        title, url, category, language, published = said
        address = url if url and may_be_linked(url) else None
        day = published.date() if isinstance(published, datetime) else published
        self._to_describe[article] = Article(
            article, title and storable(title), address, category and storable(category), language, day
        )

    # Beside the requests.

    def add_periodic_task(self, seconds: float, do: Callable[[], None]) -> None:
        """Have a widget's own chore done, too."""
        self._scheduler.add(PeriodicTask(seconds, do))

    def work(self) -> None:
        """One round: apply what was heard, then do the chores that are due. What has nothing to do
        with an outage is done all the same.
        """
        try:
            self._flush()
        finally:
            self._scheduler.run_due()

    def catch_up(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Everything at once: for the operator's commands and for tests. `progress` is told the bytes
        of journals that were applied.
        """
        self._prepared_at = 0.0
        self._journal_writer.adopt()
        self._flush(progress)
        self._scheduler.run_all()

    def waiting_bytes(self) -> int:
        """Bytes of journals this process answers for that are still to be applied."""
        self._journal_writer.adopt()
        self._prepare()
        return self.pipeline.waiting_bytes()

    def commit_to_sql(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Apply what waits, as `catch_up`, and then `archive`. Where this finds that Redis has lost something
        (NotReadyError), both are to be done again: only the journals have it.
        """
        self.catch_up(progress)
        return self.archive()

    def archive(self) -> int:
        """Bring what Redis has counted home to SQL; returns the number of epochs."""
        return commit_epochs(self._site, self._epochs, self._archive) if self._epochs else 0

    def renew_redis(self) -> None:
        """Have Redis restored from SQL, into which something was booked past it. What Redis alone has is
        brought home first if it answers; what is lost of it stands in the journals.
        """
        if self._epochs:
            with suppress(StoreUnavailableError):
                self.commit_to_sql()
            self._archive.begin_generation(self._site)
            self._prepared_at = 0.0

    def stop(self) -> None:
        """End the thread, apply what can be applied, and give up the journals."""
        self.background.stop()
        try:
            self.pipeline.flush()
            self._journal_writer.rotate(self._clock.milliseconds(), anyway=True)
            self.pipeline.prune()
        except StoreUnavailableError as error:
            log.info("portal_widgets: what waits stands in the journal: %s", error)
        finally:
            self._journal_writer.release()

    def _categories_of(self, articles: set[str]) -> Mapping[str, str]:
        """What this process has heard of a category may not be stored yet."""
        said = {article: self._described[article][2] for article in articles if article in self._described}
        here = {article: category for article, category in said.items() if category}
        return {**self._categories.of(articles - here.keys()), **here}

    def _plan(self) -> Scheduler:
        return Scheduler(
            PeriodicTask(1, self._store_descriptions),
            PeriodicTask(1, self._snapshot.refresh),
            PeriodicTask(1, self._snapshot.rank),
            PeriodicTask(2, self._rotate_journals),
            PeriodicTask(60, self._renew_salts),
            PeriodicTask(60, self._commit_epochs),
            PeriodicTask(600, self._close_month),
        )

    def _flush(self, progress: Callable[[int], None] = lambda _: None) -> None:
        try:
            self._prepare()
        except StoreUnavailableError:
            self.pipeline.fail()
            raise
        try:
            self.pipeline.flush(progress)
        except NotReadyError:
            self._prepared_at = 0.0  # look again at once
            raise

    def _prepare(self) -> None:
        if time.monotonic() - self._prepared_at >= 1:
            self._generation = self._store.prepare(self._site)
            self._prepared_at = time.monotonic()
        self.pipeline.replay_visitors(self._generation)

    def _rotate_journals(self) -> None:
        self._journal_writer.rotate(self._clock.milliseconds())
        self._journal_writer.adopt()
        self.pipeline.prune()

    def _renew_salts(self) -> None:
        if self._salts.due():
            self._salts.renew()
            oldest = self._clock.now() - FORGET_AFTER
            self._store.forget(self._site, int(oldest.timestamp() * 1000))

    def _commit_epochs(self) -> None:
        if self._epochs and self._epochs.acquire_duty(self._site, "archive", ARCHIVE_MILLISECONDS):
            self.archive()

    def _close_month(self) -> None:
        """One at a time: adding up a great month holds up the writing for a moment."""
        for month in self._months.open_months(self._site, self._clock.today())[:1]:
            self._months.close(self._site, month)

    def _store_descriptions(self) -> None:
        waiting, self._to_describe = self._to_describe, {}
        if not waiting:
            return
        try:
            in_halves(
                list(waiting.values()),
                lambda articles: self._store.describe(self._site, articles),
                self._put_aside_description,
            )
        except StoreUnavailableError:
            self._to_describe = {**waiting, **self._to_describe}
            raise

    def _put_aside_description(self, articles: Sequence[Article], error: Exception) -> None:
        for article in articles:
            letter = DeadLetter("description", plain(article.id, LONGEST_PLACE), "", reason_of(error))
            self._store.put_aside(self._site, [letter])
            log.error("the description of %s was put aside as a dead letter: %s", letter.place, letter.why)

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
        self.background.ensure_running()
        if self.background.running:
            self.background.wake()
            return
        with suppress(StoreUnavailableError):  # it stands in the journal
            self.work()


def _journals(portal: Portal) -> JournalFolder | None:
    if portal.settings["JOURNAL"] == "memory":
        return None
    identity = Identity(portal.site, portal.database.identity)
    return JournalFolder(portal.folder / FOLDER, identity, portal.clock)


def _drain_at_exit(counting: Counting) -> None:
    """A clean end leaves nothing to be adopted. Nothing relies on it."""
    known = weakref.ref(counting)

    def drain() -> None:
        ending = known()
        if ending is not None:
            ending.stop()

    atexit.register(drain)
    if multiprocessing.parent_process() is not None:
        # Children of multiprocessing, such as granian's workers, end without atexit.
        Finalize(None, drain, exitpriority=1)
