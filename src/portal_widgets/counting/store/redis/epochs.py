"""Epochs in Redis: closing and reading them, and dropping committed ones."""

import json
import struct
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date

from ....core.redis import PATIENCE_SECONDS, Client, Redis, Value, key_prefix
from ....core.tasks.halving import plain, reason_of
from ..protocol import LONGEST_PLACE, DeadLetter
from ..sql.archive import EpochDelta
from .keys import key, meta
from .script import Script

# VIEWS in apply.lua.
_Fields = dict[bytes, bytes]
_VIEWS = struct.Struct(">IH")


class RedisEpochs:
    """Reads counts from Redis for a commit to SQL, and then removes them."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._close = Script("close")

    def close(self, site: str, generation: int) -> None:
        """Close the open epoch, if it has counts, and begin the next."""
        arguments: list[Value] = [key_prefix(site), generation]
        self._redis.call(lambda client: self._close.run(client, site, arguments), seconds=PATIENCE_SECONDS)

    def closed_epochs(self, site: str) -> tuple[int, list[int]]:
        """The generation, and its closed epochs that are still in Redis, oldest first."""

        def read(client: Client) -> tuple[list[bytes | None], set[bytes]]:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            pipeline.smembers(key(site, "epochs"))
            found, epochs = pipeline.execute()
            return found, epochs

        (generation, current), epochs = self._redis.call(read, seconds=PATIENCE_SECONDS)
        if generation is None:
            return 0, []
        return int(generation), sorted(int(epoch) for epoch in epochs if int(epoch) < int(current or 0))

    def deltas(self, site: str, epoch: int) -> EpochDelta:
        """The gain of a closed epoch."""
        here = f"e:{epoch}"

        def read(client: Client) -> tuple[_Fields, _Fields, _Fields, list[bytes]]:
            pipeline = client.pipeline(transaction=False)
            for name in ("days", "labels", "offsets"):
                pipeline.hgetall(key(site, f"{here}:{name}"))
            pipeline.lrange(key(site, f"{here}:dead"), 0, -1)
            days, labels, offsets, dead = pipeline.execute()
            return days, labels, offsets, dead

        days, labels, offsets, dead = self._redis.call(read, seconds=PATIENCE_SECONDS)
        deltas = EpochDelta(offsets={name.decode(): int(value) for name, value in offsets.items()})
        deltas.dead += [DeadLetter(*letter) for batch in dead for letter in json.loads(batch)]
        for fields, take in ((days, deltas.count), (labels, deltas.label)):
            for field, value in fields.items():
                _read(deltas, epoch, field, value, take)
        self._add_articles(site, here, deltas)
        self._add_visitors(site, deltas)
        return deltas

    def drop(self, site: str, epoch: int) -> None:
        """Drop a committed epoch."""
        here = f"e:{epoch}"

        def drop(client: Client) -> None:
            counts = client.hkeys(key(site, f"{here}:days"))
            days = {count.decode().partition("|")[0] for count in counts}
            pipeline = client.pipeline(transaction=False)
            # The days are dropped last: they name the rest, if the connection breaks in between.
            for name in (*(f"views:{day}" for day in days), "labels", "offsets", "dead", "days"):
                pipeline.unlink(key(site, f"{here}:{name}"))
            pipeline.srem(key(site, "epochs"), epoch)
            pipeline.execute()

        self._redis.call(drop, seconds=PATIENCE_SECONDS)

    def forget_journals(self, site: str, journals: Collection[str]) -> None:
        """Drop the offsets of journals that SQL has deleted."""
        if journals:
            self._redis.call(
                lambda client: client.hdel(key(site, "offsets"), *journals), seconds=PATIENCE_SECONDS
            )

    def acquire_duty(self, site: str, duty: str, milliseconds: int) -> bool:
        """Return whether this process has a duty for the next seconds."""
        return bool(
            self._redis.call(
                lambda client: client.set(key(site, f"duty:{duty}"), "1", nx=True, px=milliseconds),
            ),
        )

    def _add_articles(self, site: str, here: str, deltas: EpochDelta) -> None:
        days = list(deltas.days)

        def read(client: Client) -> list[list[bytes]]:
            pipeline = client.pipeline(transaction=False)
            for day in days:
                pipeline.lrange(key(site, f"{here}:views:{day.isoformat()}"), 0, -1)
            return pipeline.execute()

        for day, batches in zip(days, self._redis.call(read, seconds=PATIENCE_SECONDS), strict=True):
            views: Counter[int] = Counter()
            for number, count in _VIEWS.iter_unpack(b"".join(batches)):
                views[number] += count
            if views:
                deltas.articles[day] = views

    def _add_visitors(self, site: str, deltas: EpochDelta) -> None:
        names = {day: key(site, f"u:{day.isoformat()}") for day in deltas.days}

        def read(client: Client) -> list[tuple[int, bytes | None]]:
            # Not in a pipeline: redis-py refuses PFCOUNT in those of a cluster.
            return [(client.pfcount(name), client.get(name)) for name in names.values()]

        for day, (count, sketch) in zip(names, self._redis.call(read, seconds=PATIENCE_SECONDS), strict=True):
            deltas.visitors[day] = int(count)
            if sketch:
                deltas.sketches[day] = sketch


def _read(
    deltas: EpochDelta, epoch: int, field: bytes, value: bytes, take: Callable[[date, str, int], None]
) -> None:
    """A field of an epoch. If this version cannot read it, the field is skipped, so that it
    blocks nothing.
    """
    day, _, name = field.decode("utf-8", "surrogateescape").partition("|")
    try:
        take(date.fromisoformat(day), name, int(value))
    except (AttributeError, ValueError) as error:
        place = plain(f"{day}|{name}", LONGEST_PLACE)
        deltas.dead.append(DeadLetter(f"epoch {epoch}", place, f"value {value!r}", reason_of(error)))
