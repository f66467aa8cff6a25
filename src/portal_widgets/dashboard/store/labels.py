"""Queries for the labels by which views are tallied: categories, referrers, browsers and others."""

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from ...counting.classify.dimensions import HOUR
from ...counting.hits import BETWEEN, ORIGIN
from ...counting.store.sql.tables import exclusion_day, tally_day, tally_month
from ..periods import Days
from .rollups import RollUps, within
from .values import EXCLUDED, DimensionTally

# All values of these dimensions are read, without a limit.
_WHOLE = (HOUR.key, EXCLUDED)


class LabelQuery:
    """Queries for the labels of a site."""

    def __init__(self, connection: sa.Connection, site: str, rollups: RollUps) -> None:
        self._connection = connection
        self._site = site
        self._rollups = rollups

    def tallies(self, span: Days, dimensions: Sequence[str], limit: int) -> dict[str, DimensionTally]:
        """The `limit` most frequent values of each dimension, and the number of excluded hits by reason."""
        hits = self._tally_rows(
            span, tally_day.c.dimension.in_(dimensions), tally_month.c.dimension.in_(dimensions)
        )
        excluded = sa.select(
            sa.literal(EXCLUDED).label("dimension"),
            exclusion_day.c.reason.label("value"),
            exclusion_day.c.hits,
        ).where(exclusion_day.c.site == self._site, within(exclusion_day.c.day, [span]))
        every = sa.union_all(*hits, excluded).subquery()
        summed = (
            sa.select(every.c.dimension, every.c.value, sa.func.sum(every.c.hits).label("hits"))
            .group_by(every.c.dimension, every.c.value)
            .subquery()
        )
        ranked = sa.select(
            summed,
            sa.func.sum(summed.c.hits).over(partition_by=summed.c.dimension).label("total"),
            sa.func.row_number()
            .over(partition_by=summed.c.dimension, order_by=[summed.c.hits.desc(), summed.c.value])
            .label("rank"),
        ).subquery()
        wanted = (
            sa.select(ranked)
            .where(sa.or_(ranked.c.rank <= limit, ranked.c.dimension.in_(_WHOLE)))
            .order_by(ranked.c.dimension, ranked.c.rank)
        )
        found: dict[str, DimensionTally] = {}
        for row in self._connection.execute(wanted):
            values = found.setdefault(row.dimension, DimensionTally([], int(row.total))).values
            values.append((row.value, int(row.hits)))
        return found

    def series(self, dimension: str, value: str, *spans: Days) -> dict[date, int]:
        """The hits of one value by day. If the days of a month were purged, its first day has the sum."""
        of_value = (
            sa.and_(tally_day.c.dimension == dimension, tally_day.c.value == value),
            sa.and_(tally_month.c.dimension == dimension, tally_month.c.value == value),
        )
        return self._rollups.by_time(tally_day.c.hits, tally_month.c.hits, of_value, spans)

    def origins(self, identity: str, span: Days, limit: int) -> DimensionTally:
        """The sites that led readers to an article, with their views. At most `limit` sites are listed."""
        mark = identity + BETWEEN
        ends = identity + chr(ord(BETWEEN) + 1)
        hits = self._tally_rows(
            span,
            sa.and_(tally_day.c.dimension == ORIGIN, tally_day.c.value >= mark, tally_day.c.value < ends),
            sa.and_(
                tally_month.c.dimension == ORIGIN, tally_month.c.value >= mark, tally_month.c.value < ends
            ),
        )
        every = sa.union_all(*hits).subquery()
        summed = sa.select(every.c.value, sa.func.sum(every.c.hits)).group_by(every.c.value)
        values = sorted(
            ((value.removeprefix(mark), int(total)) for value, total in self._connection.execute(summed)),
            key=lambda pair: (-pair[1], pair[0]),
        )
        return DimensionTally(values[:limit], sum(total for _, total in values))

    def _tally_rows(
        self, span: Days, of_day: sa.ColumnElement[bool], of_month: sa.ColumnElement[bool]
    ) -> Iterator[sa.SelectBase]:
        """Statements for dimension, value and hits. Whole months of the span are read from the sums by month,
        if they exist, and the other days from the sums by day.
        """
        months, edges = self._rollups.cut(span)
        day, month = tally_day.c, tally_month.c
        if edges:
            yield sa.select(day.dimension, day.value, day.hits).where(
                day.site == self._site, of_day, within(day.day, edges)
            )
        if months:
            yield sa.select(month.dimension, month.value, month.hits).where(
                month.site == self._site, of_month, month.month.in_(months)
            )
