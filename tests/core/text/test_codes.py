"""Codes can be read in any spelling, and one wrong symbol is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text import codes

RECEIPTS = st.binary(min_size=codes.RANDOM_BYTES, max_size=codes.RANDOM_BYTES).map(codes.new_code)


@given(RECEIPTS)
def test_a_receipt_survives_being_read_aloud(code: str):
    """Small letters, spaces for dashes, O for 0, I and L for 1."""
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert codes.read_code(spoken) == code
    assert codes.read_code(code.replace("1", "I")) == code


@given(RECEIPTS, st.sampled_from("\u2010\u2011\u2013\u2014\u00a0\u2009\u200b\u00ad \t"))
def test_a_receipt_survives_the_programs_that_it_is_copied_through(code: str, between: str):
    """Mail and office programs make other dashes and blanks, and some keyboards full-width letters."""
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

    assert codes.read_code(f"\u200e{code.replace('-', between)}") == codes.read_code(wide) == code


@given(RECEIPTS, st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_symbol_is_found(code: str, at: int, symbol: str):
    plain = code.replace("-", "")
    wrong = plain[:at] + symbol + plain[at + 1 :]

    assert (codes.read_code(wrong) is None) == (wrong != plain)


@given(RECEIPTS, st.integers(0, 10))
def test_two_swapped_neighbours_are_found(code: str, at: int):
    plain = code.replace("-", "")
    wrong = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]

    assert (codes.read_code(wrong) is None) == (wrong != plain)


@given(st.text())
def test_any_text_is_read_without_harm(text: str):
    found = codes.read_code(text)

    assert found is None or codes.read_code(found) == found
