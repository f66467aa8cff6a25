"""The result is that of Unicode's normalization, and combining marks cannot keep a server busy."""

import unicodedata
from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.samples import OPEN, SHORT, short
from portal_widgets.admin.accounts import clean_password
from portal_widgets.core.text.normalization import LONGEST_RUN, Form, normalize, one_line
from portal_widgets.core.text.vietnamese import fold, sort_key
from portal_widgets.feedback.rules import clean
from portal_widgets.links.directory_data import read_text
from portal_widgets.organisation.admin.organisation_form import OrganisationForm
from portal_widgets.polls.rules import BallotError, check_ballot

FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
# As few marks on one letter as a language needs, and as many as an attacker sends.
MARKS = "\u0300\u0301\u0309\u0316\u0323\u0344\u0f73\u0f75\u0f81\u3099"
WORDS = st.text(max_size=40) | st.text("aăđơươ" + MARKS, max_size=30)
# If two kinds of marks alternate, they must be sorted. One megabyte of this took nine minutes.
MEGABYTE = "a" + "\u0300\u0316" * 250_000


@given(FORMS, WORDS, st.integers(1, 60))
def test_what_people_write_is_normalized_as_unicode_has_it(form: Form, words: str, often: int):
    """Short texts, and texts that are long enough for the check of runs, with a letter before each run."""
    text = ("x" + words) * often
    short_runs = all(sum(1 for _ in run) <= LONGEST_RUN for has, run in groupby(text, _is_mark) if has)

    assert not short_runs or normalize(form, text) == unicodedata.normalize(form, text)


@given(FORMS, st.text("aộ" + MARKS, max_size=2000), st.text(MARKS, min_size=1, max_size=20))
def test_of_a_long_text_no_letter_keeps_more_marks_than_any_language_has(form: Form, begin: str, run: str):
    kept = unicodedata.normalize("NFD", normalize(form, begin + run * 501))
    longest = max(sum(1 for _ in found) for has, found in groupby(kept, _is_mark) if has)

    assert longest <= 2 * LONGEST_RUN + 3  # some marks decompose into two, and a letter may have three


def _is_mark(sign: str) -> bool:
    return bool(unicodedata.combining(unicodedata.normalize("NFD", sign)[0]))


def _ballot(words: str) -> None:
    with pytest.raises(BallotError):
        check_ballot(SHORT, OPEN, short("other", words + "x" * 201))


@pytest.mark.parametrize(
    "read",
    [
        _ballot,
        clean,
        clean_password,
        fold,
        sort_key,
        lambda text: OrganisationForm({"name_vi": text}),
        lambda text: read_text(text, "title"),
    ],
)
def test_a_megabyte_of_marks_is_read_at_once(read: Callable[[str], object]):
    """If this fails, the test does not end."""
    read(MEGABYTE)


@given(
    st.text() | st.text("a \n\t\r\x00\x0b\x85\u2028\u200b\u200d\u202e\u0300\U0001f469\ud800"),
    st.none() | st.integers(0, 9),
)
def test_a_line_is_one_and_holds_nothing_that_is_not_seen(text: str, most: int | None):
    line = one_line(text, most)

    assert one_line(line) == line
    assert line == " ".join(line.split())
    assert all(sign.isprintable() for sign in line if sign not in "\u200c\u200d")
    assert most is None or len(line) <= most
    line.encode()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ha\u0309i\u00a0 Phòng ", "Hải Phòng"),
        ("a@b\r\nBcc: c@d", "a@b Bcc: c@d"),
        ("a\x85b\u2028c\x0bd", "a b c d"),
        ("ab\u202egnp.exe\u200b\x00", "abgnp.exe"),
        ("\U0001f469\u200d\U0001f467 \u200d", "\U0001f469\u200d\U0001f467"),
        (" \u200b\u200d\n", ""),
    ],
)
def test_words_and_pictures_stay_whole_on_their_line(text: str, line: str):
    assert one_line(text) == line
