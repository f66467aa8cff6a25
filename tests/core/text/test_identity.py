"""Every spelling of one thing is the same identity, and no text is two."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.core.text.identity import host_for_people, host_name, identity, spellings

WORDS = st.text(max_size=60) | st.text(
    "aạâăđơưế \u0300\u0309\u0323\u0344\u200b\u00ad\u00a0\u202e", max_size=30
)
UNSEEN = st.text("\u200b\u200c\u200d\u200e\u200f\u00ad\u2060\u202a\u202e\ufeff", max_size=5)


@given(WORDS)
@example("a\u200b\u0301")
@example("\u1100\u200b\u1161")
def test_an_identity_is_its_own(text: str):
    assert identity(identity(text)) == identity(text)


@given(WORDS, UNSEEN, st.integers(0, 60))
def test_all_spellings_of_a_text_meet(text: str, unseen: str, at: int):
    written = text[:at] + unseen + text[at:]

    assert identity(written) == identity(unicodedata.normalize("NFD", written)) == identity(text)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60))
def test_nothing_that_is_seen_is_lost(text: str):
    assert identity(text) == unicodedata.normalize("NFC", text)


def test_blanks_are_plain_and_control_characters_stay_for_a_check_to_refuse():
    assert identity("a\u00a0b\u2003c\u3000d") == "a b c d"
    assert identity("đ\x00\n\t") == "đ\x00\n\t"


@given(WORDS)
def test_the_stored_spellings_begin_with_the_identity(text: str):
    found = spellings(text)

    assert found[0] == identity(text)
    assert {identity(one) for one in found} == {identity(text)}
    assert text.isascii() or {text, unicodedata.normalize("NFD", identity(text))} <= set(found)


@given(WORDS | st.text("aA.-ảđ", max_size=20))
def test_a_host_is_in_ascii_or_nothing_and_its_own(text: str):
    known = host_name(text)

    assert known.isascii()
    assert host_name(known) == known


@pytest.mark.parametrize(
    "written",
    [
        "công-ty.vn",
        "CÔNG-TY.VN",
        "xn--cng-ty-ixa.vn",
        "XN--CNG-TY-IXA.vn.",
        unicodedata.normalize("NFD", "công-ty.vn"),
        "công\u00ad-\u200bty.vn",
        "công-ty。vn",
    ],
)
def test_a_host_of_vietnamese_letters_is_one_however_it_is_written(written: str):
    assert host_name(written) == "xn--cng-ty-ixa.vn"
    assert host_for_people(written) == "công-ty.vn"


@pytest.mark.parametrize("written", ["", ".", "a..b", "x" * 64 + ".vn", "\ud800.vn"])
def test_what_is_no_host_is_none(written: str):
    assert host_name(written) == ""
