"""The portal's time: one zone, calendar periods, and a clock that tests can freeze."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Units of a whole number of time, for signatures. An instant counts from 1970.
Seconds = int
Milliseconds = int
Microseconds = int

ONE_DAY = timedelta(days=1)
_MINUTE = 60_000


class Periods(NamedTuple):
    """The calendar periods of a day. The week begins on Monday (ISO 8601)."""

    today: date

    @property
    def yesterday(self) -> date:
        return self.today - ONE_DAY

    @property
    def week(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    @property
    def month(self) -> date:
        return self.today.replace(day=1)

    @property
    def year(self) -> date:
        return self.today.replace(month=1, day=1)


class Day(NamedTuple):
    """One day in the portal's time zone: from `start` (included) to `end` (excluded), in milliseconds since
    1970.
    """

    date: date
    name: str
    start: Milliseconds
    end: Milliseconds


class Clock:
    """The time in the portal's zone. `steady` is for measuring durations in this process: seconds on a
    monotonic clock, from any starting point. If a test sets the time, it sets both clocks.
    """

    def __init__(self, zone: ZoneInfo, seconds: Callable[[], float] | None = None) -> None:
        self.zone = zone
        self.steady = seconds or time.monotonic
        self._seconds = seconds or time.time
        self._last = _day(zone, date(1970, 1, 1))

    def seconds(self) -> float:
        return self._seconds()

    def milliseconds(self) -> Milliseconds:
        return int(self._seconds() * 1000)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds(), self.zone)

    def today(self) -> date:
        """The current day in the portal's zone. Pages call it often, so it is faster than `now().date()`."""
        return self.day(self.milliseconds()).date

    def local(self, milliseconds: int) -> datetime:
        """The local time of an instant given in milliseconds since 1970."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone)

    def hour(self, milliseconds: int) -> tuple[int, int]:
        """Weekday (1 is Monday) and hour of an instant in the portal's zone."""
        return _hour(self.zone, milliseconds // _MINUTE)

    def midnight(self, day: date) -> Milliseconds:
        """The beginning of a day, in milliseconds since 1970."""
        return _day(self.zone, day).start

    def day(self, milliseconds: int) -> Day:
        """The day of an instant. It is called for every view, so the last answer is cached."""
        last = self._last
        if last.start <= milliseconds < last.end:
            return last
        self._last = last = _day(self.zone, self.local(milliseconds).date())
        return last


def months_ago(today: date, months: int) -> date:
    """The first day of the month that many months ago."""
    index = today.year * 12 + today.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def next_month(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


@lru_cache(maxsize=1024)
def _day(zone: ZoneInfo, day: date) -> Day:
    return Day(day, day.isoformat(), _midnight(zone, day), _midnight(zone, day + ONE_DAY))


@lru_cache(maxsize=4096)
def _hour(zone: ZoneInfo, minute: int) -> tuple[int, int]:
    """Weekday and hour in a minute. The result is cached, because the lookup is slow. Since 1972 the offset
    of every zone is in whole minutes.
    """
    local = datetime.fromtimestamp(minute * _MINUTE / 1000, zone)
    return local.isoweekday(), local.hour


def _midnight(zone: ZoneInfo, day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
