"""The counting store on SQL: SQLite or PostgreSQL. One batch is one transaction."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..core.clock import Periods
from ..core.database import Database, metadata, upsert
from ..errors import PortalWidgetsError
from .hits import Hit
from .judge import ONLINE_WINDOW, Day, Judgement, Span, State, judge
from .store import Applied, Article, Batch, MostRead, Numbers

# SQLite before 3.32 takes at most 999 variables in one statement.
_VARIABLES = 500

_SITE = sa.String(32)

site_version = sa.Table(
    "pw_site",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)

journal = sa.Table(
    "pw_journal",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("journal", sa.String(64), primary_key=True),
    sa.Column("applied", sa.BigInteger, nullable=False),
)

article = sa.Table(
    "pw_article",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", _SITE, nullable=False),
    sa.Column("id", sa.String(255), nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("category", sa.Text),
    sa.Column("language", sa.String(16)),
    sa.Column("published", sa.Date),
    sa.Column("views", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("site", "id", name="pw_article_site_id"),
    sa.Index("pw_article_site_version", "site", "version"),
)

article_day = sa.Table(
    "pw_article_day",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column(
        "article", sa.Integer, sa.ForeignKey("pw_article.number"), primary_key=True, autoincrement=False
    ),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("views", sa.BigInteger, nullable=False),
    sa.Index("pw_article_day_site_day", "site", "day"),
)

site_day = sa.Table(
    "pw_site_day",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    *(
        sa.Column(name, sa.BigInteger, nullable=False)
        for name in ("heard", "page_views", "article_views", "visits", "visitors")
    ),
)

exclusion_day = sa.Table(
    "pw_exclusion_day",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("reason", sa.String(16), primary_key=True),
    sa.Column("hits", sa.BigInteger, nullable=False),
)

# Who was here and what each has read: keyed hashes, gone after two days.
presence = sa.Table(
    "pw_presence",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
    sa.Column("first_at", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
    sa.Column("superseded", sa.Boolean, nullable=False),
    sa.Index("pw_presence_site_last", "site", "last_at"),
)

recent_view = sa.Table(
    "pw_recent_view",
    metadata,
    sa.Column("site", _SITE, primary_key=True),
    sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
    sa.Column(
        "article", sa.Integer, sa.ForeignKey("pw_article.number"), primary_key=True, autoincrement=False
    ),
    sa.Column("first_at", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
    sa.Index("pw_recent_view_site_last", "site", "last_at"),
)


class JournalGapError(PortalWidgetsError):
    """A batch does not begin where the journal's last one ended."""


