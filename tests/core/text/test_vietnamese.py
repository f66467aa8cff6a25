"""Vietnamese text is found without diacritics, and sorted as in a dictionary."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal_widgets.core.text.vietnamese import fold, sort_key

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
# All letters with all tones, upper and lower case, composed and not.
SIGNS = "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter in LETTERS
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)
TEXTS = st.text(SIGNS + SIGNS.upper() + " -.1", max_size=12)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đường Nguyễn Huệ", "duong nguyen hue"),
        ("  THỦ   tục\thành chính ", "thu tuc hanh chinh"),
        ("ĐẶNG", "dang"),
        ("Huê\u0323", "hue"),
        ("", ""),
    ],
)
def test_a_word_is_found_as_it_is_typed_without_marks(text: str, plain: str):
    assert fold(text) == plain


@given(TEXTS)
def test_what_is_folded_has_no_marks_and_folding_it_again_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(text.upper()) == fold(text)
    assert fold(text).isascii()


def test_the_letters_stand_in_the_order_of_the_alphabet():
    assert "".join(sorted(set(LETTERS), key=sort_key)) == LETTERS


@pytest.mark.parametrize(
    "words",
    [
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Đà Lạt", "Đà Nẵng", "Đồng Nai", "Em"],
        ["Dân số", "Đại học", "Đất đai"],
        ["an", "An Giang", "ăn", "âm"],
        ["2 Bà Trưng", "Ban", "Cơ quan"],
    ],
)
def test_words_are_sorted_as_in_a_dictionary(words: list[str]):
    assert sorted(set(words), key=sort_key) == words


@given(TEXTS, TEXTS)
def test_letters_come_before_tones(one: str, other: str):
    """If two words differ in a letter, their tones never decide the order."""
    assume(not any(sign in TONES for text in (one, other) for sign in unicodedata.normalize("NFC", text)))
    toneless = [
        unicodedata.normalize("NFC", "".join(s for s in unicodedata.normalize("NFD", text) if s not in TONES))
        for text in (one.casefold(), other.casefold())
    ]
    if sort_key(toneless[0])[0] < sort_key(toneless[1])[0]:
        assert sort_key(one) < sort_key(other)


TONES = "\u0300\u0309\u0303\u0301\u0323"
