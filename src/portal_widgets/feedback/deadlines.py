"""Until when a message is to be answered: working days, less public holidays (Labour Code 2019, art. 112)."""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5


def due_on(received: date, working_days: int) -> date:
    """The last day for the answer; the day after the one it came is the first that counts."""
    day = received
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        if _is_working(day):
            left -= 1
    return day


def _is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[date]:
    """Tết goes by the moon and substitute days by decree; the library is kept up to date with both."""
    from holidays import country_holidays

    return frozenset(country_holidays("VN", years=year))
