"""The query of a dashboard page, and the meaning of its figures. Pure: today is passed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from . import periods
from .periods import Comparison, Days, Period, Unit

DEFAULT = "30-days"
LONGEST_CATEGORY = 255
_DATES = ("from", "to")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A period, its comparison, and the category that filters it."""

    period: Period
    compare_to: Comparison
    category: str | None = None

    @property
    def compared(self) -> Days | None:
        return self.period.compared(self.compare_to)

    def query(self, days: Days | None = None) -> dict[str, str]:
        """The address with the same query, or with other days of this kind."""
        asked: dict[str, str] = {"period": self.period.key}
        if days is not None or self.period.key.startswith("custom"):
            first, last = days or self.period.days
            asked = {"period": "custom", "from": first.isoformat(), "to": last.isoformat()}
        if self.compare_to is not Comparison.PREVIOUS:
            asked["compare"] = self.compare_to.value
        if self.category is not None:
            asked["category"] = self.category
        return asked

    def named(self, key: str) -> dict[str, str]:
        """The address with the same query for the period of a key."""
        kept = {name: value for name, value in self.query().items() if name in {"compare", "category"}}
        return {"period": key, **kept}


def read(given: Mapping[str, str], today: date) -> tuple[PageRequest, frozenset[str]]:
    """The query, and the invalid fields, which have their defaults."""
    wrong: set[str] = set()
    try:
        against = Comparison(given.get("compare") or Comparison.PREVIOUS)
    except ValueError:
        against = Comparison.PREVIOUS
        wrong.add("compare")
    category = given.get("category") or None
    if category and (len(category) > LONGEST_CATEGORY or not category.isprintable()):
        category = None
        wrong.add("category")
    return PageRequest(_period(given, today, wrong), against, category), frozenset(wrong)


def _period(given: Mapping[str, str], today: date, wrong: set[str]) -> Period:
    key = given.get("period") or DEFAULT
    if key == "custom":
        days = [_day(given.get(name, ""), name, wrong) for name in _DATES]
        first, last = days
        if first and last:
            return periods.custom(first, last, today)
        return periods.period(DEFAULT, today)
    try:
        return periods.period(key, today)
    except KeyError:
        wrong.add("period")
        return periods.period(DEFAULT, today)


def _day(text: str, name: str, wrong: set[str]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong.add(name)
        return None


@dataclass(frozen=True, slots=True)
class Sums:
    """A period in a few figures. Visitors can be distinguished only within a day, so their figure is the
    average of the days with visitors: a sum over days would count people several times.
    """

    views: int = 0
    article_views: int = 0
    visits: int = 0
    heard: int = 0
    visitors_a_day: int = 0

    @property
    def views_a_visit(self) -> float | None:
        """As pages show it, with one decimal place. Changes are those of the figures that a reader sees."""
        return round(self.views / self.visits, 1) if self.visits else None


def sums(counts: Iterable[tuple[int, int, int, int, int]]) -> Sums:
    """For days: page views, article views, visits, heard and visitors."""
    rows = list(counts)
    views, article_views, visits, heard, visitors = (
        (sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * 5
    )
    with_readers = sum(1 for row in rows if row[-1])
    return Sums(views, article_views, visits, heard, round(visitors / with_readers) if with_readers else 0)


def change(now: float | None, before: float | None) -> float | None:
    """The relative change; None if the earlier figure is 0."""
    if now is None or not before:
        return None
    return (now - before) / before


def is_comparable(ask: PageRequest, began: date | None, today: date) -> bool:
    """Return whether a change is meaningful. It is not if a day has just begun, because every complete day is
    higher. It is not if the earlier period is from before the counter began.
    """
    compared, has_just_begun = ask.compared, ask.period.days == Days(today, today)
    return compared is not None and began is not None and compared.first >= began and not has_just_begun


def finest_unit(period: Period, kept_from: date | None) -> Unit:
    """The unit of charts of articles and labels. Their older months have no days."""
    if kept_from is None or period.days.first >= kept_from:
        return period.unit
    return period.unit if period.unit in {Unit.MONTH, Unit.YEAR} else Unit.MONTH


def before_tables(period: Period, kept_from: date | None, began: date | None = None) -> bool:
    """Return whether the query contains single days of months that are stored only as a whole. The month in
    which the counter began is whole from that day on.
    """
    first = period.days.first
    if kept_from is None or first >= kept_from:
        return False
    if began is not None and first <= began:
        first = min(began, kept_from).replace(day=1)
    old = Days(first, min(period.days.last, kept_from - periods.ONE_DAY))
    covered = sum(periods.calendar_month(month).length for month in periods.whole_months(old))
    return covered < old.length
