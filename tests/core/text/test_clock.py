"""Calendar periods in the portal's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.clock import Clock, Periods


def test_the_week_begins_on_monday():
    assert Periods(date(2026, 3, 8)).week == date(2026, 3, 2)
    assert Periods(date(2026, 3, 9)).week == date(2026, 3, 9)


def test_yesterday_of_new_years_day():
    assert Periods(date(2026, 1, 1)).yesterday == date(2025, 12, 31)


@given(st.dates(min_value=date(1970, 1, 2)))
def test_today_lies_in_every_period(today):
    periods = Periods(today)

    assert periods.year <= periods.month <= today
    assert today - timedelta(days=6) <= periods.week <= today


def test_the_day_is_the_portals_not_the_servers():
    """At 20:00 UTC it is already tomorrow in Hanoi."""
    clock = Clock(ZoneInfo("Asia/Ho_Chi_Minh"), lambda: 1_773_259_200)  # 2026-03-11T20:00:00Z

    assert clock.now().date() == date(2026, 3, 12)
    assert clock.local(clock.milliseconds()) == clock.now()


@given(
    st.integers(631_152_000_000, 2_840_140_800_000),  # 1990 to 2060
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_the_hour_is_that_of_the_wall_at_every_instant(at: int, zone: str):
    """Also if the clock is put forward by half an hour."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))

    assert Clock(ZoneInfo(zone)).hour(at) == (local.isoweekday(), local.hour)
