"""The days of a report, the days to compare with, and the buckets of a chart.

Pure: today is passed in. Periods are calendar periods of the portal; the week begins on Monday (ISO 8601).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
# Longer queries are cut to this, which is more than any counter has counted.
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)


class Unit(StrEnum):
    """The unit of one column of a chart."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# A period of at most this many days is divided into these; a longer one into years.
UNITS = ((2, Unit.HOUR), (92, Unit.DAY), (200, Unit.WEEK), (3700, Unit.MONTH))


class Days(NamedTuple):
    """The days from the first to the last, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def until(self, day: date) -> "Days":
        """The part that has begun by a day; at least the first day."""
        return Days(self.first, max(self.first, min(self.last, day)))

    def each(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(self.length))


class Comparison(StrEnum):
    """The period for a comparison."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Period:
    """A chosen period: its key, all its days, and those that have begun."""

    key: str
    days: Days
    begun: Days

    @property
    def running(self) -> bool:
        """Whether some of its days are in the future."""
        return self.days != self.begun

    @property
    def unit(self) -> Unit:
        return next((unit for most, unit in UNITS if self.days.length <= most), Unit.YEAR)

    def before(self) -> "Days":
        """The complete period of the same kind just before it."""
        return _before(self.key, self.days)

    def after(self) -> "Days":
        """The complete period of the same kind just after it."""
        kind = _kind(self.key)
        if kind in _CALENDAR:
            return _calendar(kind, self.days.last + ONE_DAY)
        return _shift(self.days, self.days.length)

    def whole(self, against: Comparison) -> Days | None:
        """All days of the period to compare with."""
        if against is Comparison.NOTHING:
            return None
        return self.before() if against is Comparison.PREVIOUS else _a_year_earlier(self.key, self.days)

    def compared(self, against: Comparison) -> Days | None:
        """The days to compare with: as many days as this period has begun. If there is a leap day in between,
        they end at the same date a year earlier.
        """
        whole = self.whole(against)
        if whole is None or not self.running:
            return whole
        is_year = against is Comparison.LAST_YEAR or _kind(self.key) == "year"
        if is_year and not _has_fixed_length(self.key):
            return whole.until(_year_earlier(self.begun.last))
        return whole.until(whole.first + timedelta(days=self.begun.length - 1))


class Bucket(NamedTuple):
    """One column of a chart: its days, and its hour if it is an hour."""

    days: Days
    hour: int | None = None


# Periods by their key: today, 7-days, this-week, last-month, ... and custom.
_CALENDAR = ("day", "week", "month", "quarter", "half-year", "year")
_ROLLING = {"7-days": 7, "30-days": 30}
KEYS = (
    "today",
    "yesterday",
    *_ROLLING,
    *(f"{which}-{kind}" for kind in _CALENDAR[1:] for which in ("this", "last")),
    "custom",
)


def period(key: str, today: date) -> Period:
    """The period of a key (not `custom`) as of today. Raises KeyError for an unknown key."""
    if key in _ROLLING:
        days = Days(today - timedelta(days=_ROLLING[key] - 1), today)
        return Period(key, days, days)
    if key not in KEYS or key == "custom":
        raise KeyError(key)
    days = _calendar(_kind(key), today)
    if key == "yesterday" or key.startswith("last-"):
        days = _calendar(_kind(key), days.first - ONE_DAY)
    return Period(key, days, days.until(today))


def custom(first: date, last: date, today: date) -> Period:
    """Any days; reversed ones are swapped. A complete calendar period is recognised."""
    first, last = sorted((max(EARLIEST, min(first, LATEST)), max(EARLIEST, min(last, LATEST))))
    days = Days(first, last)
    kind = next((kind for kind in _CALENDAR if _calendar(kind, first) == days), None)
    return Period(f"custom-{kind}" if kind else "custom", days, days.until(today))


def buckets(days: Days, unit: Unit) -> list[Bucket]:
    """The days divided into columns. Weeks and months at the ends are cut to the period."""
    if unit is Unit.HOUR:
        return [Bucket(Days(day, day), hour) for day in days.each() for hour in range(24)]
    if unit is Unit.DAY:
        return [Bucket(Days(day, day)) for day in days.each()]
    found = []
    first = days.first
    while first <= days.last:
        last = min(days.last, _calendar(unit.value, first).last)
        found.append(Bucket(Days(first, last)))
        first = last + ONE_DAY
    return found


def whole_months(days: Days) -> list[date]:
    """The first days of the calendar months that are completely in it."""
    months = (bucket.days for bucket in buckets(days, Unit.MONTH))
    return [month.first for month in months if _calendar("month", month.first) == month]


def calendar_month(day: date) -> Days:
    """The month of a day."""
    return _calendar("month", day)


def _kind(key: str) -> str:
    if key in {"today", "yesterday"}:
        return "day"
    _, _, kind = key.partition("-")
    return kind


def _calendar(kind: str, day: date) -> Days:
    """The calendar period of a kind that contains a day."""
    if kind == "day":
        return Days(day, day)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + 6 * ONE_DAY)
    months = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Days(first, _months_later(first, months) - ONE_DAY)


def _before(key: str, days: Days) -> Days:
    kind = _kind(key)
    if kind in _CALENDAR:
        return _calendar(kind, days.first - ONE_DAY)
    return _shift(days, -days.length)


def _shift(days: Days, by: int) -> Days:
    return Days(days.first + timedelta(days=by), days.last + timedelta(days=by))


def _a_year_earlier(key: str, days: Days) -> Days:
    """The same dates of the year before. Whole months stay whole months. Other periods keep their number of
    days, because a week with a leap day would otherwise have eight.
    """
    first = _year_earlier(days.first)
    if key in _ROLLING:
        last = _year_earlier(days.last)
        return Days(last - timedelta(days=days.length - 1), last)
    if _has_fixed_length(key):
        return Days(first, first + timedelta(days=days.length - 1))
    if days.first.day == 1 and (days.last + ONE_DAY).day == 1:
        return Days(first, _year_earlier(days.last + ONE_DAY) - ONE_DAY)
    return Days(first, _year_earlier(days.last))


def _has_fixed_length(key: str) -> bool:
    return key in _ROLLING or _kind(key) in {"day", "week"}


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def _months_later(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
