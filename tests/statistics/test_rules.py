"""Rows, refresh and windows: allowed values, and errors for the others."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.errors import ConfigurationError
from portal_widgets.statistics.rules import KEYS, WINDOWS, read_rows, refresh, window
from support import MakeApp


@given(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
def test_any_rows_in_any_order(keys: list[str]):
    assert read_rows(keys) == read_rows(tuple(keys)) == tuple(keys)


@pytest.mark.parametrize(
    "wrong", [(), ["today", "today"], ["hôm nay"], "total", None, [7], [["today"]], {"today"}], ids=repr
)
def test_other_rows_are_refused_and_the_right_ones_named(wrong):
    with pytest.raises(ValueError, match="online, today, yesterday, week, month, year, total"):
        read_rows(wrong)


@pytest.mark.parametrize(
    ("setting", "wrong", "says"),
    [
        ("statistics_show", ["today", "today"], "PORTAL_WIDGETS_STATISTICS_SHOW: .*online, today"),
        ("statistics_show", ["toady"], "PORTAL_WIDGETS_STATISTICS_SHOW: .*online, today"),
        ("statistics_refresh_seconds", 5, "PORTAL_WIDGETS_STATISTICS_REFRESH_SECONDS: .*from 15 to 3600"),
    ],
)
def test_a_wrong_setting_stops_the_application(make_app: MakeApp, setting: str, wrong, says: str):
    with pytest.raises(ConfigurationError, match=says):
        make_app(**{setting: wrong})


@pytest.mark.parametrize("seconds", [0, 15, 60, 3600])
def test_refresh_takes_seconds_or_never(seconds: int):
    assert refresh(seconds) == seconds


@pytest.mark.parametrize("wrong", [-1, 1, 14, 3601, 60.0, "60", True, None])
def test_refresh_takes_nothing_else(wrong):
    with pytest.raises(ValueError, match="must be 0"):
        refresh(wrong)


@pytest.mark.parametrize(
    ("given", "days"), [(None, 7), ("0", 7), ("7", 7), ("8", 30), ("31", 365), ("365", 365), ("9999", 365)]
)
def test_a_window_is_one_of_those_offered(given: str | None, days: int):
    assert window(given) == days


@given(st.text() | st.integers().map(str))
def test_a_window_is_offered_or_refused_whatever_is_asked(text: str):
    """Nobody can force the portal to compute new windows."""
    days = None
    with suppress(ValueError):
        days = window(text)

    assert days in (WINDOWS if text.isdecimal() and text.isascii() and len(text) < 10 else (None,))
