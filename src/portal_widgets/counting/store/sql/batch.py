"""Writes counts into the tables: one batch of hits, or one epoch of Redis, inside a transaction."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from ....core.db.prepared import Prepared
from ....core.db.rows import Selection, add_to, upsert
from ....core.tasks.turns import in_turns, pause_after
from ....core.text.clock import Milliseconds
from ...sessions import DayDelta, count_hits
from ..protocol import Applied, Batch
from .dead_letters import keep
from .tables import (
    COUNTS,
    article,
    article_day,
    article_month,
    exclusion_day,
    journal,
    month_closed,
    site_day,
    site_state,
    tally_day,
    tally_month,
)
from .visitors import keep_visitors, load_visitors

_SITE: sa.BindParameter[str] = sa.bindparam("site")
_ARTICLES: Selection[tuple[str, int, int]] = Selection(
    [article.c.id, article.c.number, article.c.views + article.c.opening],
    article.c.site == _SITE,
    among=article.c.id,
)
_DAYS_KEPT = sa.select(month_closed.c.days_kept).where(
    month_closed.c.site == _SITE, month_closed.c.month == sa.bindparam("month")
)
_VERSION = Prepared(sa.select(site_state.c.version).where(site_state.c.site == _SITE))


class BatchWriter:
    """The tables of one site, open for writing in one transaction."""

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site
        take_turns(connection, site)

    def apply(self, batch: Batch, at: Milliseconds) -> Applied:
        """Count a batch and write its gain."""
        ids = {hit.article for hit in batch.hits if hit.article is not None}
        known = self._known(ids)
        numbers = {identity: number for identity, (number, _) in known.items()}
        pause_after(len(batch.hits))
        state = load_visitors(self._connection, self._site, batch.hits)
        pause_after(len(batch.hits))
        result = count_hits(in_turns(batch.hits), state)
        pause_after(len(batch.hits))
        keep_visitors(self._connection, self._site, state, numbers)
        pause_after(len(batch.hits))
        for day, delta in result.days.items():
            self.book(date.fromisoformat(day), delta, numbers)
        pause_after(len(batch.hits))
        gains = self.book_articles(result.days.values(), numbers)
        self.note_offsets({batch.journal: batch.stop}, at)
        keep(self._connection, self._site, batch.dead, at)
        # Nobody else counts before this transaction ends.
        totals = {identity: total + gains.get(identity, 0) for identity, (_, total) in known.items()}
        return Applied(result.verdicts, totals)

    def intern(self, ids: Collection[str]) -> dict[str, int]:
        """The article numbers of the host's ids. New articles get one."""
        return {identity: number for identity, (number, _) in self._known(ids).items()}

    def _known(self, ids: Collection[str]) -> dict[str, tuple[int, int]]:
        """The number and the total of each article. New articles get a number."""
        known = self._articles(ids)
        new = [{"site": self._site, "id": identity} for identity in sorted(set(ids) - known.keys())]
        if new:
            upsert(self._connection, article, new, keys=["site", "id"])
            known = self._articles(ids)
        return known

    def book(self, day: date, delta: DayDelta, numbers: Mapping[str, int]) -> None:
        """Add a day's gain to the rows of that day."""
        key = {"site": self._site, "day": day}
        self.write(
            site_day,
            [{**key, **{name: getattr(delta, name) for name in COUNTS}}],
            add=COUNTS,
        )
        self.write(
            exclusion_day,
            [{**key, "reason": str(reason), "hits": hits} for reason, hits in sorted(delta.excluded.items())],
            add=["hits"],
        )
        articles = [
            {"article": numbers[identity], "views": views}
            for identity, views in sorted(delta.articles.items())
        ]
        labels = [{**_label(label), "hits": hits} for label, hits in sorted(delta.labels.items())]
        for period in self._periods(day):
            self._add(article_month if "month" in period else article_day, period, articles, "views")
            self._add(tally_month if "month" in period else tally_day, period, labels, "hits")

    def _periods(self, day: date) -> Iterator[dict[str, date]]:
        """The rows for a day's counts: the day, and also the month if it is closed. If the days of the month
        have been purged, only the month.
        """
        month = day.replace(day=1)
        days_kept = self._connection.scalar(_DAYS_KEPT, {"site": self._site, "month": month})
        if days_kept is not False:
            yield {"day": day}
        if days_kept is not None:
            yield {"month": month}

    def _add(
        self, table: sa.Table, period: dict[str, date], rows: Iterable[Mapping[str, object]], counted: str
    ) -> None:
        whole = [{"site": self._site, **period, **row} for row in rows]
        self.write(table, whole, add=[counted])

    def book_articles(self, gains: Iterable[DayDelta], numbers: Mapping[str, int]) -> dict[str, int]:
        """Add to the totals of the articles, under a new version of the site. Returns the gain of each."""
        totals: dict[str, int] = {}
        for delta in gains:
            for identity, views in delta.articles.items():
                totals[identity] = totals.get(identity, 0) + views
        version = self.next_version()
        if totals:
            gained = {numbers[identity]: views for identity, views in sorted(totals.items())}
            self.add_views(gained, version)
        return totals

    def write(
        self,
        table: sa.Table,
        rows: Sequence[Mapping[str, object]],
        *,
        add: Sequence[str] = (),
        replace: Sequence[str] = (),
    ) -> None:
        upsert(self._connection, table, rows, add=add, replace=replace)

    def add_views(self, gained: Mapping[int, int], version: int) -> None:
        """Add to the totals of articles, by number."""
        add_to(self._connection, article.c.views, article.c.number, gained, version=version)

    def note_offsets(self, offsets: Mapping[str, int], at: Milliseconds) -> None:
        upsert(
            self._connection,
            journal,
            [
                {"site": self._site, "journal": name, "applied": applied, "changed_at": at}
                for name, applied in sorted(offsets.items())
            ],
            replace=["applied", "changed_at"],
        )

    def next_version(self) -> int:
        upsert(self._connection, site_state, [{"site": self._site, "version": 1}], add=["version"])
        return site_version(self._connection, self._site)

    def _articles(self, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The number and the total of each known article."""
        found = _ARTICLES.rows(self._connection, ids, site=self._site)
        return {identity: (number, total) for identity, number, total in found}


def site_version(connection: sa.Connection, site: str) -> int:
    """The version of a site's counts, which each batch increments; 0 before the first."""
    return int(_VERSION.value(connection, {"site": site}) or 0)


def take_turns(connection: sa.Connection, site: str) -> None:
    """Batches of one site are counted one after the other. SQLite's write lock ensures this by itself."""
    if connection.dialect.name == "postgresql":
        turn = zlib.crc32(f"portal_widgets:{site}".encode())
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(turn)))


def _label(label: str) -> dict[str, str]:
    dimension, _, value = label.partition("|")
    return {"dimension": dimension, "value": value}
