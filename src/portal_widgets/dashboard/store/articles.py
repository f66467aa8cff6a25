"""The articles and their views."""

from collections.abc import Callable, Sequence
from datetime import date

import sqlalchemy as sa

from ...core.db.rows import Selection
from ...counting.store.sql.tables import article, article_day, article_month
from ..periods import Days
from .ranking import Listed, candidates, first
from .rollups import RollUps, within
from .values import ArticleSummary, ArticleViews

# The number of articles read from each month of a long period. If the leaders of the period cannot be found
# among them, all articles are added up.
_LISTED = 300
# With more candidates, adding up all articles is as fast.
_CANDIDATES = 800
_DESCRIPTION = ("number", "id", "title", "url", "category", "language")
_DESCRIBED: Selection[tuple[int, str, str | None, str | None, str | None, str | None]] = Selection(
    [article.c[name] for name in _DESCRIPTION], among=article.c.number
)


class ArticleQuery:
    """Queries about the articles of a site."""

    def __init__(self, connection: sa.Connection, site: str, rollups: RollUps) -> None:
        self._connection = connection
        self._site = site
        self._rollups = rollups

    def most_read(self, span: Days, limit: int, category: str | None = None) -> list[ArticleViews]:
        """The most read articles of the span, most read first."""
        if category is not None:
            return self._describe(self._most_read_added_up(span, limit, category))
        return self._describe(self._most_read_of_heads(span, limit) or self._most_read_added_up(span, limit))

    def find(self, number: int) -> ArticleSummary | None:
        """An article's details; None if the number is unknown."""
        ends = [
            self._end(function, column, number).label(f"{name}_{column.name}")
            for name, function in (("first", sa.func.min), ("last", sa.func.max))
            for column in (article_day.c.day, article_month.c.month)
        ]
        asked = sa.select(article, *ends).where(article.c.site == self._site, article.c.number == number)
        row = self._connection.execute(asked).one_or_none()
        if row is None:
            return None
        known = ArticleViews(row.number, row.id, row.title, row.url, row.category, row.language, row.views)
        return ArticleSummary(
            known,
            row.opening,
            _first_view(row.first_day, row.first_month),
            row.last_day or row.last_month,
        )

    def series(self, number: int, *spans: Days) -> dict[date, int]:
        """The views of an article by day. Views of a month whose days were purged are under its first day."""
        of_article = (article_day.c.article == number, article_month.c.article == number)
        return self._rollups.by_time(article_day.c.views, article_month.c.views, of_article, spans)

    def _most_read_of_heads(self, span: Days, limit: int) -> list[tuple[int, int]] | None:
        """The most read articles of a long span, from the top lists of its months; None if these are not
        sufficient.
        """
        months, edges = self._rollups.cut(span)
        if not months:
            return None
        lists = self._heads(months)
        edge_views = self._edge_views(edges)
        chosen = candidates(lists, edge_views, limit)
        if chosen is None or len(chosen) > _CANDIDATES:
            return None
        month = article_month.c
        exact = (
            sa.select(month.article, sa.func.sum(month.views))
            .where(month.site == self._site, month.article.in_(sorted(chosen)), month.month.in_(months))
            .group_by(month.article)
        )
        views = {number: edge_views.get(number, 0) for number in chosen}
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

    def _edge_views(self, edges: Sequence[Days]) -> dict[int, int]:
        if not edges:
            return {}
        day = article_day.c
        summed = (
            sa.select(day.article, sa.func.sum(day.views))
            .where(day.site == self._site, within(day.day, edges))
            .group_by(day.article)
        )
        return {number: int(views) for number, views in self._connection.execute(summed)}

    def _most_read_added_up(
        self, span: Days, limit: int, category: str | None = None
    ) -> list[tuple[int, int]]:
        months, edges = self._rollups.cut(span)
        arms: list[tuple[sa.Table, sa.ColumnElement[bool]]] = []
        if edges:
            arms.append((article_day, within(article_day.c.day, edges)))
        if months:
            arms.append((article_month, article_month.c.month.in_(months)))
        every = sa.union_all(*(self._arm(table, when, category) for table, when in arms)).subquery()
        views = sa.func.sum(every.c.views)
        summed = sa.select(every.c.article, views).group_by(every.c.article)
        most = summed.order_by(views.desc(), every.c.article).limit(limit)
        return [(number, int(counted)) for number, counted in self._connection.execute(most)]

    def _arm(self, table: sa.Table, when: sa.ColumnElement[bool], category: str | None) -> sa.SelectBase:
        rows = sa.select(table.c.article, table.c.views).where(table.c.site == self._site, when)
        if category is None:
            return rows
        return rows.join(article, article.c.number == table.c.article).where(
            article.c.site == self._site, article.c.category == category
        )

    def _describe(self, ranked: Sequence[tuple[int, int]]) -> list[ArticleViews]:
        rows = _DESCRIBED.rows(self._connection, (number for number, _ in ranked))
        known = {
            number: (id_, title, url, category, language)
            for number, id_, title, url, category, language in rows
        }
        return [ArticleViews(number, *known[number], views) for number, views in ranked if number in known]

    def _end(
        self,
        function: Callable[[sa.Column[date]], sa.ColumnElement[date]],
        column: sa.Column[date],
        number: int,
    ) -> sa.ScalarSelect[date]:
        of_article = column.table.c.site == self._site, column.table.c.article == number
        return sa.select(function(column)).where(*of_article).scalar_subquery()


def _first_view(day: date | None, month: date | None) -> date | None:
    """The day of the first view. If it is in a month whose days were purged, it is the first day of that
    month.
    """
    if day is None or month is None:
        return day or month
    return month if month < day.replace(day=1) else day
