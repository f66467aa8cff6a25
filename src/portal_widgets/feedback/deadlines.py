"""The due date of an answer: working days, without public holidays (Labour Code 2019, art. 112)."""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5


def due_on(received: date, working_days: int) -> date:
    """The last day for the answer. The day after the arrival counts as the first."""
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
    """Tết follows the lunar calendar, and substitute days follow a decree. Updates of the library contain
    both.
    """
    from holidays import country_holidays

    return frozenset(country_holidays("VN", years=year))
