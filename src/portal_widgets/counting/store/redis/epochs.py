"""Epochs in Redis: closing and reading them, dropping what stands in SQL, and restoring what is lost."""

import json
import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from ....core.redis import Redis, key_prefix
from ....core.tasks.halving import plain, reason_of
from ....core.text.clock import Clock
from ..protocol import LONGEST_PLACE, DeadLetter, NotReadyError
from ..sql.archive import CommitState, EpochDelta, RestorePoint, SqlArchive
from .keys import key, meta, script, total

# After a loss, every living process has this long to recall its visitors before counting goes on.
RECALL_MILLISECONDS = 3_000
RESTORING_MILLISECONDS = 30_000
_SKETCH_SECONDS = 2 * 24 * 60 * 60
_CHUNK = 2_000
# VIEWS in apply.lua.
_VIEWS = struct.Struct(">IH")


class RedisEpochs:
    """The side of Redis that archive.py and a loss have to do with."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock

    def close(self, site: str, generation: int) -> None:
        """End the open epoch, if anything happened in it, and begin the next."""
        source = script("close")
        self._redis.call(
            lambda client: client.register_script(source)(
                keys=[meta(site)],
                args=[key_prefix(site), generation],
            ),
            patient=True,
        )

    def closed_epochs(self, site: str) -> tuple[int, list[int]]:
        """The generation, and its closed epochs that still stand in Redis, oldest first."""

        def read(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            pipeline.smembers(key(site, "epochs"))
            return pipeline.execute()

        (generation, current), epochs = self._redis.call(read, patient=True)
        if generation is None:
            return 0, []
        return int(generation), sorted(int(epoch) for epoch in epochs if int(epoch) < int(current))

    def deltas(self, site: str, epoch: int) -> EpochDelta:
        """What a closed epoch gained."""
        here = f"e:{epoch}"

        def read(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            for name in ("days", "labels", "offsets"):
                pipeline.hgetall(key(site, f"{here}:{name}"))
            pipeline.lrange(key(site, f"{here}:dead"), 0, -1)
            return pipeline.execute()

        days, labels, offsets, dead = self._redis.call(read, patient=True)
        deltas = EpochDelta(offsets={name.decode(): int(value) for name, value in offsets.items()})
        deltas.dead += [DeadLetter(*letter) for batch in dead for letter in json.loads(batch)]
        for fields, take in ((days, deltas.count), (labels, deltas.label)):
            for field, value in fields.items():
                _read(deltas, epoch, field, value, take)
        self._add_articles(site, here, deltas)
        self._add_visitors(site, deltas)
        return deltas

    def drop(self, site: str, epoch: int) -> None:
        """Forget an epoch that stands in SQL."""
        here = f"e:{epoch}"

        def drop(client: Any) -> None:
            counts = client.hkeys(key(site, f"{here}:days"))
            days = {count.decode().partition("|")[0] for count in counts}
            pipeline = client.pipeline(transaction=False)
            # The days go last: they name the rest, should the connection break in between.
            for name in (*(f"views:{day}" for day in days), "labels", "offsets", "dead", "days"):
                pipeline.unlink(key(site, f"{here}:{name}"))
            pipeline.srem(key(site, "epochs"), epoch)
            pipeline.execute()

        self._redis.call(drop, patient=True)

    def forget_journals(self, site: str, journals: Collection[str]) -> None:
        """Drop the offsets of journals that SQL no longer knows."""
        if journals:
            self._redis.call(lambda client: client.hdel(key(site, "offsets"), *journals), patient=True)

    def acquire_duty(self, site: str, duty: str, milliseconds: int) -> bool:
        """Whether this process is the one that does a duty for the next while."""
        return bool(
            self._redis.call(
                lambda client: client.set(key(site, f"duty:{duty}"), "1", nx=True, px=milliseconds),
            ),
        )

    def is_at(self, site: str, generation: int, epoch: int) -> bool | None:
        """Whether Redis is of a generation, and not behind an epoch that stands in SQL. None: it is
        ahead, and no longer has the epoch that SQL is to have next.
        """

        def read(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            pipeline.sismember(key(site, "epochs"), epoch + 1)
            return pipeline.execute()

        found, has_next = self._redis.call(read)
        now, current = (int(value or 0) for value in found)
        if not 0 < generation == now or current <= epoch:
            return False
        return True if has_next or current == epoch + 1 else None

    def restore(self, site: str, archive: SqlArchive) -> CommitState:
        """Redis came up empty, behind SQL, or never knew the site: begin a new generation from SQL.
        NotReadyError while another process is at it.
        """
        if not self.acquire_duty(site, "restore", RESTORING_MILLISECONDS):
            raise NotReadyError("Redis is being restored by another process")
        self._redis.call(lambda client: client.delete(meta(site)))
        generation, saved = archive.begin_generation(site)
        self._redis.call(lambda client: self._clear(client, site), patient=True)
        self._redis.call(lambda client: self._load(client, site, saved), patient=True)
        state = archive.state(site)
        if state.generation != generation:
            raise NotReadyError("Redis was restored by another process meanwhile")
        # A site that has counted nothing yet has nobody to recall.
        opens = self._clock.milliseconds() + (RECALL_MILLISECONDS if saved.offsets else 0)
        opening = {"generation": generation, "epoch": saved.epoch + 1, "opens": opens, "version": 0}

        def open_for_counting(client: Any) -> None:
            client.hset(meta(site), mapping=opening)
            client.delete(key(site, "duty:restore"))

        self._redis.call(open_for_counting)
        return state

    def _clear(self, client: Any, site: str) -> None:
        """Remove what is left of an earlier generation."""
        duties = key(site, "duty:").encode()
        for names in _pages(client, f"{key_prefix(site)}*"):
            left = [name for name in names if not name.startswith(duties)]
            if left:
                client.unlink(*left)

    def _load(self, client: Any, site: str, saved: RestorePoint) -> None:
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

    def _add_articles(self, site: str, here: str, deltas: EpochDelta) -> None:
        days = list(deltas.days)

        def read(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            for day in days:
                pipeline.lrange(key(site, f"{here}:views:{day.isoformat()}"), 0, -1)
            return pipeline.execute()

        for day, batches in zip(days, self._redis.call(read, patient=True), strict=True):
            views: Counter[int] = Counter()
            for number, count in _VIEWS.iter_unpack(b"".join(batches)):
                views[number] += count
            if views:
                deltas.articles[day] = views

    def _add_visitors(self, site: str, deltas: EpochDelta) -> None:
        names = {day: key(site, f"u:{day.isoformat()}") for day in deltas.days}

        def read(client: Any) -> Any:
            # Not in a pipeline: redis-py refuses PFCOUNT in those of a cluster.
            return [(client.pfcount(name), client.get(name)) for name in names.values()]

        for day, (count, sketch) in zip(names, self._redis.call(read, patient=True), strict=True):
            deltas.visitors[day] = int(count)
            if sketch:
                deltas.sketches[day] = sketch


def _read(
    deltas: EpochDelta, epoch: int, field: bytes, value: bytes, take: Callable[[date, str, int], None]
) -> None:
    """A field of an epoch. One that this version cannot read holds up nothing."""
    day, _, name = field.decode("utf-8", "surrogateescape").partition("|")
    try:
        take(date.fromisoformat(day), name, int(value))
    except (AttributeError, ValueError) as error:
        place = plain(f"{day}|{name}", LONGEST_PLACE)
        deltas.dead.append(DeadLetter(f"epoch {epoch}", place, f"value {value!r}", reason_of(error)))


def _pages(client: Any, pattern: str) -> Iterator[list[bytes]]:
    names: list[bytes] = []
    for name in client.scan_iter(match=pattern, count=1000):
        names.append(name)
        if len(names) >= _CHUNK:
            yield names
            names = []
    yield names
