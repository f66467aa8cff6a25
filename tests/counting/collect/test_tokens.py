"""Tokens are the same in every copy of a page, never expire, and nobody else can make one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.identity import identity
from portal_widgets.counting.collect.tokens import LONGEST_ID, Tokens, may_be_id
from portal_widgets.errors import ForgedTokenError

TOKENS = Tokens("main", [b"secret"])
printable = (
    st.text(st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" "), max_size=LONGEST_ID)
    .map(identity)
    .filter(may_be_id)
)


@given(printable)
def test_an_article_comes_back_from_its_token(article: str):
    assert TOKENS.article_of(TOKENS.article(article)) == article


@given(printable)
def test_a_path_comes_back_from_its_token(path: str):
    assert TOKENS.page_of(TOKENS.page(path)) == path


@given(printable)
def test_all_spellings_of_an_article_have_one_token(article: str):
    for spelling in (unicodedata.normalize("NFD", article), f"\u200b{article}\u00ad"):
        assert TOKENS.article(spelling) == TOKENS.article(article)


def test_a_token_is_the_same_in_every_process():
    assert Tokens("main", [b"secret"]).article("1") == TOKENS.article("1")


@given(st.text())
def test_what_was_not_signed_here_is_forged(token: str):
    with pytest.raises(ForgedTokenError):
        TOKENS.article_of(token)


@given(st.integers(min_value=0, max_value=60), st.sampled_from("ABCxyz019-_."))
def test_a_changed_token_is_forged(position: int, letter: str):
    token = TOKENS.article("nuoc-sach-dong-may")
    changed = token[:position] + letter + token[position + 1 :]
    if changed == token:
        return
    # The last letter of unpadded base64 has spare bits. The decoded value is always checked.
    try:
        assert TOKENS.article_of(changed) == "nuoc-sach-dong-may"
    except ForgedTokenError:
        return


def test_a_page_token_is_no_article_token():
    with pytest.raises(ForgedTokenError):
        TOKENS.article_of(TOKENS.page("1"))
    with pytest.raises(ForgedTokenError):
        TOKENS.page_of(TOKENS.article("1"))


def test_an_older_key_stays_good_while_it_is_a_fallback():
    old = Tokens("main", [b"old"]).article("1")

    assert Tokens("main", [b"old", b"older", b"new"]).article_of(old) == "1"
    assert Tokens("main", [b"old", b"new"]).article("1") == Tokens("main", [b"new"]).article("1")
    with pytest.raises(ForgedTokenError):
        Tokens("main", [b"new"]).article_of(old)


@pytest.mark.parametrize("article", ["", "x" * (LONGEST_ID + 1), "a\nb", "a\0b"])
def test_an_id_that_cannot_be_kept_is_refused(article: str):
    with pytest.raises(ValueError, match="1 to 255 printable"):
        TOKENS.article(article)
