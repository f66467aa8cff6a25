"""The counting store on Redis: the same contract, counted by apply.lua; archive.py commits the counts
to SQL.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ....core.redis import PATIENCE_SECONDS, Pipeline, Redis, Value, key_prefix
from ....core.text.clock import Clock, Milliseconds, Periods
from ...hits import Hit
from ...journal.pending import READER_SECONDS
from ...sessions import MINUTE, ONLINE_WINDOW, VISIT_WINDOW
from ..protocol import (
    Applied,
    Article,
    Batch,
    Changes,
    DeadLetter,
    JournalGapError,
    MostRead,
    NotReadyError,
    Numbers,
)
from ..sql.archive import SqlArchive
from ..sql.store import SqlStore
from .batch import CHANGES, pack, verdicts
from .epochs import RedisEpochs
from .generation import GenerationGuard
from .keys import key, meta, recall, total
from .restore import Restorer
from .script import Script

SALTS_LIVE = timedelta(hours=48)
LATE_SECONDS = 3_600
_CHUNK = 2_000


class RedisStore:
    """Counts in Redis; articles, lists and all permanent data are in SQL."""

    holds_milliseconds = VISIT_WINDOW + MINUTE
    largest_batch = 2_000  # no other command of Redis runs meanwhile

    def __init__(
        self,
        redis: Redis,
        epochs: RedisEpochs,
        sql: SqlStore,
        archive: SqlArchive,
        clock: Clock,
    ) -> None:
        self._redis = redis
        self._guard = GenerationGuard(redis, archive, Restorer(redis, epochs, archive, clock))
        self._sql = sql
        self._clock = clock
        self._script = Script("apply")

    def apply(self, site: str, batch: Batch) -> Applied:
        answer = self._run(site, "count", batch)
        if answer[0] == b"duplicate":
            return Applied()
        if answer[0] == b"gap":
            raise JournalGapError(f"{batch.journal}: {int(answer[1])} applied, not {batch.start}")
        counted = zip(answer[2::2], answer[3::2], strict=True)
        return Applied(verdicts(batch.hits, answer[1]), self._guard.state(site).articles.totals(counted))

    def is_quick(self, site: str, articles: Collection[str]) -> bool:
        """SQL numbers new articles, and another process may be writing there."""
        return self._guard.state(site).articles.knows(articles)

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        for first in range(0, len(hits), _CHUNK):
            self._run(site, "replay", Batch("", 0, 0, hits[first : first + _CHUNK]))

    def finish_replay(self, site: str, journal: str) -> None:
        awaited = recall(site, self._guard.state(site).generation)
        self._redis.call(lambda client: client.srem(awaited, journal))

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        if not journals:
            return {}
        names = list(journals)
        (found,) = self._guard.read(site, lambda pipeline: pipeline.hmget(key(site, "offsets"), names))
        return {name: int(value) for name, value in zip(names, found, strict=True) if value is not None}

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        return self._sql.offsets(site, journals)

    def prepare(self, site: str) -> int:
        return self._guard.prepare(site)

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        self._sql.describe(site, articles)

    def add_dead_letters(self, site: str, letters: Sequence[DeadLetter]) -> None:
        self._sql.add_dead_letters(site, letters)

    def forget(self, site: str, before: Milliseconds) -> None:
        """Redis deletes visitors by itself when their keys expire. Visitors from an earlier embedded store
        are deleted here.
        """
        self._sql.forget(site, before)

    def numbers(self, site: str, periods: Periods, at: Milliseconds) -> Numbers:
        today = periods.today.isoformat()
        week = [
            (periods.week + timedelta(days=day)).isoformat() for day in range(periods.today.weekday() + 1)
        ]
        wanted = [today, periods.yesterday.isoformat(), today[:7], today[:4], "total", *week]

        def commands(pipeline: Pipeline) -> None:
            pipeline.hmget(key(site, "visits"), wanted)
            _count_online(pipeline, site, at)

        visits, online = self._guard.read(site, commands)
        of_today, yesterday, month, year, ever, *days = (int(value or 0) for value in visits)
        opening = self._guard.state(site).opening
        return Numbers(online, of_today, yesterday, sum(days), month, year, ever + opening)

    def online(self, site: str, at: Milliseconds) -> int:
        (online,) = self._guard.read(site, lambda pipeline: _count_online(pipeline, site, at))
        return int(online)

    def views(self, site: str, article: str) -> int:
        return self.views_of(site, [article])[article]

    def views_of(self, site: str, articles: Collection[str]) -> Mapping[str, int]:
        known = self._guard.state(site).articles.find(articles)
        places = [total(site, number) for number, _ in known.values()]
        if not places:
            return dict.fromkeys(articles, 0)
        counted = self._guard.read(site, lambda pipeline: [pipeline.hget(*place) for place in places])
        found = zip(known.items(), counted, strict=True)
        totals = {identity: int(views or 0) + opening for (identity, (_, opening)), views in found}
        return {identity: totals.get(identity, 0) for identity in articles}

    def changes(self, site: str, version: object) -> Changes:
        known = self._guard.state(site)
        (now,) = self._guard.read(site, lambda pipeline: pipeline.hget(meta(site), "version"))
        current = (known.generation, known.ledger, int(now or 0))
        if version is None or version == current:
            return Changes(current, {})
        if not isinstance(version, tuple) or version[:2] != current[:2]:
            return Changes(current, None)
        return Changes(current, self._changed_totals(site, version[2]))

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        return self._sql.most_read(site, days, today, limit)

    def rank(self, site: str, days: int, today: date) -> None:
        self._sql.rank(site, days, today)

    def _changed_totals(self, site: str, before: int) -> Mapping[str, int] | None:
        """The new totals of the articles that this process knows; None if there are too many."""

        def commands(pipeline: Pipeline) -> None:
            pipeline.zrangebyscore(key(site, "changed"), f"({before}", "+inf")
            pipeline.zcard(key(site, "changed"))

        changed, kept = self._guard.read(site, commands)
        if len(changed) == kept == CHANGES:
            return None
        articles = self._guard.state(site).articles
        wanted = articles.met(map(int, changed))

        def totals(pipeline: Pipeline) -> None:
            for number in wanted:
                pipeline.hget(*total(site, number))

        counted = self._guard.read(site, totals) if wanted else []
        return articles.totals(zip(wanted, counted, strict=True))

    def _run(self, site: str, mode: str, batch: Batch) -> list[Any]:
        known = self._guard.state(site)
        if not known.generation:
            raise NotReadyError("Redis: the state of SQL has not been read yet")
        numbers = known.articles.intern({hit.article for hit in batch.hits if hit.article is not None})
        arguments: list[Value] = [key_prefix(site), known.generation, known.committed]
        arguments += [batch.journal, batch.start, batch.stop, self._clock.milliseconds(), mode]
        arguments += pack(batch.hits, numbers, lambda day: _expires(self._clock, day))
        arguments.append(json.dumps(batch.dead) if batch.dead else "")
        seconds = READER_SECONDS if batch.for_reader else PATIENCE_SECONDS
        answer = self._redis.call(lambda client: self._script.run(client, site, arguments), seconds=seconds)
        if answer[0] == b"not ready":
            raise NotReadyError("Redis has lost data, or is being restored")
        return answer


def _expires(clock: Clock, day: date) -> int:
    """When the data under a day's salt must be deleted, in seconds: together with the salt. The data of a day
    that is long over are deleted after its late hits have been counted.
    """
    start = clock.midnight(day) // 1000
    return max(start + int(SALTS_LIVE.total_seconds()), int(clock.seconds()) + LATE_SECONDS)


def _count_online(pipeline: Pipeline, site: str, at: Milliseconds) -> None:
    pipeline.zcount(key(site, "online"), f"({at - ONLINE_WINDOW}", f"({at + ONLINE_WINDOW}")
