"""Restores Redis from SQL after it has lost data."""

from collections.abc import Iterator

from ....core.redis import PATIENCE_SECONDS, Client, Redis, key_prefix
from ....core.text.clock import Clock
from ..protocol import NotReadyError
from ..sql.archive import CommitState, RestorePoint, SqlArchive
from .epochs import RedisEpochs
from .keys import key, meta, recall, total

# After a loss, counting continues when the visitors of all recent journals have been replayed, or when none
# has been replayed for this time, because a journal may be lost with its host. apply.lua has the same number.
RECALL_MILLISECONDS = 10_000
# A journal in memory is lost with its process.
_LOST = "memory-"
RESTORING_MILLISECONDS = 30_000
_SKETCH_SECONDS = 2 * 24 * 60 * 60
_CHUNK = 2_000


class Restorer:
    """Begins a new generation of Redis with SQL's data."""

    def __init__(self, redis: Redis, epochs: RedisEpochs, archive: SqlArchive, clock: Clock) -> None:
        self._redis = redis
        self._epochs = epochs
        self._archive = archive
        self._clock = clock

    def restore(self, site: str) -> CommitState:
        """Redis is empty, behind SQL, or does not know the site: begin a new generation from SQL. Raises
        NotReadyError while another process does it.
        """
        if not self._epochs.acquire_duty(site, "restore", RESTORING_MILLISECONDS):
            raise NotReadyError("Redis is being restored by another process")
        self._redis.call(lambda client: client.delete(meta(site)))
        generation, saved = self._archive.begin_generation(site)
        self._redis.call(lambda client: _clear(client, site), seconds=PATIENCE_SECONDS)
        self._redis.call(lambda client: _load(client, site, saved), seconds=PATIENCE_SECONDS)
        awaited = [name for name in saved.recent if not name.startswith(_LOST)]
        if awaited:
            self._redis.call(lambda client: client.sadd(recall(site, generation), *awaited))
        state = self._archive.state(site)
        if state.generation != generation:
            raise NotReadyError("Redis was restored by another process meanwhile")
        opens = self._clock.milliseconds() + RECALL_MILLISECONDS
        opening = {"generation": generation, "epoch": saved.epoch + 1, "opens": opens, "version": 0}

        def open_for_counting(client: Client) -> None:
            client.hset(meta(site), mapping=opening)
            client.delete(key(site, "duty:restore"))

        self._redis.call(open_for_counting)
        return state


def _clear(client: Client, site: str) -> None:
    """Remove the remains of an earlier generation."""
    duties = key(site, "duty:").encode()
    for names in _pages(client, f"{key_prefix(site)}*"):
        left = [name for name in names if not name.startswith(duties)]
        if left:
            client.unlink(*left)


def _load(client: Client, site: str, saved: RestorePoint) -> None:
    pipeline = client.pipeline(transaction=False)
    for number, views in saved.articles:
        pipeline.hset(*total(site, number), views)
        if len(pipeline) >= _CHUNK:
            pipeline.pexpire(key(site, "duty:restore"), RESTORING_MILLISECONDS)
            pipeline.execute()
    for name, mapping in (("visits", saved.visits), ("offsets", saved.offsets)):
        if mapping:
            pipeline.hset(key(site, name), mapping=mapping)
    for day, sketch in saved.sketches.items():
        pipeline.set(key(site, f"u:{day.isoformat()}"), sketch, ex=_SKETCH_SECONDS)
    pipeline.execute()


def _pages(client: Client, pattern: str) -> Iterator[list[bytes]]:
    names: list[bytes] = []
    for name in client.scan_iter(match=pattern, count=1000):
        names.append(name)
        if len(names) >= _CHUNK:
            yield names
            names = []
    yield names
