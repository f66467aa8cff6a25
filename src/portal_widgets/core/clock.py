"""The portal's time: one zone, calendar periods, and a clock that tests can freeze."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Periods:
    """The calendar periods a day lies in. The week begins on Monday (ISO 8601)."""

    today: date

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def week(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    @property
    def month(self) -> date:
        return self.today.replace(day=1)

    @property
    def year(self) -> date:
        return self.today.replace(month=1, day=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time in the portal's zone."""

    zone: ZoneInfo
    seconds: Callable[[], float] = time.time

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), self.zone)

    def milliseconds(self) -> int:
        return int(self.seconds() * 1000)

    def local(self, milliseconds: int) -> datetime:
        """The portal's wall clock at an instant given in milliseconds since 1970."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone)
