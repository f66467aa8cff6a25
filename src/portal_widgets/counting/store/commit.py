"""Commits Redis's counts to SQL, epoch by epoch, each exactly once."""

from typing import TYPE_CHECKING

from .protocol import NotReadyError
from .sql.archive import CommitOutcome, SqlArchive

if TYPE_CHECKING:
    from .redis.epochs import RedisEpochs


def commit_epochs(site: str, redis: "RedisEpochs", sql: SqlArchive) -> int:
    """Close the open epoch and commit all closed ones. Returns how many were committed. Raises NotReadyError
    if Redis must first be restored from SQL, because it is empty, void, or has gone back in time. In this
    case the journals must resend the counts that SQL does not have.
    """
    ours = sql.state(site).generation
    redis.close(site, ours)
    generation, epochs = redis.closed_epochs(site)
    if generation != ours:
        raise NotReadyError(f"Redis: its data have generation {generation}, SQL has {ours}")
    committed = 0
    for epoch in epochs:
        outcome = sql.commit(site, generation, epoch, redis.deltas(site, epoch))
        if outcome is CommitOutcome.DIVERGED:
            sql.begin_generation(site)
            raise NotReadyError(f"Redis: epoch {epoch} of generation {generation} differs from SQL")
        redis.drop(site, epoch)
        committed += outcome is CommitOutcome.COMMITTED
    redis.forget_journals(site, sql.forget_journals(site))
    return committed
