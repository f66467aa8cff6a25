"""Periods: the days of a report, and the days for the comparison."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.dashboard.periods import (
    KEYS,
    Comparison,
    Days,
    Period,
    Unit,
    buckets,
    custom,
    period,
    whole_months,
)

ONE_DAY = timedelta(days=1)
# A Monday.
TODAY = date(2026, 11, 23)
dates = st.dates(date(2004, 1, 1), date(2099, 12, 31))
keys = st.sampled_from([key for key in KEYS if key != "custom"])
periods = st.one_of(
    st.builds(period, keys, dates),
    st.builds(
        lambda first, length, today: custom(first, first + timedelta(days=length), today),
        dates,
        st.integers(0, 2000),
        dates,
    ),
)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("7-days", "2026-11-17", "2026-11-23"),
        ("30-days", "2026-10-25", "2026-11-23"),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-16", "2026-11-22"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-half-year", "2026-07-01", "2026-12-31"),
        ("last-half-year", "2026-01-01", "2026-06-30"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods_are_those_of_the_calendar(key: str, first: str, last: str):
    assert period(key, TODAY).days == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("key", "against", "first", "last"),
    [
        ("today", "previous", "2026-11-22", "2026-11-22"),
        ("7-days", "previous", "2026-11-10", "2026-11-16"),
        ("this-month", "previous", "2026-10-01", "2026-10-23"),
        ("last-month", "previous", "2026-09-01", "2026-09-30"),
        ("this-quarter", "previous", "2026-07-01", "2026-08-23"),
        ("this-year", "last-year", "2025-01-01", "2025-11-23"),
        ("last-year", "previous", "2024-01-01", "2024-12-31"),
        ("last-month", "last-year", "2025-10-01", "2025-10-31"),
    ],
)
def test_a_running_period_is_compared_with_as_many_days(key: str, against: str, first: str, last: str):
    compared = period(key, TODAY).compared(Comparison(against))

    assert compared == Days(date.fromisoformat(first), date.fromisoformat(last))


def test_a_february_is_compared_with_a_whole_february():
    leap = custom(date(2024, 2, 1), date(2024, 2, 29), TODAY)
    after = custom(date(2025, 2, 1), date(2025, 2, 28), TODAY)

    assert leap.compared(Comparison.LAST_YEAR) == Days(date(2023, 2, 1), date(2023, 2, 28))
    assert after.compared(Comparison.LAST_YEAR) == Days(date(2024, 2, 1), date(2024, 2, 29))


FIFTY_YEARS = st.dates(date(2004, 1, 1), date(2053, 12, 31))
LENGTHS = {"today": 1, "yesterday": 1, "7-days": 7, "30-days": 30, "this-week": 7, "last-week": 7}
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def is_a_year_before(earlier: date, day: date) -> bool:
    """In a year without 29 February, the day before is used."""
    leap_day = (day.month, day.day) == (2, 29)
    return (earlier.year, earlier.month, earlier.day) == (
        day.year - 1,
        day.month,
        28 if leap_day else day.day,
    )


@pytest.mark.parametrize(
    ("key", "today", "first", "last"),
    [
        ("this-year", "2028-03-01", "2027-01-01", "2027-03-01"),
        ("this-year", "2025-12-30", "2024-01-01", "2024-12-30"),
        ("this-quarter", "2025-03-15", "2024-01-01", "2024-03-15"),
        ("this-half-year", "2024-05-02", "2023-01-01", "2023-05-02"),
        ("today", "2025-02-28", "2024-02-28", "2024-02-28"),
        ("last-week", "2025-03-03", "2024-02-24", "2024-03-01"),
        ("7-days", "2025-03-01", "2024-02-24", "2024-03-01"),
    ],
)
def test_a_year_earlier_is_the_same_date_over_leap_days(key: str, today: str, first: str, last: str):
    asked = period(key, date.fromisoformat(today))

    assert asked.compared(Comparison.LAST_YEAR) == Days(date.fromisoformat(first), date.fromisoformat(last))


@given(st.sampled_from([key for key in KEYS if key.endswith(tuple(MONTHS))]), FIFTY_YEARS)
def test_what_has_begun_of_months_is_compared_up_to_the_same_date(key: str, today: date):
    asked = period(key, today)
    compared = asked.compared(Comparison.LAST_YEAR)

    assert compared.first == asked.days.first.replace(year=asked.days.first.year - 1)
    if asked.running:
        assert is_a_year_before(compared.last, today)
    else:
        assert (compared.last + ONE_DAY).day == 1
        assert compared.last.month == asked.days.last.month


@given(st.sampled_from(list(LENGTHS)), FIFTY_YEARS)
def test_so_many_days_are_compared_with_as_many(key: str, today: date):
    asked = period(key, today)
    compared = asked.compared(Comparison.LAST_YEAR)

    assert compared.length == asked.begun.length
    assert is_a_year_before(compared.first, asked.days.first) or is_a_year_before(compared.last, today)


@given(st.sampled_from(["this-year", "last-year"]), FIFTY_YEARS)
def test_the_year_before_and_a_year_earlier_are_one(key: str, today: date):
    asked = period(key, today)

    assert asked.compared(Comparison.PREVIOUS) == asked.compared(Comparison.LAST_YEAR)


@given(FIFTY_YEARS)
def test_every_day_lies_in_one_week_quarter_half_year(day: date):
    """Also at their edges: the day before the first belongs to the previous period, and the day after the
    last to the next one.
    """
    for kind in ("week", *MONTHS):
        here = period(f"this-{kind}", day)

        assert here.days.first <= day <= here.days.last
        assert period(f"this-{kind}", here.days.first).days == period(f"this-{kind}", here.days.last).days
        assert period(f"this-{kind}", here.days.first - ONE_DAY).days == here.before()
        assert period(f"this-{kind}", here.days.last + ONE_DAY).days == here.after()
        assert period(f"last-{kind}", day).days == here.before()
    assert period("this-week", day).days.first.isocalendar()[:2] == day.isocalendar()[:2]
    for kind, months in MONTHS.items():
        here = period(f"this-{kind}", day).days
        assert (here.first.day, (here.first.month - 1) % months, (here.last + ONE_DAY).day) == (1, 0, 1)
        assert len(buckets(here, Unit.MONTH)) == months


@given(FIFTY_YEARS, st.integers(0, 800), FIFTY_YEARS)
def test_any_days_have_the_same_dates_a_year_earlier(first: date, length: int, today: date):
    asked = custom(first, first + timedelta(days=length), today)
    compared = asked.whole(Comparison.LAST_YEAR)

    assert is_a_year_before(compared.first, asked.days.first)
    whole_months = asked.days.first.day == (asked.days.last + ONE_DAY).day == 1
    assert (
        is_a_year_before(compared.last, asked.days.last)
        or whole_months
        or compared.length == asked.days.length == 7
    )


def test_nothing_can_be_compared_with():
    assert period("this-year", TODAY).compared(Comparison.NOTHING) is None


def test_days_given_the_wrong_way_round_are_put_right():
    assert custom(TODAY, TODAY - ONE_DAY, TODAY).days == Days(TODAY - ONE_DAY, TODAY)


def test_days_that_are_a_month_go_back_by_months():
    assert custom(date(2026, 3, 1), date(2026, 3, 31), TODAY).before() == Days(
        date(2026, 2, 1), date(2026, 2, 28)
    )


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("today", "hour"),
        ("7-days", "day"),
        ("this-quarter", "day"),
        ("this-half-year", "week"),
        ("this-year", "month"),
    ],
)
def test_a_longer_period_is_cut_into_longer_pieces(key: str, unit: str):
    assert period(key, TODAY).unit is Unit(unit)


@given(periods)
def test_no_chart_has_more_than_400_columns(asked: Period):
    assert len(buckets(asked.days, asked.unit)) <= 400


@given(periods, st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR]))
def test_pieces_are_all_days_once(asked: Period, unit: Unit):
    days = [day for bucket in buckets(asked.days, unit) for day in bucket.days.each()]

    assert days == list(asked.days.each())


@given(keys, dates)
def test_the_period_before_ends_the_day_before(key: str, today: date):
    asked = period(key, today)

    assert asked.before().last == asked.days.first - ONE_DAY
    assert asked.after().first == asked.days.last + ONE_DAY


@given(st.sampled_from([key for key in KEYS if key.startswith(("this", "last"))]), dates)
def test_there_and_back_again_is_the_same_period(key: str, today: date):
    asked = period(key, today)
    before = custom(*asked.before(), today)

    assert custom(*before.after(), today).days == asked.days


@given(periods, st.sampled_from(Comparison))
def test_what_is_compared_is_never_longer_than_what_has_begun(asked: Period, against: Comparison):
    """Complete calendar periods are compared completely, and a month may have three days more than
    another.
    """
    compared = asked.compared(against)

    if compared is not None:
        leap_day = against is Comparison.LAST_YEAR or asked.key.endswith("year")
        assert compared.length <= asked.begun.length + (leap_day if asked.running else 3)


@given(periods)
def test_whole_months_lie_inside_and_begin_on_the_first(asked: Period):
    for month in whole_months(asked.days):
        assert month.day == 1
        assert asked.days.first <= month
        assert (month.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY <= asked.days.last
