"""The generation of the data in Redis: if it differs from SQL's, Redis has lost data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ....core.redis import Client, Pipeline, Redis
from ..protocol import NotReadyError
from ..sql.archive import CommitState, SqlArchive
from .articles import ArticleNumbers
from .keys import key, meta
from .restore import Restorer

Commands = Callable[[Pipeline], object]


@dataclass(slots=True)
class SiteState:
    """Knowledge of this process about a site: the state of SQL, and the articles by number."""

    articles: ArticleNumbers
    generation: int = 0
    committed: int = 0
    ledger: int = 0
    opening: int = 0


class GenerationGuard:
    """Reads Redis only while its generation is SQL's, and restores it otherwise."""

    def __init__(self, redis: Redis, archive: SqlArchive, restorer: Restorer) -> None:
        self._redis = redis
        self._archive = archive
        self._restorer = restorer
        self._sites: dict[str, SiteState] = {}

    def state(self, site: str) -> SiteState:
        """The knowledge of a site. Its generation is 0 until SQL has been read."""
        known = self._sites.get(site)
        if known is None:
            known = self._sites.setdefault(site, SiteState(ArticleNumbers(site, self._archive)))
        return known

    def prepare(self, site: str) -> int:
        """Read the state of SQL. If Redis has another generation, is behind SQL, or is ahead of a SQL that
        came from a backup, restore it.
        """
        known, state = self.state(site), self._ask_sql(site)
        if not self._is_at(site, state):
            state = self._restorer.restore(site)
        known.generation, known.committed = state.generation, state.epoch
        return known.generation

    def read(self, site: str, commands: Commands) -> list[Any]:
        """The answers to some commands. They have SQL's generation, because the numbers of another generation
        may be outdated.
        """
        known = self.state(site)
        if not known.generation:  # a page of a new process
            state = self._ask_sql(site)
            known.generation, known.committed = state.generation, state.epoch

        def run(client: Client) -> list[Any]:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            commands(pipeline)
            return pipeline.execute()

        (generation, epoch), *answers = self._redis.call(run)
        if not known.generation or int(generation or 0) != known.generation or int(epoch) <= known.committed:
            raise NotReadyError("Redis has lost data, or is being restored")
        return list(answers)

    def _ask_sql(self, site: str) -> CommitState:
        """Read the state of SQL and cache it."""
        known, state = self.state(site), self._archive.state(site)
        if state.ledger != known.ledger:
            known.articles.forget_openings()
        known.ledger, known.opening = state.ledger, state.opening
        return state

    def _is_at(self, site: str, state: CommitState) -> bool:
        """Return whether Redis has a generation, and is not behind an epoch that is in SQL."""

        def read(client: Client) -> tuple[list[bytes | None], int]:
            pipeline = client.pipeline(transaction=False)
            pipeline.hmget(meta(site), "generation", "epoch")
            pipeline.sismember(key(site, "epochs"), state.epoch + 1)
            found, has_next = pipeline.execute()
            return found, has_next

        found, has_next = self._redis.call(read)
        generation, epoch = (int(value or 0) for value in found)
        if not 0 < state.generation == generation or epoch <= state.epoch:
            return False
        if has_next or epoch == state.epoch + 1:
            return True
        # An epoch is missing between the two: it was committed just now, or SQL has deleted it.
        return self._archive.state(site).epoch > state.epoch
