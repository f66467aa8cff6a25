"""Queries that only files and reports need: figures added up a second time, by the database, the ledger of
opening balances, and the sent reports.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database, metadata
from ...core.db.rows import upsert
from ...core.text.clock import Milliseconds
from ...counting.store.sql.tables import (
    article_day,
    article_month,
    exclusion_day,
    opening_balance,
    site_day,
)
from ..periods import Days
from ..store.query import StatisticsQuery
from ..store.values import DayCounts

# One row for every report that was sent, or that some process is sending.
report_sent = sa.Table(
    "pw_report_sent",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("first", sa.Date, primary_key=True),
    sa.Column("claimed_at", sa.BigInteger, nullable=False),
    sa.Column("sent_at", sa.BigInteger),
)


@dataclass(frozen=True, slots=True)
class Balance:
    """The total of an older counter up to a day: visits of the site, or views of articles."""

    dated: date
    amount: int
    articles: int
    signed: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportDelivery:
    """A claimed report, and when it was sent. Times in milliseconds since 1970."""

    claimed_at: Milliseconds
    sent_at: Milliseconds | None


class ReportStore:
    """Reads figures for reports, and records which reports were sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def query(self, site: str) -> Iterator["ReportQuery"]:
        """The queries of one file or report, in one transaction."""
        with self._database.reading() as connection:
            yield ReportQuery(connection, site)

    def claim(
        self, site: str, kind: str, first: date, now: Milliseconds, *, again: bool = False
    ) -> ReportDelivery | None:
        """Claim a report before sending it. Returns the existing claim, if another process was first."""
        row = {"site": site, "kind": kind, "first": first, "claimed_at": now, "sent_at": None}
        if again:
            with self._database.writing() as connection:
                upsert(connection, report_sent, [row], replace=["claimed_at", "sent_at"])
            return None
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(report_sent), row)
        except sa.exc.IntegrityError:
            # If the other process releases its claim at this moment, the report is free again.
            return self._sending(site, kind, first) or self.claim(site, kind, first, now)
        return None

    def note_sent(self, site: str, kind: str, first: date, now: Milliseconds) -> None:
        with self._database.writing() as connection:
            sent = sa.update(report_sent).where(*_of(site, kind, first)).values(sent_at=now)
            connection.execute(sent)

    def release(self, site: str, kind: str, first: date) -> None:
        """The report was certainly not sent: the next process may try."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(report_sent).where(*_of(site, kind, first)))

    def _sending(self, site: str, kind: str, first: date) -> ReportDelivery | None:
        asked = sa.select(report_sent).where(*_of(site, kind, first))
        with self._database.reading() as connection:
            row = connection.execute(asked).one_or_none()
        return None if row is None else ReportDelivery(row.claimed_at, row.sent_at)


class ReportQuery(StatisticsQuery):
    """The queries of a page, and those that only files and reports need."""

    def sum_of(self, span: Days) -> DayCounts:
        """All days of the span in one row, added up by the database."""
        names = ("heard", "page_views", "article_views", "visits", "visitors")
        sums = (sa.func.coalesce(sa.func.sum(site_day.c[name]), 0).label(name) for name in names)
        within = site_day.c.day.between(span.first, span.last)
        row = self._connection.execute(sa.select(*sums).where(site_day.c.site == self._site, within)).one()
        return DayCounts(*(int(hits) for hits in row))

    def excluded(self, span: Days) -> dict[date, dict[str, int]]:
        """The reports that were not counted, by day and reason."""
        within = exclusion_day.c.day.between(span.first, span.last)
        asked = sa.select(exclusion_day).where(exclusion_day.c.site == self._site, within)
        found: dict[date, dict[str, int]] = {}
        for row in self._connection.execute(asked):
            found.setdefault(row.day, {})[row.reason] = row.hits
        return found

    def article_views(self, span: Days) -> int:
        """The views of all articles, added up article by article."""
        months, edges = self.rollups.cut(span)
        day, month = article_day.c, article_month.c
        total = 0
        if months:
            total += self._total(month.views, month.site, month.month.in_(months))
        for edge in edges:
            total += self._total(day.views, day.site, day.day.between(edge.first, edge.last))
        return total

    def balances(self, until: date) -> list[Balance]:
        """The opening balances dated up to a day. Those of the site are separate. Those of articles that were
        entered together are one.
        """
        balance = opening_balance.c
        same = (balance.dated, balance.signed, balance.note, balance.article.is_(None))
        asked = (
            sa.select(
                balance.dated,
                balance.signed,
                balance.note,
                sa.func.sum(balance.amount).label("amount"),
                sa.func.count(balance.article).label("articles"),
            )
            .where(balance.site == self._site, balance.dated <= until)
            .group_by(*same)
            .order_by(balance.dated, sa.func.min(balance.number))
        )
        return [
            Balance(row.dated, int(row.amount), row.articles, row.signed, row.note)
            for row in self._connection.execute(asked)
        ]

    def _total(self, counted: sa.Column[int], site: sa.Column[str], within: sa.ColumnElement[bool]) -> int:
        summed = sa.select(sa.func.coalesce(sa.func.sum(counted), 0)).where(site == self._site, within)
        return int(self._connection.execute(summed).scalar_one())


def _of(site: str, kind: str, first: date) -> tuple[sa.ColumnElement[bool], ...]:
    return report_sent.c.site == site, report_sent.c.kind == kind, report_sent.c.first == first
