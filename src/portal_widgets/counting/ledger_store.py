"""Two ledgers: what the portal had counted before, and what was folded or removed after its time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ..core.database import Database
from .sql_batch import Books, take_turns
from .sql_rows import upsert
from .tables import (
    article,
    article_day,
    article_month,
    opening_balance,
    purge_log,
    site_state,
    tally_day,
    tally_month,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An opening balance: visits of the site, or views of one article, counted before this counter."""

    amount: int
    dated: date
    signed: str
    note: str
    article: str | None = None


class LedgerStore:
    """Writes and reads the ledgers of a site."""

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds

    def enter(self, site: str, entries: Sequence[Entry]) -> int:
        """Enter opening balances, all or none. One that stands there already, word for word, is left
        out; returns how many were entered.
        """
        with self._database.writing() as connection:
            books = Books(connection, site)
            numbers = books.intern({entry.article for entry in entries if entry.article is not None})
            new = [row for row in self._rows(site, entries, numbers) if not _stands(connection, row)]
            if not new:
                return 0
            connection.execute(sa.insert(opening_balance), new)
            self._add_to_articles(connection, [row for row in new if row["article"]], books.next_version())
            upsert(connection, site_state, [{"site": site, "version": 0, "ledger": 1}], add=["ledger"])
            return len(new)

    def entries(self, site: str) -> list[Entry]:
        """Every opening balance in the order it was entered."""
        listed = (
            sa.select(opening_balance, article.c.id)
            .join(article, article.c.number == opening_balance.c.article, isouter=True)
            .where(opening_balance.c.site == site)
            .order_by(opening_balance.c.number)
        )
        with self._database.reading() as connection:
            return [
                Entry(row.amount, row.dated, row.signed, row.note, row.id)
                for row in connection.execute(listed)
            ]

    def months_to_fold(self, site: str, before: date) -> list[date]:
        """The months before a day of which single days are still kept, oldest first."""
        with self._database.reading() as connection:
            days = [
                day
                for table in (article_day, tally_day)
                for day in connection.scalars(
                    sa.select(table.c.day).where(table.c.site == site, table.c.day < before).distinct(),
                )
            ]
        return sorted({day.replace(day=1) for day in days})

    def fold(self, site: str, month: date) -> int:
        """Fold the days of a month into the month, log it, and return how many rows were removed."""
        following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        with self._database.writing() as connection:
            take_turns(connection, site)
            removed = 0
            for days, months, keys in (
                (article_day, article_month, ("article",)),
                (tally_day, tally_month, ("dimension", "value")),
            ):
                within = (days.c.site == site, days.c.day >= month, days.c.day < following)
                _fold(connection, days, months, keys, month, within)
                folded = connection.execute(sa.delete(days).where(*within)).rowcount
                if folded:
                    self._log(connection, site, days.name, following, folded)
                removed += folded
            return removed

    def purges(self, site: str) -> Iterator[sa.Row[Any]]:
        """What was removed, and when."""
        listed = sa.select(purge_log).where(purge_log.c.site == site).order_by(purge_log.c.number)
        with self._database.reading() as connection:
            return iter(connection.execute(listed).all())

    def _rows(self, site: str, entries: Sequence[Entry], numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
        for entry in entries:
            yield {
                "site": site,
                "article": None if entry.article is None else numbers[entry.article],
                "amount": entry.amount,
                "dated": entry.dated,
                "signed": entry.signed,
                "note": entry.note,
                "entered_at": self._milliseconds(),
            }

    @staticmethod
    def _add_to_articles(connection: sa.Connection, rows: Sequence[dict[str, Any]], version: int) -> None:
        if rows:
            connection.execute(
                sa.update(article)
                .where(article.c.number == sa.bindparam("which"))
                .values(opening=article.c.opening + sa.bindparam("gained"), version=version),
                [{"which": row["article"], "gained": row["amount"]} for row in rows],
            )

    def _log(self, connection: sa.Connection, site: str, what: str, before: date, removed: int) -> None:
        entry = {
            "site": site,
            "purged_at": self._milliseconds(),
            "what": what,
            "before": before,
            "removed": removed,
        }
        connection.execute(sa.insert(purge_log), entry)


def _stands(connection: sa.Connection, row: dict[str, Any]) -> bool:
    same = [
        opening_balance.c[name].is_(None) if row[name] is None else opening_balance.c[name] == row[name]
        for name in ("site", "article", "amount", "dated", "signed", "note")
    ]
    return connection.scalar(sa.select(opening_balance.c.number).where(*same).limit(1)) is not None


def _fold(
    connection: sa.Connection,
    days: sa.Table,
    months: sa.Table,
    keys: Sequence[str],
    month: date,
    within: Sequence[sa.ColumnElement[bool]],
) -> None:
    """Add the days' sums to the month's rows."""
    counted = "views" if "views" in days.c else "hits"
    columns = [days.c[key] for key in keys]
    sums = sa.select(days.c.site, *columns, sa.func.sum(days.c[counted]).label(counted)).where(*within)
    rows = [
        {**row, "month": month, counted: int(row[counted])}
        for row in connection.execute(sums.group_by(days.c.site, *columns)).mappings()
    ]
    upsert(connection, months, rows, add=[counted])
