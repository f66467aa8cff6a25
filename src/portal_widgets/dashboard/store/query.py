"""The dashboard's queries. They read the daily and monthly sums only, never hits."""

from datetime import date

import sqlalchemy as sa

from ...counting.classify.dimensions import HOUR, PAGE_HOUR
from ...counting.store.sql.tables import site_day, tally_day
from ..periods import Days
from .annotations import annotations
from .articles import ArticleQuery
from .labels import LabelQuery
from .rollups import RollUps, within
from .values import Annotation, DayCounts

_HOURS = (PAGE_HOUR.key, HOUR.key)


class StatisticsQuery:
    """Queries about the days of a site, its labels and its articles, in one transaction."""

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site
        self.rollups = RollUps(connection, site)
        self.labels = LabelQuery(connection, site, self.rollups)
        self.articles = ArticleQuery(connection, site, self.rollups)

    def days(self, *spans: Days) -> dict[date, DayCounts]:
        """The site's days in any of the spans."""
        asked = sa.select(site_day).where(site_day.c.site == self._site, within(site_day.c.day, spans))
        return {
            row.day: DayCounts(row.heard, row.page_views, row.article_views, row.visits, row.visitors)
            for row in self._connection.execute(asked)
        }

    def hours(self, *spans: Days) -> dict[tuple[date, int], DayCounts]:
        """Page views and visits by day and hour, for spans of a few days."""
        asked = sa.select(tally_day).where(
            tally_day.c.site == self._site,
            tally_day.c.dimension.in_(_HOURS),
            within(tally_day.c.day, spans),
        )
        counted: dict[tuple[date, int], dict[str, int]] = {}
        for row in self._connection.execute(asked):
            hour = counted.setdefault((row.day, int(row.value[-2:])), {})
            hour["page_views" if row.dimension == PAGE_HOUR.key else "visits"] = row.hits
        return {when: DayCounts(**hour) for when, hour in counted.items()}

    def annotations(self, span: Days) -> list[Annotation]:
        """Notes on the days, and opening balances dated on them, in the order of their days."""
        return annotations(self._connection, self._site, span)
