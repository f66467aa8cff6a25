"""Brings what Redis has counted home to SQL, epoch by epoch, each exactly once."""

from .protocol import NotReadyError
from .redis.epochs import RedisEpochs
from .sql.archive import CommitOutcome, SqlArchive


def commit_epochs(site: str, redis: RedisEpochs, sql: SqlArchive) -> int:
    """Close the open epoch and commit all that are closed. Returns how many were committed;
    NotReadyError if Redis is to be restored from SQL first, and the journals to resend what SQL does not
    have: it is empty, void, or has gone back in time, which makes it void.
    """
    ours = sql.state(site).generation
    redis.close(site, ours)
    generation, epochs = redis.closed_epochs(site)
    if generation != ours:
        raise NotReadyError(f"Redis: what it holds is of generation {generation}, SQL is at {ours}")
    committed = 0
    for epoch in epochs:
        outcome = sql.commit(site, generation, epoch, redis.deltas(site, epoch))
        if outcome is CommitOutcome.DIVERGED:
            sql.begin_generation(site)
            raise NotReadyError(f"Redis: epoch {epoch} of generation {generation} is not what SQL knows")
        redis.drop(site, epoch)
        committed += outcome is CommitOutcome.COMMITTED
    redis.forget_journals(site, sql.forget_journals(site))
    return committed
