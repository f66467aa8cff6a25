"""A telephone dials the number that is written, or none."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.rendering.phone_links import dialled
from portal_widgets.core.text.identity import identity
from portal_widgets.core.text.phone_numbers import dial_string, phone_parts, phone_spellings

CORPUS = Path(__file__).parents[2] / "corpora" / "spellings" / "phone-numbers.txt"
LINES = [line for line in CORPUS.read_text("utf-8").splitlines() if line and not line.startswith("# ")]
SPELLINGS = [tuple(part.strip(" ") for part in line.split("||")) for line in LINES]
SIGNS = st.text("0123456789+-. ()/–\u00a0\u202a０８４mxáyleẻ,;:#\n", max_size=60)


@pytest.mark.parametrize(("written", "numbers"), SPELLINGS)
def test_each_number_of_a_text_is_dialled(written: str, numbers: str):
    found = [part.dialled for part in phone_parts(written) if part.dialled]

    assert found == numbers.split()


def test_the_corpus_is_large_and_has_no_line_twice():
    assert len(SPELLINGS) >= 60
    assert f"its {len(SPELLINGS)} lines" in (CORPUS.parents[1] / "README.md").read_text("utf-8")
    assert len(set(SPELLINGS)) == len(SPELLINGS)


@given(SIGNS)
def test_no_word_of_a_text_is_lost(written: str):
    parts = phone_parts(written)

    assert "".join(part.text for part in parts) == identity(written)
    assert all(re.fullmatch(r"\+?[0-9]{3,16}", part.dialled) for part in parts if part.dialled)
    assert dialled(written) == next((part.dialled for part in parts if part.dialled), "")


@given(SIGNS)
def test_what_is_dialled_is_dialled_again(written: str):
    number = dial_string(written)

    assert dial_string(number) == number


@given(
    st.integers(0, 9999999),
    st.sampled_from(
        ["0{}{}", "+84{}{}", "+84 {} {}", "(+84-{}) {}", "84 {}.{}", "+84 (0){} {}", "0084{}-{}"]
    ),
    st.sampled_from(["", "\u202a", "\u200b"]),
)
def test_all_spellings_of_a_number_are_found_by_its_national_one(number: int, spelling: str, unseen: str):
    written = unseen + spelling.format("200", f"{number:07}")

    assert f"0200{number:07}" in phone_spellings(written)


def test_a_text_is_shown_with_a_link_for_each_number():
    assert dialled.links("<b> 1900 0001 & 113") == '&lt;b&gt; <a href="tel:19000001">1900 0001</a> &amp; 113'
