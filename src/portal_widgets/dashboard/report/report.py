"""The administrative report of a month, quarter, half-year or year: all its figures, and whether they agree.

The report of a past period is always the same, except for the time when it was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...core.text.languages import Language
from ...counting.method import OUTAGE_DAYS
from .. import periods
from ..export.sheets import Excluded, not_counted
from ..page.page import Page, PageBuilder, sum_days
from ..page.tables import Cell, Table
from ..periods import Bucket, Comparison, Days, Period, Unit
from ..rules import PageRequest, Sums, change, sums
from ..store.values import Annotation, DayCounts
from ..ui_text import DashboardUiText
from .reconcile import FigureCheck, Recounted, checks
from .store import Balance, ReportQuery

KINDS = ("month", "quarter", "half-year", "year")
# The number of articles in their list, and of values in each other list.
LISTED = 20
# After an outage, a server may deliver its views this much later.
_LATE = timedelta(days=OUTAGE_DAYS)
_LONGEST_MONTH = 31
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure, its value in another period, and the change, as texts."""

    name: str
    now: str
    before: str
    change: str
    year_before: str
    year_change: str


@dataclass(frozen=True, slots=True)
class Report:
    """The content of a report. From `final_on` on it cannot change any more."""

    kind: str
    period: Period
    name: str
    days: str
    before: str
    year_before: str
    made: datetime
    final_on: date
    figures: list[ComparedFigure]
    course: Table
    page: Page
    balances: list[Balance]
    checks: list[FigureCheck]

    @property
    def running(self) -> bool:
        return self.made.date() <= self.period.days.last

    @property
    def final(self) -> bool:
        return self.made.date() >= self.final_on

    @property
    def agrees(self) -> bool:
        return all(check.agrees for check in self.checks)

    @property
    def remarks(self) -> list[Annotation]:
        """The notes only, because opening balances have a separate list."""
        return [annotation for annotation in self.page.annotations if annotation.amount is None]


def last_whole(kind: str, today: date) -> Period:
    """The last complete period of a kind. Raises KeyError for a kind that is not in KINDS."""
    return period_of(kind, periods.period(f"last-{kind}", today).days.first, today)


