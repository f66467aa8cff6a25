"""The dateline: a time from the host, shown in the portal's zone and the page's language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.article.rules import moment
from support import HANOI, portal_of


def dateline(app: Flask, when, lang: str = "vi") -> str:
    with app.test_request_context(f"/?lang={lang}"):
        return str(portal_of(app).helpers.dateline(when))


@pytest.mark.parametrize(
    "when",
    [
        "2023-03-08T14:35",
        "2023-03-08T14:35:59+07:00",
        "2023-03-08T07:35:00Z",
        datetime(2023, 3, 8, 14, 35),  # noqa: DTZ001 - a host's naive time is the portal's
        datetime(2023, 3, 8, 7, 35, tzinfo=UTC),
    ],
)
def test_one_moment_however_it_is_said(app: Flask, when):
    assert dateline(app, when) == (
        '<time class="pw-dateline" datetime="2023-03-08T14:35+07:00">Thứ tư, 08/03/2023, 14:35</time>'
    )


def test_in_english(app: Flask):
    assert "Wednesday, 8 March 2023, 14:35" in dateline(app, "2023-03-08T14:35", "en")


@pytest.mark.parametrize("when", ["2023-03-08", date(2023, 3, 8)])
def test_a_day_is_shown_without_a_time(app: Flask, when):
    assert dateline(app, when) == '<time class="pw-dateline" datetime="2023-03-08">Thứ tư, 08/03/2023</time>'


@pytest.mark.parametrize("when", [None, ""])
def test_nothing_known_nothing_shown(app: Flask, when):
    assert dateline(app, when) == ""


@pytest.mark.parametrize("when", ["yesterday", "08/03/2023"])
def test_what_is_no_moment_is_not_shown_and_logged(app: Flask, caplog: pytest.LogCaptureFixture, when):
    assert dateline(app, when) == ""
    assert "ISO 8601" in caplog.text


def test_a_wrong_type_is_an_error_of_the_host():
    with pytest.raises(TypeError, match="not int"):
        moment(1678260900, HANOI)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_a_moment_stays_the_same_moment(when: datetime):
    assert moment(when.isoformat(), HANOI) == when
    assert moment(when, HANOI).utcoffset() >= timedelta(hours=7)
