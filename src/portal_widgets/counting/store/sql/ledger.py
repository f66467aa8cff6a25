"""Two ledgers: the opening balances of the portal, and the data that were merged or removed after their
retention time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.rows import Row, upsert
from .batch import BatchWriter
from .tables import article, opening_balance, purge_log, site_state


@dataclass(frozen=True, slots=True)
class OpeningBalance:
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

    def enter(self, site: str, entries: Sequence[OpeningBalance]) -> int:
        """Enter opening balances, all or none. An entry that exists already, word for word, is skipped.
        Returns how many were entered.
        """
        with self._database.writing() as connection:
            writer = BatchWriter(connection, site)
            numbers = writer.intern({entry.article for entry in entries if entry.article is not None})
            new = [row for row in self._rows(site, entries, numbers) if not _stands(connection, row)]
            if not new:
                return 0
            connection.execute(sa.insert(opening_balance), new)
            self._add_to_articles(connection, [row for row in new if row["article"]], writer.next_version())
            upsert(connection, site_state, [{"site": site, "version": 0, "ledger": 1}], add=["ledger"])
            return len(new)

    def entries(self, site: str, *, articles: bool = True) -> list[OpeningBalance]:
        """Every opening balance in the order of entry, or only those of the site."""
        listed = (
            sa.select(opening_balance, article.c.id)
            .join(article, article.c.number == opening_balance.c.article, isouter=True)
            .where(opening_balance.c.site == site)
            .order_by(opening_balance.c.number)
        )
        if not articles:
            listed = listed.where(opening_balance.c.article.is_(None))
        with self._database.reading() as connection:
            return [
                OpeningBalance(row.amount, row.dated, row.signed, row.note, row.id)
                for row in connection.execute(listed)
            ]

    def purges(self, site: str) -> Iterator[Row]:
        """The removals, with their times."""
        listed = sa.select(purge_log).where(purge_log.c.site == site).order_by(purge_log.c.number)
        with self._database.reading() as connection:
            return iter(connection.execute(listed).all())

    def _rows(
        self, site: str, entries: Sequence[OpeningBalance], numbers: dict[str, int]
    ) -> Iterator[dict[str, object]]:
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
    def _add_to_articles(connection: sa.Connection, rows: Sequence[dict[str, object]], version: int) -> None:
        if rows:
            connection.execute(
                sa.update(article)
                .where(article.c.number == sa.bindparam("which"))
                .values(opening=article.c.opening + sa.bindparam("gained"), version=version),
                [{"which": row["article"], "gained": row["amount"]} for row in rows],
            )


def _stands(connection: sa.Connection, row: dict[str, object]) -> bool:
    same = [
        opening_balance.c[name].is_(None) if row[name] is None else opening_balance.c[name] == row[name]
        for name in ("site", "article", "amount", "dated", "signed", "note")
    ]
    return connection.scalar(sa.select(opening_balance.c.number).where(*same).limit(1)) is not None
