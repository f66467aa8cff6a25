"""Months: added up when they are over; after the retention time their days are removed."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.text.clock import next_month
from .batch import take_turns
from .tables import (
    article_day,
    article_month,
    month_closed,
    purge_log,
    site_day,
    tally_day,
    tally_month,
)

# Columns of a day's rows: the counts to add up, the period, and the key of a row within its period.
SUMMED = (
    (article_day, article_month, ("article",), "views"),
    (tally_day, tally_month, ("dimension", "value"), "hits"),
)


class MonthStore:
    """Closes and purges the months of a site. A closed month is complete: a late view is added to its month
    as well as to its day.
    """

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds

    def open_months(self, site: str, before: date) -> list[date]:
        """The months that end by a day and are not closed yet, oldest first."""
        with self._database.reading() as connection:
            first = connection.scalar(sa.select(sa.func.min(site_day.c.day)).where(site_day.c.site == site))
            closed = set(
                connection.scalars(sa.select(month_closed.c.month).where(month_closed.c.site == site))
            )
        month, months = (first or before).replace(day=1), []
        while next_month(month) <= before:
            if month not in closed:
                months.append(month)
            month = next_month(month)
        return months

    def close(self, site: str, month: date) -> None:
        """Add up a month that is over. A closed month is not changed."""
        with self._database.writing() as connection:
            take_turns(connection, site)
            _close(connection, site, month)

    def months_to_purge(self, site: str, before: date) -> list[date]:
        """The months that end by a day and whose days still exist, oldest first."""
        purged = sa.select(month_closed.c.month).where(month_closed.c.site == site, ~month_closed.c.days_kept)
        counted = sa.select(site_day.c.day).where(site_day.c.site == site, site_day.c.day < before)
        with self._database.reading() as connection:
            done = set(connection.scalars(purged))
            months = {day.replace(day=1) for day in connection.scalars(counted)}
        return sorted(month for month in months - done if next_month(month) <= before)

    def purge(self, site: str, month: date) -> int:
        """Remove the days of a month, but not its sums. Logs the removal and returns the number of removed
        rows.
        """
        end = next_month(month)
        removed = 0
        with self._database.writing() as connection:
            take_turns(connection, site)
            _close(connection, site, month)
            for days, *_ in SUMMED:
                within = (days.c.site == site, days.c.day >= month, days.c.day < end)
                gone = connection.execute(sa.delete(days).where(*within)).rowcount
                removed += gone
                if gone:
                    self._log(connection, site, days.name, end, gone)
            connection.execute(
                sa.update(month_closed)
                .where(month_closed.c.site == site, month_closed.c.month == month)
                .values(days_kept=False)
            )
        return removed

    def _log(self, connection: sa.Connection, site: str, what: str, before: date, removed: int) -> None:
        entry = {"purged_at": self._milliseconds(), "what": what, "before": before, "removed": removed}
        connection.execute(sa.insert(purge_log), {"site": site, **entry})


def _close(connection: sa.Connection, site: str, month: date) -> None:
    known = sa.select(month_closed.c.month).where(month_closed.c.site == site, month_closed.c.month == month)
    if connection.scalar(known) is not None:
        return
    for days, months, keys, counted in SUMMED:
        columns = [days.c[key] for key in keys]
        within = (days.c.site == site, days.c.day >= month, days.c.day < next_month(month))
        total = sa.cast(sa.func.sum(days.c[counted]), sa.BigInteger)
        sums = (
            sa.select(sa.literal(site), sa.literal(month, sa.Date), *columns, total)
            .where(*within)
            .group_by(*columns)
        )
        connection.execute(sa.insert(months).from_select(["site", "month", *keys, counted], sums))
    connection.execute(sa.insert(month_closed), {"site": site, "month": month, "days_kept": True})
