"""One page of the dashboard: parses the query, reads the figures, and labels them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ...core.text.languages import Language
from ...counting.classify.dimensions import CATEGORY, HOUR, LISTED
from ..charts.model import Chart
from ..periods import Bucket, Days, Unit
from ..rules import PageRequest, Sums, before_tables, change, finest_unit, is_comparable, sums
from ..store.query import StatisticsQuery
from ..store.values import EXCLUDED, Annotation, ArticleSummary, DayCounts, DimensionTally
from ..ui_text import DashboardUiText
from .chart import PageChart
from .tables import Table, Tables

SHOWN = 10
_ASKED = [dimension.key for dimension in (*LISTED, HOUR)]
_NO_DAY = DayCounts()
Value = TypeVar("Value", bound=float | None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline: its name, its value as text, the change, and the earlier value."""

    key: str
    name: str
    value: str
    change: float | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page of the dashboard."""

    ask: PageRequest
    figures: list[Figure]
    chart: Chart
    series_names: tuple[str, ...]
    unit: Unit
    annotations: list[Annotation]
    tables: dict[str, Table]
    hours: list[list[int]] | None = None
    heard: int = 0
    counted: int = 0
    purged_until: date | None = None
    only_months: bool = False
    article: ArticleSummary | None = None
    share: float | None = None
    sums: Sums = field(default_factory=Sums)


class PageBuilder:
    """Makes pages in one language."""

    def __init__(self, language: Language, today: date, limit: int = SHOWN) -> None:
        self._language = language
        self._ui_text = DashboardUiText(language)
        self._tables = Tables(language)
        self._chart = PageChart(language, today)
        self._today = today
        self._limit = limit
        self._ = language.gettext

    def site(self, query: StatisticsQuery, ask: PageRequest) -> Page:
        """The whole site."""
        span, unit = ask.period.begun, ask.period.unit
        spans = [span, *([ask.compared] if ask.compared else [])]
        days = query.days(*spans)
        kept_from = query.rollups.purged_until()
        if unit is Unit.HOUR and kept_from is not None and span.first < kept_from:
            unit = Unit.DAY
        hours = query.hours(*spans) if unit is Unit.HOUR else {}
        now = sum_days(days, span)
        before = sum_days(days, ask.compared) if ask.compared else None
        annotations = query.annotations(ask.period.days)
        tallies = query.labels.tallies(span, _ASKED, self._limit)
        chart = self._chart.make(ask, unit, lambda bucket: _count_bucket(bucket, days, hours), annotations)
        excluded = tallies.get(EXCLUDED, DimensionTally())
        return Page(
            ask,
            self._figures(now, before, comparable=is_comparable(ask, query.rollups.began(), self._today)),
            chart,
            (self._("Page views"), self._("Visits")),
            unit,
            annotations,
            self._tables.of_site(query.articles.most_read(span, self._limit), tallies, now),
            _heat(tallies.get(HOUR.key, DimensionTally())),
            heard=now.heard,
            counted=now.heard - excluded.total,
            purged_until=kept_from,
            only_months=before_tables(ask.period, kept_from, query.rollups.began()),
            sums=now,
        )

    def category(self, query: StatisticsQuery, ask: PageRequest) -> Page:
        """One category: its views, and its articles."""
        category = ask.category or ""
        span, kept_from = ask.period.begun, query.rollups.purged_until()
        spans = [span, *([ask.compared] if ask.compared else [])]
        days = query.days(*spans)
        series = query.labels.series(CATEGORY.key, category, *spans)
        read = query.articles.most_read(span, self._limit, category)
        return self._of_views(
            query,
            ask,
            days,
            series,
            {"articles": self._tables.articles(read, _within(series, span))},
            kept_from,
        )

    def article(self, query: StatisticsQuery, ask: PageRequest, number: int) -> Page | None:
        """One article: its views, and their sources. None if it is unknown."""
        known = query.articles.find(number)
        if known is None:
            return None
        span, kept_from = ask.period.begun, query.rollups.purged_until()
        spans = [span, *([ask.compared] if ask.compared else [])]
        days = query.days(*spans)
        series = query.articles.series(number, *spans)
        came = query.labels.origins(known.read.id, span, self._limit)
        views = _within(series, span)
        tables = {"origins": self._tables.origins(came, views)}
        return self._of_views(query, ask, days, series, tables, kept_from, known)

    def _of_views(
        self,
        query: StatisticsQuery,
        ask: PageRequest,
        days: Mapping[date, DayCounts],
        series: Mapping[date, int],
        tables: dict[str, Table],
        kept_from: date | None,
        known: ArticleSummary | None = None,
    ) -> Page:
        """A page with views only, because labels of visits are not stored by article."""
        span = ask.period.begun
        unit = finest_unit(ask.period, kept_from)
        unit = Unit.DAY if unit is Unit.HOUR else unit
        views = _within(series, span)
        before = _within(series, ask.compared) if ask.compared else None
        site = sum_days(days, span).article_views
        annotations = query.annotations(ask.period.days)
        number = self._language.number
        figures = [
            Figure(
                "views",
                self._("Views"),
                number(views),
                change(views, before) if is_comparable(ask, query.rollups.began(), self._today) else None,
                "" if before is None else number(before),
            )
        ]
        return Page(
            ask,
            figures,
            self._chart.make(ask, unit, lambda bucket: (_within(series, bucket.days),), annotations),
            (self._("Views"),),
            unit,
            annotations,
            tables,
            purged_until=kept_from,
            only_months=before_tables(ask.period, kept_from, query.rollups.began()),
            article=known,
            share=views / site if site else None,
            sums=Sums(views=views, article_views=site),
        )

    def _figures(self, now: Sums, before: Sums | None, *, comparable: bool) -> list[Figure]:
        number, decimal = self._language.number, self._ui_text.decimal

        def figure(
            key: str, name: str, value: Callable[[Sums], Value], text: Callable[[Value], str]
        ) -> Figure:
            grown = change(value(now), value(before)) if before and comparable else None
            return Figure(key, name, text(value(now)), grown, text(value(before)) if before else "")

        return [
            figure("views", self._("Page views"), lambda sums: sums.views, number),
            figure("visits", self._("Visits"), lambda sums: sums.visits, number),
            figure("visitors", self._("Unique visitors a day"), lambda sums: sums.visitors_a_day, number),
            figure("depth", self._("Page views a visit"), lambda sums: sums.views_a_visit, decimal),
        ]


def sum_days(days: Mapping[date, DayCounts], span: Days) -> Sums:
    return sums(
        (day.page_views, day.article_views, day.visits, day.heard, day.visitors)
        for when, day in days.items()
        if span.first <= when <= span.last
    )


def _count_bucket(
    bucket: Bucket, days: Mapping[date, DayCounts], hours: Mapping[tuple[date, int], DayCounts]
) -> tuple[int, int]:
    if bucket.hour is not None:
        hour = hours.get((bucket.days.first, bucket.hour), _NO_DAY)
        return hour.page_views, hour.visits
    inside = [days.get(day, _NO_DAY) for day in bucket.days.each()]
    return sum(day.page_views for day in inside), sum(day.visits for day in inside)


def _within(series: Mapping[date, int], span: Days) -> int:
    return sum(hits for day, hits in series.items() if span.first <= day <= span.last)


def _heat(tally: DimensionTally) -> list[list[int]]:
    """Visits by weekday (Monday first) and hour."""
    heat = [[0] * 24 for _ in range(7)]
    for value, hits in tally.values:
        heat[int(value[0]) - 1][int(value[1:])] += hits
    return heat
