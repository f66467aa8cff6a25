"""The daily and the monthly sums of the counts, and which of them cover a time."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from ...core.text.clock import next_month
from ...counting.store.sql.tables import month_closed, site_day
from ..periods import Days, whole_months

_ONE_DAY = timedelta(days=1)


class RollUps:
    """The data of a site: days and closed months. If the days of a month were purged, only the
    month is left.
    """

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site
        self._closed: dict[date, bool] | None = None
        self._began: date | None = None

    def began(self) -> date | None:
        """The first counted day."""
        if self._began is None:
            first = sa.select(sa.func.min(site_day.c.day)).where(site_day.c.site == self._site)
            self._began = self._connection.execute(first).scalar()
        return self._began

    def purged_until(self) -> date | None:
        """The first day for which articles and labels are still stored by day; None if all days are."""
        purged = [month for month, days_kept in self._months().items() if not days_kept]
        return next_month(max(purged)) if purged else None

    def cut(self, span: Days) -> tuple[list[date], list[Days]]:
        """The closed months that are completely in the span, as far as they were counted, and the
        other days.
        """
        closed, began = self._months(), self.began()
        if began is not None and span.first <= began:
            span = Days(span.first.replace(day=1), span.last)
        months = [month for month in whole_months(span) if month in closed]
        edges, start = [], span.first
        for month in months:
            edges.append(Days(start, month - _ONE_DAY))
            start = next_month(month)
        edges.append(Days(start, span.last))
        return months, [edge for edge in edges if edge.first <= edge.last]

    def by_time(
        self,
        day: sa.Column[int],
        month: sa.Column[int],
        only: tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]],
        spans: Iterable[Days],
    ) -> dict[date, int]:
        """A count of the two tables by day, filtered by `only`. Counts of a month whose days were purged are
        under its first day.
        """
        spans = list(spans)
        purged = [
            first
            for first, days_kept in self._months().items()
            if not days_kept and any(span.first <= first <= span.last for span in spans)
        ]
        days, months = day.table.c, month.table.c
        asked = sa.union_all(
            sa.select(days.day.label("day"), day.label("hits")).where(
                days.site == self._site, only[0], within(days.day, spans)
            ),
            sa.select(months.month, month).where(
                months.site == self._site, only[1], months.month.in_(purged)
            ),
        )
        return {row.day: row.hits for row in self._connection.execute(asked)}

    def _months(self) -> dict[date, bool]:
        """The closed months, and whether their days are kept."""
        if self._closed is None:
            asked = sa.select(month_closed).where(month_closed.c.site == self._site)
            self._closed = {row.month: row.days_kept for row in self._connection.execute(asked)}
        return self._closed


def within(column: sa.ColumnElement[date], spans: Iterable[Days]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.between(span.first, span.last) for span in spans))
