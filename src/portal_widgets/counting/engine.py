"""The counting of one portal: pages ask it what to show, the beacon tells it what was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Request

from ..core.guard import same_origin
from ..core.widget import Portal
from ..errors import ForgedTokenError, StoreUnavailableError
from .bots import is_bot
from .flush import Background
from .hits import Hit, Reason
from .journal import MemoryJournal
from .salt_store import SaltStore
from .salts import Salts
from .snapshot import Snapshot
from .sql_store import SqlStore
from .store import Article, MostRead, Numbers
from .tokens import Tokens

# Visitor keys are of no use once the salts of both their days are gone.
FORGET_AFTER = timedelta(hours=48)
# Articles whose description this process has passed on; beyond it, some are passed on twice.
DESCRIBED = 50_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the beacon is told: the article's total now, and why this report was not counted."""

    views: int | None
    reason: Reason | None


class Counting:
    """Hears, applies and shows the views of one portal."""

    def __init__(self, portal: Portal) -> None:
        config = portal.app.config
        self._site = portal.site
        self._clock = portal.clock
        self._trusted = portal.settings["TRUSTED_ORIGINS"]
        self._is_staff = portal.settings["IS_STAFF"] or bool
        self.tokens = Tokens(self._site, config["SECRET_KEY"], config.get("SECRET_KEY_FALLBACKS") or ())
        self._store = SqlStore(portal.database)
        self._journal = MemoryJournal()
        self._salts = Salts(SaltStore(portal.database), self._site, self._clock)
        self._snapshot = Snapshot(self._store, self._site, self._clock)
        self._described: dict[str, Article] = {}
        self._to_describe: dict[str, Article] = {}
        self.background = Background(self.work, enabled=portal.settings["BACKGROUND"])

    def hear(self, request: Request, *, article: str | None, page: str | None) -> Answer:
        """Count a report made with an article's token, a page's, or both."""
        self.background.ensure_running()
        hit = self._hit(request, article, page)
        applied = self._journal.write([hit], partial(self._store.apply, self._site))
        self._snapshot.learn(applied.views)
        reason = applied.verdicts[0] if applied.verdicts else None
        return Answer(self._snapshot.views(hit.article) if hit.article else None, reason)

    def numbers(self) -> Numbers | None:
        """The statistics block; None if the store has never answered."""
        self.background.ensure_running()
        return self._snapshot.numbers

    def views(self, article: str) -> int | None:
        self.background.ensure_running()
        return self._snapshot.views(article)

    def most_read(self, days: int, limit: int) -> Sequence[MostRead]:
        self.background.ensure_running()
        return self._snapshot.most_read(days, limit)

    def describe(self, article: Article) -> None:
        """Note what a page says of its article; it is stored soon after, not by the page."""
        if self._described.get(article.id) == article:
            return
        if len(self._described) >= DESCRIBED:
            self._described.clear()
        self._described[article.id] = article
        self._to_describe[article.id] = article

    def work(self) -> None:
        """One round beside the requests: store descriptions, refresh the snapshot, keep the salts."""
        self._store_descriptions()
        self._snapshot.refresh()
        if self._salts.due():
            self._salts.renew()
            oldest = self._clock.now() - FORGET_AFTER
            self._store.forget(self._site, int(oldest.timestamp() * 1000))

    def stop(self) -> None:
        self.background.stop()

    def _hit(self, request: Request, article: str | None, page: str | None) -> Hit:
        at = self._clock.milliseconds()
        day = self._clock.local(at).date().isoformat()
        try:
            article_id = self.tokens.article_of(article) if article is not None else None
            path = self.tokens.page_of(page) if page is not None else None
        except ForgedTokenError:
            return Hit(at, day, reason=Reason.FORGED)
        agent = request.headers.get("User-Agent", "")
        key, before = self._salts.keys(request.remote_addr, agent, at)
        return Hit(at, day, path, article_id, key, before, self._against(request, agent))

    def _against(self, request: Request, agent: str) -> Reason | None:
        """What speaks against counting, before the store judges repeats."""
        if not same_origin(request.headers, request.host, self._trusted):
            return Reason.CROSS_SITE
        if _is_prefetch(request):
            return Reason.PREFETCH
        if self._is_staff():
            return Reason.STAFF
        return Reason.BOT if is_bot(agent) else None

    def _store_descriptions(self) -> None:
        waiting, self._to_describe = self._to_describe, {}
        if not waiting:
            return
        try:
            self._store.describe(self._site, waiting.values())
        except StoreUnavailableError:
            self._to_describe = {**waiting, **self._to_describe}
            raise


def _is_prefetch(request: Request) -> bool:
    """Whether the browser fetches ahead of a reader who may never come (Sec-Purpose; older: Purpose)."""
    said = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    return any("pre" in request.headers.get(header, "").lower() for header in said)
