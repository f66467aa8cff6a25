"""Vietnamese text is found without its diacritics, and sorted as in a dictionary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.vietnamese import folded, order

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
    assert folded(text) == plain


@given(TEXTS)
def test_what_is_folded_has_no_marks_and_folding_it_again_changes_nothing(text: str):
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert folded(text.upper()) == folded(text)
    assert folded(text).isascii()


def test_the_letters_stand_in_the_order_of_the_alphabet():
    assert "".join(sorted(set(LETTERS), key=order)) == LETTERS


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
    assert sorted(set(words), key=order) == words


@given(TEXTS, TEXTS)
def test_letters_come_before_tones(one: str, other: str):
    """Two words that differ in a letter are never put in order by their tones."""
    toneless = [
        unicodedata.normalize("NFC", "".join(s for s in unicodedata.normalize("NFD", text) if s not in TONES))
        for text in (one.casefold(), other.casefold())
    ]
    if order(toneless[0])[0] < order(toneless[1])[0]:
        assert order(one) < order(other)


TONES = "\u0300\u0309\u0303\u0301\u0323"