def period_of(kind: str, day: date, today: date) -> Period:
    """The period of a kind that contains a day. Raises KeyError for a kind that is not in KINDS; ValueError
    for a period that has not begun, or that is too long ago.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    if not periods.EARLIEST <= day <= periods.LATEST:
        raise ValueError(day)
    days = periods.period(f"this-{kind}", day).days
    if days.first > today:
        raise ValueError(day)
    return periods.custom(*days, today)


def period_name(language: Language, kind: str, days: Days) -> str:
    """Tháng 10/2026, Quý IV/2026, 6 tháng đầu năm 2026, Năm 2026."""
    _ = language.gettext
    first = days.first
    if kind == "month":
        return DashboardUiText(language).bucket(Bucket(days), Unit.MONTH)[1]
    if kind == "quarter":
        return _("Quarter %(number)s of %(year)s", number=_ROMAN[(first.month - 1) // 3], year=first.year)
    if kind == "half-year" and first.month == 1:
        return _("First half of %(year)s", year=first.year)
    if kind == "half-year":
        return _("Second half of %(year)s", year=first.year)
    return _("Year %(year)s", year=first.year)


class ReportBuilder:
    """Makes reports in one language."""

    def __init__(self, language: Language, now: datetime) -> None:
        self._language = language
        self._ui_text = DashboardUiText(language)
        self._now = now
        self._ = language.gettext

    def make(self, query: ReportQuery, kind: str, period: Period) -> Report:
        before, year_before = (
            period.compared(against) for against in (Comparison.PREVIOUS, Comparison.LAST_YEAR)
        )
        spans = [span for span in (period.begun, before, year_before) if span is not None]
        days, began = query.days(*spans), query.rollups.began()
        page = PageBuilder(self._language, self._now.date(), LISTED).site(
            query, PageRequest(period, Comparison.NOTHING)
        )
        excluded = query.excluded(period.begun)
        balances = query.balances(period.days.last)
        return Report(
            kind,
            period,
            period_name(self._language, kind, period.days),
            self._ui_text.days(period.days),
            self._ui_text.days(before) if before else "",
            self._ui_text.days(year_before) if year_before else "",
            self._now,
            period.days.last + periods.ONE_DAY + _LATE,
            self._figures(
                page.sums, *(_sums_if_counted(days, span, began) for span in (before, year_before))
            ),
            self._course(period, days, excluded),
            page,
            balances,
            self._checks(query, period, days, page, excluded, balances),
        )

    def _figures(self, now: Sums, before: Sums | None, year_before: Sums | None) -> list[ComparedFigure]:
        _ = self._
        whole, decimal = self._language.number, self._ui_text.decimal
        named: list[tuple[str, Callable[[Sums], float | None], Callable[..., str]]] = [
            (_("Page views"), lambda sums: sums.views, whole),
            (_("Views of articles"), lambda sums: sums.article_views, whole),
            (_("Visits"), lambda sums: sums.visits, whole),
            (_("Unique visitors a day"), lambda sums: sums.visitors_a_day, whole),
            (_("Page views a visit"), lambda sums: sums.views_a_visit, decimal),
        ]
        none = "–"
        return [
            ComparedFigure(
                name,
                text(value(now)),
                text(value(before)) if before else none,
                self._ui_text.change(change(value(now), value(before))) if before else none,
                text(value(year_before)) if year_before else none,
                self._ui_text.change(change(value(now), value(year_before))) if year_before else none,
            )
            for name, value, text in named
        ]

    def _course(self, period: Period, days: Mapping[date, DayCounts], excluded: Excluded) -> Table:
        """By day for a month, otherwise by month."""
        _ = self._
        unit = Unit.DAY if period.days.length <= _LONGEST_MONTH else Unit.MONTH
        begun = [
            bucket for bucket in periods.buckets(period.days, unit) if bucket.days.first <= self._now.date()
        ]
        rows = [self._row(bucket, unit, days, excluded) for bucket in begun]
        headings = (
            _("Time"),
            _("Page views"),
            _("Views of articles"),
            _("Visits"),
            _("Unique visitors a day"),
            _("Not counted"),
            _("Page loads heard"),
        )
        title = ", ".join((_("Course"), self._ui_text.unit(unit)))
        total = self._row(Bucket(period.begun), unit, days, excluded)
        return Table("course", title, headings, [*rows, (_("Total"), *total[1:])])

    def _row(
        self, bucket: Bucket, unit: Unit, days: Mapping[date, DayCounts], excluded: Excluded
    ) -> tuple[Cell, ...]:
        all_ = sum_days(days, bucket.days)
        left_out, _repeats = not_counted(excluded, bucket.days)
        return (
            self._ui_text.bucket(bucket, unit)[1],
            all_.views,
            all_.article_views,
            all_.visits,
            all_.visitors_a_day,
            left_out,
            all_.heard,
        )

    def _checks(
        self,
        query: ReportQuery,
        period: Period,
        days: Mapping[date, DayCounts],
        page: Page,
        excluded: Excluded,
        balances: list[Balance],
    ) -> list[FigureCheck]:
        begun = period.begun
        by_month = period.days.length > _LONGEST_MONTH
        pieces = periods.buckets(begun, Unit.MONTH if by_month else Unit.WEEK)
        database = query.sum_of(begun)
        again = Recounted(
            by_database=sums(
                [(database.page_views, database.article_views, database.visits, database.heard, 0)]
            ),
            pieces=[sum_days(days, piece.days) for piece in pieces],
            hours=sum(map(sum, page.hours or [])),
            devices=sum(int(row[-1] or 0) for row in page.tables["devices"].rows),
            articles=query.article_views(begun),
            not_counted=not_counted(excluded, begun)[0],
            opening=self._language.number(sum(one.amount for one in balances if not one.articles)),
        )
        name = self._("sum of the months = total") if by_month else self._("sum of the weeks = total")
        return checks(self._, name, page.sums, again)


def _sums_if_counted(days: Mapping[date, DayCounts], span: Days | None, began: date | None) -> Sums | None:
    """The sums of a span; None if the counter began in it or after it."""
    if span is None or began is None or span.first < began:
        return None
    return sum_days(days, span)
