"""What the dashboard asks of the database: roll-ups only, never hits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ...core.db.rows import VARIABLES
from ...core.text.clock import next_month
from ...counting.hits import BETWEEN
from ...counting.store.sql.tables import (
    article,
    article_day,
    article_month,
    exclusion_day,
    month_closed,
    note,
    opening_balance,
    site_day,
    tally_day,
    tally_month,
)
from ..periods import Days, whole_months
from .ranking import Listed, candidates, first
from .values import EXCLUDED, Annotation, ArticleSummary, ArticleViews, DayCounts, DimensionTally

_ONE_DAY = timedelta(days=1)
# Of these every value is wanted: a day has as many.
_WHOLE = ("hour", EXCLUDED)
_HOURS = ("page-hour", "hour")
# The months of a long period are read this far down; what leads the period stands there, or all of
# it is added up.
_LISTED = 300
# More candidates than this are no help.
_CANDIDATES = 800


class StatisticsQuery:
    """One transaction of questions."""

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site
        self._closed: dict[date, bool] | None = None
        self._began: date | None = None

    # The site.

    def began(self) -> date | None:
        """The first day that was counted."""
        if self._began is None:
            first = sa.select(sa.func.min(site_day.c.day)).where(site_day.c.site == self._site)
            self._began = self._connection.execute(first).scalar()
        return self._began

    def days(self, *spans: Days) -> dict[date, DayCounts]:
        """The site's days in any of the spans."""
        asked = sa.select(site_day).where(site_day.c.site == self._site, _within(site_day.c.day, spans))
        return {
            row.day: DayCounts(row.heard, row.page_views, row.article_views, row.visits, row.visitors)
            for row in self._connection.execute(asked)
        }

    def hours(self, *spans: Days) -> dict[tuple[date, int], DayCounts]:
        """Page views and visits by day and hour, for spans of a few days."""
        asked = sa.select(tally_day).where(
            tally_day.c.site == self._site,
            tally_day.c.dimension.in_(_HOURS),
            _within(tally_day.c.day, spans),
        )
        counted: dict[tuple[date, int], dict[str, int]] = {}
        for row in self._connection.execute(asked):
            hour = counted.setdefault((row.day, int(row.value[-2:])), {})
            hour["page_views" if row.dimension == "page-hour" else "visits"] = row.hits
        return {when: DayCounts(**hour) for when, hour in counted.items()}

    def tallies(self, span: Days, dimensions: Sequence[str], limit: int) -> dict[str, DimensionTally]:
        """The `limit` greatest values of each dimension, and what was excluded by reason."""
        hits = self._tally_rows(
            span, tally_day.c.dimension.in_(dimensions), tally_month.c.dimension.in_(dimensions)
        )
        excluded = sa.select(
            sa.literal(EXCLUDED).label("dimension"),
            exclusion_day.c.reason.label("value"),
            exclusion_day.c.hits,
        ).where(exclusion_day.c.site == self._site, _within(exclusion_day.c.day, [span]))
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
        """The hits of one value by day. Of a month whose days were purged: under its first day."""
        of_value = (
            sa.and_(tally_day.c.dimension == dimension, tally_day.c.value == value),
            sa.and_(tally_month.c.dimension == dimension, tally_month.c.value == value),
        )
        return self._by_time(tally_day.c.hits, tally_month.c.hits, of_value, spans)

    def remarks(self, span: Days) -> list[Annotation]:
        """Notes on the days, and opening balances dated on them, in the order of their days."""
        notes = sa.select(note).where(note.c.site == self._site, _within(note.c.day, [span]))
        balances = (
            sa.select(opening_balance, article.c.id)
            .join(article, article.c.number == opening_balance.c.article, isouter=True)
            .where(opening_balance.c.site == self._site, _within(opening_balance.c.dated, [span]))
            .where(opening_balance.c.article.is_(None))
        )
        found = [read_annotation(row) for row in self._connection.execute(notes)]
        found += [
            Annotation(row.dated, row.note, row.signed, amount=row.amount, article=row.id)
            for row in self._connection.execute(balances)
        ]
        return sorted(found, key=lambda annotation: (annotation.day, annotation.number))

    # Articles.

    def most_read(self, span: Days, limit: int, category: str | None = None) -> list[ArticleViews]:
        """The articles read most in the span, most first."""
        if category is not None:
            return self._describe(self._most_read_added_up(span, limit, category))
        return self._describe(self._most_read_of_heads(span, limit) or self._most_read_added_up(span, limit))

    def article(self, number: int) -> ArticleSummary | None:
        """What is known of an article; None if there is none of this number."""
        ends = [
            self._end(function, column, number).label(f"{name}_{column.name}")
            for name, function in (("first", sa.func.min), ("last", sa.func.max))
            for column in (article_day.c.day, article_month.c.month)
        ]
        asked = sa.select(article, *ends).where(article.c.site == self._site, article.c.number == number)
        row = self._connection.execute(asked).one_or_none()
        if row is None:
            return None
        known = ArticleViews(row.number, row.id, row.title, row.url, row.category, row.views)
        return ArticleSummary(
            known,
            row.opening,
            _first_view(row.first_day, row.first_month),
            row.last_day or row.last_month,
        )

    def article_series(self, number: int, *spans: Days) -> dict[date, int]:
        """The views of an article by day. Of a month whose days were purged: under its first day."""
        of_article = (article_day.c.article == number, article_month.c.article == number)
        return self._by_time(article_day.c.views, article_month.c.views, of_article, spans)

    def origins(self, identity: str, span: Days, limit: int) -> DimensionTally:
        """Which sites led readers to an article."""
        mark = identity + BETWEEN
        ends = identity + chr(ord(BETWEEN) + 1)
        hits = self._tally_rows(
            span,
            sa.and_(tally_day.c.dimension == "from", tally_day.c.value >= mark, tally_day.c.value < ends),
            sa.and_(
                tally_month.c.dimension == "from", tally_month.c.value >= mark, tally_month.c.value < ends
            ),
        )
        every = sa.union_all(*hits).subquery()
        summed = sa.select(every.c.value, sa.func.sum(every.c.hits)).group_by(every.c.value)
        values = sorted(
            ((value.removeprefix(mark), int(total)) for value, total in self._connection.execute(summed)),
            key=lambda pair: (-pair[1], pair[0]),
        )
        return DimensionTally(values[:limit], sum(total for _, total in values))

    # Days and months.

    def purged_until(self) -> date | None:
        """The first day whose articles and labels are still kept by day; None if all are."""
        purged = [month for month, days_kept in self._months().items() if not days_kept]
        return next_month(max(purged)) if purged else None

    def _months(self) -> dict[date, bool]:
        """The closed months, and whether their days are kept."""
        if self._closed is None:
            asked = sa.select(month_closed).where(month_closed.c.site == self._site)
            self._closed = {row.month: row.days_kept for row in self._connection.execute(asked)}
        return self._closed

    def _cut(self, span: Days) -> tuple[list[date], list[Days]]:
        """The closed months that lie whole in the span, as far as they were counted, and the days beside
        them.
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

    def _tally_rows(self, span: Days, of_day: Any, of_month: Any) -> Iterator[Any]:
        """Dimension, value and hits, from months where there are some, else from days."""
        months, edges = self._cut(span)
        day, month = tally_day.c, tally_month.c
        if edges:
            yield sa.select(day.dimension, day.value, day.hits).where(
                day.site == self._site, of_day, _within(day.day, edges)
            )
        if months:
            yield sa.select(month.dimension, month.value, month.hits).where(
                month.site == self._site, of_month, month.month.in_(months)
            )

    def _by_time(self, day: Any, month: Any, only: tuple[Any, Any], spans: Iterable[Days]) -> dict[date, int]:
        spans = list(spans)
        purged = [
            first
            for first, days_kept in self._months().items()
            if not days_kept and any(span.first <= first <= span.last for span in spans)
        ]
        days, months = day.table.c, month.table.c
        asked = sa.union_all(
            sa.select(days.day.label("day"), day.label("hits")).where(
                days.site == self._site, only[0], _within(days.day, spans)
            ),
            sa.select(months.month, month).where(
                months.site == self._site, only[1], months.month.in_(purged)
            ),
        )
        return {row.day: row.hits for row in self._connection.execute(asked)}

    # Articles.

    def _most_read_of_heads(self, span: Days, limit: int) -> list[tuple[int, int]] | None:
        """The most read of a long span, from the heads of its months; None if they do not tell."""
        months, edges = self._cut(span)
        if not months:
            return None
        lists = self._heads(months)
        beside = self._beside(edges)
        chosen = candidates(lists, beside, limit)
        if chosen is None or len(chosen) > _CANDIDATES:
            return None
        month = article_month.c
        exact = (
            sa.select(month.article, sa.func.sum(month.views))
            .where(month.site == self._site, month.article.in_(sorted(chosen)), month.month.in_(months))
            .group_by(month.article)
        )
        views = {number: beside.get(number, 0) for number in chosen}
        for number, counted in self._connection.execute(exact):
            views[number] += int(counted)
        return first(views, limit)

    def _heads(self, months: Sequence[date]) -> list[Listed]:
        month = article_month.c
        heads = [
            sa.select(month.month, month.article, month.views)
            .where(month.site == self._site, month.month == one)
            .order_by(month.views.desc())
            .limit(_LISTED)
            .subquery()
            for one in months
        ]
        rows: dict[date, list[tuple[int, int]]] = {}
        for row in self._connection.execute(sa.union_all(*(sa.select(head) for head in heads))):
            rows.setdefault(row.month, []).append((row.article, row.views))
        for views in rows.values():
            views.sort(key=lambda pair: -pair[1])
        return [Listed(views, cut=len(views) >= _LISTED) for views in rows.values()]

    def _beside(self, edges: Sequence[Days]) -> dict[int, int]:
        if not edges:
            return {}
        day = article_day.c
        summed = (
            sa.select(day.article, sa.func.sum(day.views))
            .where(day.site == self._site, _within(day.day, edges))
            .group_by(day.article)
        )
        return {number: int(views) for number, views in self._connection.execute(summed)}

    def _most_read_added_up(
        self, span: Days, limit: int, category: str | None = None
    ) -> list[tuple[int, int]]:
        months, edges = self._cut(span)
        arms: list[tuple[sa.Table, Any]] = []
        if edges:
            arms.append((article_day, _within(article_day.c.day, edges)))
        if months:
            arms.append((article_month, article_month.c.month.in_(months)))
        every = sa.union_all(*(self._arm(table, within, category) for table, within in arms)).subquery()
        views = sa.func.sum(every.c.views)
        summed = sa.select(every.c.article, views).group_by(every.c.article)
        most = summed.order_by(views.desc(), every.c.article).limit(limit)
        return [(number, int(counted)) for number, counted in self._connection.execute(most)]

    def _arm(self, table: sa.Table, within: Any, category: str | None) -> Any:
        rows = sa.select(table.c.article, table.c.views).where(table.c.site == self._site, within)
        if category is None:
            return rows
        return rows.join(article, article.c.number == table.c.article).where(
            article.c.site == self._site, article.c.category == category
        )

    def _describe(self, ranked: Sequence[tuple[int, int]]) -> list[ArticleViews]:
        known: dict[int, sa.Row[Any]] = {}
        for start in range(0, len(ranked), VARIABLES):
            some = ranked[start : start + VARIABLES]
            asked = sa.select(article).where(article.c.number.in_([number for number, _ in some]))
            known |= {row.number: row for row in self._connection.execute(asked)}
        return [
            ArticleViews(number, row.id, row.title, row.url, row.category, views)
            for number, views in ranked
            if (row := known.get(number)) is not None
        ]

    def _end(self, function: Any, column: sa.Column[date], number: int) -> Any:
        of_article = column.table.c.site == self._site, column.table.c.article == number
        return sa.select(function(column)).where(*of_article).scalar_subquery()


def _within(column: Any, spans: Iterable[Days]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.between(span.first, span.last) for span in spans))


def _first_view(day: date | None, month: date | None) -> date | None:
    """By day where it is kept; a month before it has been purged of its days."""
    if day is None or month is None:
        return day or month
    return month if month < day.replace(day=1) else day


def read_annotation(row: sa.Row[Any]) -> Annotation:
    return Annotation(row.day, row.text, row.author, row.number, entered_at=row.entered_at)
