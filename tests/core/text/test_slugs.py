"""Names for addresses and files, which every program and keyboard can write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.slugs import is_slug, slug


@pytest.mark.parametrize("text", ["a", "7", "to-dan-pho", "a--b", "a" * 40])
def test_small_letters_digits_and_hyphens_between_them_are_a_slug(text: str):
    assert is_slug(text, 40)


@pytest.mark.parametrize("text", ["", "-a", "a-", "-", "A", "tổ", "a b", "a\n", "a_b", "a/b", "a" * 41])
def test_nothing_else_is(text: str):
    assert not is_slug(text, 40)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Kinh tế", "kinh-te"),
        ("ĐƯỜNG đi, 2026!", "duong-di-2026"),
        ("  a  ", "a"),
        ("日本", ""),
        ("abcd-e", "abcd"),
    ],
)
def test_a_vietnamese_text_becomes_one(text: str, made: str):
    assert slug(text, 5 if text == "abcd-e" else 80) == made


@given(st.text(), st.integers(1, 100))
def test_what_is_made_is_one_or_nothing(text: str, most: int):
    made = slug(text, most)

    assert made == "" or is_slug(made, most)
