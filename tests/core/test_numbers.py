"""Numbers in our own languages are written as Babel writes them."""

import pytest
from babel.core import Locale
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.numbers import CODES, percent_in, whole_in

CODE = st.sampled_from(sorted(CODES))


@given(CODE, st.integers(-(10**12), 10**12))
def test_whole_numbers_are_written_as_cldr_does(code: str, value: int):
    assert whole_in(code, value) == format_decimal(value, locale=code)


@given(CODE, st.floats(-1000, 1000, allow_nan=False).filter(lambda share: abs(share) >= 0.0006 or share == 0))
def test_percentages_are_written_as_cldr_does(code: str, share: float):
    pattern = Locale.parse(code).percent_formats[None].pattern.replace("##0", "##0.#", 1)

    assert percent_in(code, share) == format_percent(share, pattern, locale=code)


@pytest.mark.parametrize(("share", "text"), [(1, "100%"), (0.331, "33,1%"), (12.5, "1.250%"), (0.0005, "0%")])
def test_vietnamese_percentages(share: float, text: str):
    assert percent_in("vi", share) == text
