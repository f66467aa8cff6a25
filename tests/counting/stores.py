"""A portal's stores for tests: SQLite, PostgreSQL, or Redis with SQLite behind it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal_widgets.core.db.database import Database
from portal_widgets.core.redis import Redis
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Hit, Labels, Reason
from portal_widgets.counting.store.commit import commit_epochs
from portal_widgets.counting.store.protocol import Applied, Batch
from portal_widgets.counting.store.redis.epochs import RedisEpochs
from portal_widgets.counting.store.redis.restore import RECALL_MILLISECONDS
from portal_widgets.counting.store.redis.store import RedisStore
from portal_widgets.counting.store.sql.archive import SqlArchive
from portal_widgets.counting.store.sql.store import SqlStore
from support import HANOI, FrozenClock, copy_database

# A time that Redis's own clock has not reached, because it cannot be frozen. So nothing expires.
NOW = datetime(2037, 3, 11, 12, tzinfo=HANOI)
AT = int(NOW.timestamp() * 1000)


@dataclass
class Backend:
    """One store of any kind, with its clock and its parts."""

    kind: str
    store: Any
    clock: FrozenClock
    database: Database
    archive: SqlArchive
    epochs: RedisEpochs | None = None
    redis: Redis | None = None

    def apply(
        self, *hits: Hit, journal: str = "one", start: int | None = None, site: str = "main"
    ) -> Applied:
        if start is None:
            start = self.store.offsets(site, [journal]).get(journal, 0)
        return self.store.apply(site, Batch(journal, start, start + len(hits), hits))

    def commit_to_sql(self, site: str = "main") -> int:
        return commit_epochs(site, self.epochs, self.archive) if self.epochs else 0

    def prepare(self, site: str = "main") -> int:
        """Make the store ready to count: after a loss, the time for replaying has passed."""
        generation = self.store.prepare(site)
        self.clock.advance(seconds=RECALL_MILLISECONDS / 1000)
        return generation

    def close(self) -> None:
        self.database.close()
        if self.redis:
            self.redis.close()


def make_backend(kind: str, database: Database, redis_url: str | None = None) -> Backend:
    clock = FrozenClock("2037-03-11T12:00:00")
    told = Clock(HANOI, clock)
    sql = SqlStore(database, told.milliseconds)
    sql_archive = SqlArchive(database, told.milliseconds)
    if redis_url is None:
        return Backend(kind, sql, clock, database, sql_archive)
    redis = Redis(redis_url, 200)
    epochs = RedisEpochs(redis)
    store = RedisStore(redis, epochs, sql, sql_archive, told)
    return Backend(kind, store, clock, database, sql_archive, epochs, redis)


def open_database(folder: Path, url: str | None = None) -> Database:
    """A migrated database: the given one, or an SQLite file in the folder."""
    if url is None:
        copy_database(folder)
    return Database(url, folder)


def view(
    visitor: str,
    article: str | None = "1",
    moment: datetime = NOW,
    reason: Reason | None = None,
    labels: Labels = Labels(),  # noqa: B008 - frozen
) -> Hit:
    at = int(moment.timestamp() * 1000)
    return Hit(at, moment.date().isoformat(), article, visitor.encode().ljust(16)[:16], None, reason, labels)
