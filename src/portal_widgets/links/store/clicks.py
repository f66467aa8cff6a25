"""How often links were followed, from the tallies of the counting engine: by days, and by months after the
days of a month were merged.
"""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...counting.hits import CLICK, NO_CLICK
from ...counting.store.sql.tables import month_closed, tally_day, tally_month


class ClickStore:
    """The tallies of clicks of one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def clicks_by_link(self, first: date, after: date) -> Mapping[str, int]:
        """Clicks by the key of the link, from one day (included) to another (excluded)."""
        return self._sums(CLICK, first, after)

    def not_counted(self, first: date, after: date) -> int:
        """The number of clicks that were not counted: of robots and staff, repeats, and reports from other
        sites.
        """
        return sum(self._sums(NO_CLICK, first, after).values())

    def first_year(self, this_year: int) -> int:
        """The year of the first click; this year if there is none."""
        firsts = [
            sa.select(sa.func.min(day)).where(table.c.site == self._site, table.c.dimension == CLICK)
            for table, day in ((tally_day, tally_day.c.day), (tally_month, tally_month.c.month))
        ]
        with self._database.reading() as connection:
            found = [day for asked in firsts if (day := connection.scalar(asked)) is not None]
        return min(found).year if found else this_year

    def _sums(self, dimension: str, first: date, after: date) -> Mapping[str, int]:
        folded = sa.select(month_closed.c.month).where(
            month_closed.c.site == self._site, month_closed.c.days_kept.is_(False)
        )
        days = sa.select(tally_day.c.value, tally_day.c.hits).where(
            tally_day.c.site == self._site,
            tally_day.c.dimension == dimension,
            tally_day.c.day >= first,
            tally_day.c.day < after,
        )
        months = sa.select(tally_month.c.value, tally_month.c.hits).where(
            tally_month.c.site == self._site,
            tally_month.c.dimension == dimension,
            tally_month.c.month >= first,
            tally_month.c.month < after,
            tally_month.c.month.in_(folded),
        )
        every = sa.union_all(days, months).subquery()
        asked = sa.select(every.c.value, sa.func.sum(every.c.hits)).group_by(every.c.value)
        with self._database.reading() as connection:
            return {value: int(hits) for value, hits in connection.execute(asked)}