class SqlStore:
    """Counts in the portal's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(self, site: str, batch: Batch) -> Applied:
        with self._database.writing() as connection:
            _take_turns(connection, site)
            applied = _applied(connection, site, batch.journal)
            if batch.stop <= applied:
                return Applied()
            if batch.start != applied:
                raise JournalGapError(
                    f"{batch.journal}: {applied} applied, the batch begins at {batch.start}"
                )
            return _Application(connection, site).run(batch)

    def offset(self, site: str, journal: str) -> int:
        with self._database.reading() as connection:
            return _applied(connection, site, journal)

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        with self._database.writing() as connection:
            for described in articles:
                _describe(connection, site, described)

    def numbers(self, site: str, periods: Periods, at: int) -> Numbers:
        days = site_day.c.day
        since = {
            "yesterday": sa.and_(days >= periods.yesterday, days < periods.today),
            "today": days >= periods.today,
            "week": days >= periods.week,
            "month": days >= periods.month,
            "year": days >= periods.year,
            "total": sa.true(),
        }
        sums = [
            sa.func.coalesce(sa.func.sum(site_day.c.visits).filter(when), 0).label(name)
            for name, when in since.items()
        ]
        online = sa.select(sa.func.count()).where(
            presence.c.site == site,
            presence.c.last_at > at - ONLINE_WINDOW,
            ~presence.c.superseded,
        )
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*sums).where(site_day.c.site == site)).mappings().one()
            # sum() of PostgreSQL's bigint is numeric.
            return Numbers(
                online=connection.scalar(online) or 0, **{name: int(value) for name, value in row.items()}
            )

    def views(self, site: str, article_id: str) -> int:
        found = sa.select(article.c.views).where(article.c.site == site, article.c.id == article_id)
        with self._database.reading() as connection:
            return int(connection.scalar(found) or 0)

    def views_since(self, site: str, version: int | None) -> tuple[int, Mapping[str, int]]:
        now = sa.select(site_version.c.version).where(site_version.c.site == site)
        with self._database.reading() as connection:
            current = connection.scalar(now) or 0
            if version is None or current == version:
                return current, {}
            changed = sa.select(article.c.id, article.c.views).where(
                article.c.site == site, article.c.version > version
            )
            return current, {row.id: row.views for row in connection.execute(changed)}

    def most_read(self, site: str, first_day: date, limit: int) -> Sequence[MostRead]:
        views = sa.func.sum(article_day.c.views).label("recent")
        ranked = (
            sa.select(article_day.c.article, views)
            .where(article_day.c.site == site, article_day.c.day >= first_day)
            .group_by(article_day.c.article)
            .order_by(views.desc(), article_day.c.article)
            .limit(limit)
            .subquery()
        )
        joined = (
            sa.select(article, ranked.c.recent)
            .join(ranked, ranked.c.article == article.c.number)
            .order_by(ranked.c.recent.desc(), article.c.number)
        )
        with self._database.reading() as connection:
            return [MostRead(_described(row), int(row.recent)) for row in connection.execute(joined)]

    def forget(self, site: str, before: int) -> None:
        with self._database.writing() as connection:
            for table in (recent_view, presence):
                connection.execute(sa.delete(table).where(table.c.site == site, table.c.last_at < before))


class _Application:
    """One batch inside its transaction: load what is known, judge, write what is new."""

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site

    def run(self, batch: Batch) -> Applied:
        numbers = self._intern({hit.article for hit in batch.hits if hit.article is not None})
        state = self._load(batch.hits)
        judgement = judge(batch.hits, state)
        self._keep(state, numbers)
        self._count(judgement, numbers)
        upsert(
            self._connection,
            journal,
            [{"site": self._site, "journal": batch.journal, "applied": batch.stop}],
            replace=["applied"],
        )
        return Applied(judgement.verdicts, self._totals(numbers))

    def _intern(self, ids: Collection[str]) -> dict[str, int]:
        """The article numbers of the host's ids, made where they are new."""
        known = self._numbers(ids)
        new = [{"site": self._site, "id": identity} for identity in sorted(set(ids) - known.keys())]
        if not new:
            return known
        upsert(self._connection, article, new, keys=["site", "id"])
        return self._numbers(ids)

    def _numbers(self, ids: Iterable[str]) -> dict[str, int]:
        rows = self._select([article.c.id, article.c.number], article.c.id, ids)
        return {row.id: row.number for row in rows}

    def _totals(self, ids: Iterable[str]) -> dict[str, int]:
        return {row.id: row.views for row in self._select([article.c.id, article.c.views], article.c.id, ids)}

    def _load(self, hits: Sequence[Hit]) -> State:
        visitors = {key for hit in hits for key in (hit.visitor, hit.visitor_before) if key}
        state = State()
        for row in self._select(presence.c, presence.c.visitor, visitors):
            state.presence[row.visitor] = Span(row.first_at, row.last_at)
            if row.superseded:
                state.superseded.add(row.visitor)
        columns = [recent_view.c.visitor, article.c.id, recent_view.c.first_at, recent_view.c.last_at]
        for row in self._select(
            columns, recent_view.c.visitor, visitors, article.c.number == recent_view.c.article
        ):
            state.views[row.visitor, row.id] = Span(row.first_at, row.last_at)
        return state

    def _keep(self, state: State, numbers: Mapping[str, int]) -> None:
        site = self._site
        upsert(
            self._connection,
            presence,
            [
                {
                    "site": site,
                    "visitor": visitor,
                    "first_at": span.first,
                    "last_at": span.last,
                    "superseded": visitor in state.superseded,
                }
                for visitor, span in state.presence.items()
            ],
            replace=["first_at", "last_at", "superseded"],
        )
        upsert(
            self._connection,
            recent_view,
            [
                {
                    "site": site,
                    "visitor": visitor,
                    "article": numbers[identity],
                    "first_at": span.first,
                    "last_at": span.last,
                }
                for (visitor, identity), span in state.views.items()
                if identity in numbers
            ],
            replace=["first_at", "last_at"],
        )

    def _count(self, judgement: Judgement, numbers: Mapping[str, int]) -> None:
        version = self._next_version()
        for day, gained in judgement.days.items():
            self._count_day(date.fromisoformat(day), gained, numbers)
        totals: dict[str, int] = {}
        for gained in judgement.days.values():
            for identity, views in gained.articles.items():
                totals[identity] = totals.get(identity, 0) + views
        if totals:
            self._connection.execute(
                sa.update(article)
                .where(article.c.number == sa.bindparam("which"))
                .values(views=article.c.views + sa.bindparam("gained"), version=version),
                [{"which": numbers[identity], "gained": views} for identity, views in totals.items()],
            )

    def _count_day(self, day: date, gained: Day, numbers: Mapping[str, int]) -> None:
        key = {"site": self._site, "day": day}
        counts = {
            name: getattr(gained, name)
            for name in ("heard", "page_views", "article_views", "visits", "visitors")
        }
        upsert(self._connection, site_day, [{**key, **counts}], add=list(counts))
        upsert(
            self._connection,
            exclusion_day,
            [{**key, "reason": str(reason), "hits": hits} for reason, hits in gained.excluded.items()],
            add=["hits"],
        )
        upsert(
            self._connection,
            article_day,
            [
                {**key, "article": numbers[identity], "views": views}
                for identity, views in gained.articles.items()
            ],
            add=["views"],
        )

    def _next_version(self) -> int:
        upsert(self._connection, site_version, [{"site": self._site, "version": 1}], add=["version"])
        now = sa.select(site_version.c.version).where(site_version.c.site == self._site)
        return int(self._connection.execute(now).scalar_one())

    def _select(
        self, columns: Iterable[Any], key: sa.Column[Any], values: Iterable[Any], *where: Any
    ) -> Iterator[sa.Row[Any]]:
        """Rows of this site whose key is among the values, a few hundred at a time."""
        wanted = sorted(values)
        for first in range(0, len(wanted), _VARIABLES):
            some = wanted[first : first + _VARIABLES]
            query = sa.select(*columns).where(key.table.c.site == self._site, key.in_(some), *where)
            yield from self._connection.execute(query)


def _take_turns(connection: sa.Connection, site: str) -> None:
    """Batches of one site are judged one after the other. SQLite's write lock sees to that itself."""
    if connection.dialect.name == "postgresql":
        turn = zlib.crc32(f"portal_widgets:{site}".encode())
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(turn)))


def _applied(connection: sa.Connection, site: str, name: str) -> int:
    found = sa.select(journal.c.applied).where(journal.c.site == site, journal.c.journal == name)
    return int(connection.scalar(found) or 0)


def _describe(connection: sa.Connection, site: str, described: Article) -> None:
    row = {name: value for name, value in asdict(described).items() if value is not None}
    said = sorted(row.keys() - {"id"})
    upsert(connection, article, [{"site": site, **row}], keys=["site", "id"], replace=said)


def _described(row: sa.Row[Any]) -> Article:
    return Article(row.id, row.title, row.url, row.category, row.language, row.published)
