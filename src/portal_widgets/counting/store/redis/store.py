"""The counting store on Redis: the same contract, judged by apply.lua; what must last is brought to
SQL by archive.py.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ....core.redis import Redis, key_prefix
from ....core.text.clock import Clock, Periods
from ...hits import Hit
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
from ..sql.archive import CommitState, SqlArchive
from ..sql.store import SqlStore
from .batch import CHANGES, pack, verdicts
from .epochs import RedisEpochs
from .keys import key, meta, script, total

KNOWN_ARTICLES = 100_000
SALTS_LIVE = timedelta(hours=48)
LATE_SECONDS = 3_600
_CHUNK = 2_000

Commands = Callable[[Any], None]


@dataclass(slots=True)
class _SiteState:
    """What this process knows of a site: where SQL is, and the articles by number."""

    generation: int = 0
    committed: int = 0
    ledger: int = 0
    opening: int = 0
    # An article's number and its opening balance.
    numbers: dict[str, tuple[int, int]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)


class RedisStore:
    """Counts in Redis; articles, lists and everything that lasts stand in SQL."""

    holds_milliseconds = VISIT_WINDOW + MINUTE

    def __init__(
        self,
        redis: Redis,
        epochs: RedisEpochs,
        sql: SqlStore,
        archive: SqlArchive,
        clock: Clock,
    ) -> None:
        self._redis = redis
        self._epochs = epochs
        self._sql = sql
        self._archive = archive
        self._clock = clock
        self._sites: dict[str, _SiteState] = {}
        self._script: Any = None

    # Counting.

    def apply(self, site: str, batch: Batch) -> Applied:
        answer = self._run(site, "count", batch)
        if answer[0] == b"duplicate":
            return Applied()
        if answer[0] == b"gap":
            raise JournalGapError(f"{batch.journal}: {int(answer[1])} applied, not {batch.start}")
        return Applied(verdicts(batch.hits, answer[1]), self._totals(site, answer[2:]))

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        for first in range(0, len(hits), _CHUNK):
            self._run(site, "recall", Batch("", 0, 0, hits[first : first + _CHUNK]))

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        if not journals:
            return {}
        names = list(journals)
        (found,) = self._read(site, lambda pipeline: pipeline.hmget(key(site, "offsets"), names))
        return {name: int(value) for name, value in zip(names, found, strict=True) if value is not None}

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        return self._sql.offsets(site, journals)

    def prepare(self, site: str) -> int:
        """Take note of where SQL is; if Redis is not of SQL's generation, behind it, or ahead of a SQL
        that came from a backup, restore it.
        """
        state = self._find_state(site)
        known = self._state_of(site)
        if not self._is_at(site, state):
            state = self._epochs.restore(site, self._archive)
        known.generation, known.committed = state.generation, state.epoch
        return known.generation

    def _find_state(self, site: str) -> CommitState:
        """Where SQL is, its ledger noted."""
        known = self._state_of(site)
        state = self._archive.state(site)
        if state.ledger != known.ledger:
            known.numbers.clear()
        known.ledger, known.opening = state.ledger, state.opening
        return state

    def _is_at(self, site: str, state: CommitState) -> bool:
        at = self._epochs.is_at(site, state.generation, state.epoch)
        if at is not None:
            return at
        # An epoch is missing between the two: it was brought home this very moment, or SQL forgot it.
        return self._archive.state(site).epoch > state.epoch

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        self._sql.describe(site, articles)

    def put_aside(self, site: str, letters: Sequence[DeadLetter]) -> None:
        self._sql.put_aside(site, letters)

    def forget(self, site: str, before: int) -> None:
        """Redis forgets visitors by itself, at their keys' time; those of an earlier embedded time
        are forgotten here.
        """
        self._sql.forget(site, before)

    # Showing.

    def numbers(self, site: str, periods: Periods, at: int) -> Numbers:
        today = periods.today.isoformat()
        week = [
            (periods.week + timedelta(days=day)).isoformat() for day in range(periods.today.weekday() + 1)
        ]
        wanted = [today, periods.yesterday.isoformat(), today[:7], today[:4], "total", *week]

        def commands(pipeline: Any) -> None:
            pipeline.hmget(key(site, "visits"), wanted)
            pipeline.zcount(key(site, "online"), f"({at - ONLINE_WINDOW}", "+inf")

        visits, online = self._read(site, commands)
        of_today, yesterday, month, year, ever, *days = (int(value or 0) for value in visits)
        opening = self._state_of(site).opening
        return Numbers(online, of_today, yesterday, sum(days), month, year, ever + opening)

    def views(self, site: str, article: str) -> int:
        number, opening = self._number(site, article)
        if not number:
            return opening
        (counted,) = self._read(site, lambda pipeline: pipeline.hget(*total(site, number)))
        return int(counted or 0) + opening

    def changes(self, site: str, version: object) -> Changes:
        known = self._state_of(site)
        (now,) = self._read(site, lambda pipeline: pipeline.hget(meta(site), "version"))
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
        """The new totals of the articles this process knows; None if there are too many to tell."""

        def commands(pipeline: Any) -> None:
            pipeline.zrangebyscore(key(site, "changed"), f"({before}", "+inf")
            pipeline.zcard(key(site, "changed"))

        changed, kept = self._read(site, commands)
        if len(changed) == kept == CHANGES:
            return None
        ids = self._state_of(site).ids
        wanted = [int(number) for number in changed if int(number) in ids]

        def totals(pipeline: Any) -> None:
            for number in wanted:
                pipeline.hget(*total(site, number))

        counted = self._read(site, totals) if wanted else []
        return self._totals(site, [value for pair in zip(wanted, counted, strict=True) for value in pair])

    # Articles by number.

    def _numbers(self, site: str, ids: Collection[str]) -> Mapping[str, int]:
        known = self._state_of(site)
        new = [identity for identity in ids if identity not in known.numbers]
        if new:
            self._learn(known, self._archive.intern(site, new))
        return {identity: known.numbers[identity][0] for identity in ids}

    def _number(self, site: str, article: str) -> tuple[int, int]:
        known = self._state_of(site)
        if article not in known.numbers:
            found = self._archive.number(site, article)
            if found is None:
                return 0, 0
            self._learn(known, {article: found})
        return known.numbers[article]

    @staticmethod
    def _learn(known: _SiteState, found: Mapping[str, tuple[int, int]]) -> None:
        if len(known.numbers) > KNOWN_ARTICLES:
            known.numbers.clear()
            known.ids.clear()
        known.numbers.update(found)
        known.ids.update({number: identity for identity, (number, _) in found.items()})

    def _totals(self, site: str, flat: Sequence[Any]) -> dict[str, int]:
        """Totals by id from a flat list of numbers and counts, opening balances added."""
        known = self._state_of(site)
        totals = {}
        for number, counted in zip(flat[::2], flat[1::2], strict=True):
            identity = known.ids[int(number)]
            totals[identity] = int(counted or 0) + self._number(site, identity)[1]
        return totals

    # Redis.

    def _run(self, site: str, mode: str, batch: Batch) -> list[Any]:
        known = self._state_of(site)
        if not known.generation:
            raise NotReadyError("Redis: where SQL is has not been read yet")
        numbers = self._numbers(site, {hit.article for hit in batch.hits if hit.article is not None})
        arguments: list[Any] = [key_prefix(site), known.generation, known.committed]
        arguments += [batch.journal, batch.start, batch.stop, self._clock.milliseconds(), mode]
        arguments += pack(batch.hits, numbers, self._expires)
        arguments.append(json.dumps(batch.dead) if batch.dead else "")
        answer: list[Any] = self._redis.call(
            lambda client: self._applying(client)(keys=[meta(site)], args=arguments, client=client),
            patient=True,
        )
        if answer[0] == b"not ready":
            raise NotReadyError("Redis has lost what it knew, or is being restored")
        return answer

    def _applying(self, client: Any) -> Any:
        """The script, registered once: its name is the hash of its text, which takes a while to make."""
        if self._script is None:
            self._script = client.register_script(script("apply"))
        return self._script

    def _read(self, site: str, commands: Commands) -> list[Any]:
        """The answers to some commands, of the generation that SQL is of: another one's numbers may
        be behind.
        """
        known = self._state_of(site)
        if not known.generation:  # a page of a process that has just begun
            state = self._find_state(site)
            known.generation, known.committed = state.generation, state.epoch

        def run(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            commands(pipeline)
            return pipeline.execute()

        (generation, epoch), *answers = self._redis.call(run)
        if not known.generation or int(generation or 0) != known.generation or int(epoch) <= known.committed:
            raise NotReadyError("Redis has lost what it knew, or is being restored")
        return list(answers)

    def _state_of(self, site: str) -> _SiteState:
        return self._sites.setdefault(site, _SiteState())

    def _expires(self, day: date) -> int:
        """When what is kept under a day's salt must be gone, in seconds: with the salt. Of a day
        long past, once its late hits have been judged.
        """
        start = self._clock.midnight(day) // 1000
        return max(start + int(SALTS_LIVE.total_seconds()), int(self._clock.seconds()) + LATE_SECONDS)
