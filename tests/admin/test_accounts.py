"""Names, passwords, lifetimes and tokens, without an application."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from portal_widgets.admin.accounts import (
    Lifetime,
    Session,
    clean_name,
    clean_password,
    credential,
    digest,
    form_token,
    is_last_admin,
    is_password_hash,
    is_token,
    keyed_digest,
    new_token,
    password_fault,
)
from portal_widgets.admin.auth import DUMMY_HASH
from portal_widgets.core.app.page import Person


@pytest.mark.parametrize(
    ("typed", "name"),
    [("admin", "admin"), (" Lan.Nguyen ", "lan.nguyen"), ("a@b-c_d", "a@b-c_d"), ("x" * 64, "x" * 64)],
)
def test_a_name_is_read_without_regard_to_case(typed: str, name: str):
    assert clean_name(typed) == name


@pytest.mark.parametrize("typed", ["", " ", "x" * 65, "a\0b", "Hương", ".a", "a b", "a'--"])
def test_what_no_account_can_bear_is_no_name(typed: str):
    assert clean_name(typed) is None


@given(st.text(min_size=1, max_size=40))
def test_a_password_is_the_same_from_every_keyboard(typed: str):
    """Windows writes ế as one character. macOS may write it as three."""
    assert clean_password(unicodedata.normalize("NFD", typed)) == clean_password(
        unicodedata.normalize("NFC", typed)
    )


def test_what_werkzeug_makes_is_a_hash_and_nothing_else():
    assert is_password_hash(generate_password_hash("x", method="scrypt:1024:8:1"))
    assert is_password_hash(DUMMY_HASH)
    for text in ("", "mật khẩu", "scrypt:1:1:1$a$b", "pbkdf2:sha256:1$a$" + "0" * 64, DUMMY_HASH + "\n"):
        assert not is_password_hash(text), text


def test_a_name_that_nobody_bears_costs_what_one_of_ours_does():
    """The dummy hash has the parameters of our real hashes."""
    ours = generate_password_hash("x", method="scrypt")

    assert DUMMY_HASH.split("$")[0] == ours.split("$")[0]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 5_000), st.integers(1, 5_000))
def test_a_session_lives_as_long_as_both_limits_allow(created: int, used: int, idle: int, whole: int):
    seen = created + used
    session = Session("lan", "viewer", "", created, seen)
    lifetime, ends = Lifetime(idle, whole), min(seen + idle, created + whole)
    # If the clock is set back, no session lasts longer than before.
    begins = max(seen - idle, created - whole)

    assert not lifetime.covers(session, ends)
    assert not lifetime.covers(session, begins)
    assert begins + 1 >= ends or (lifetime.covers(session, ends - 1) and lifetime.covers(session, begins + 1))


def test_tokens_are_long_and_never_the_same():
    made = {new_token() for _ in range(200)}

    assert len(made) == 200
    assert all(is_token(token) for token in made)
    assert not is_token("")
    assert not is_token("x" * 42)
    assert not is_token("x" * 43 + "\n")


def test_the_token_of_a_form_belongs_to_one_cookie_site_and_key():
    made = {form_token(key, site, cookie) for key in (b"a", b"b") for site in ("x", "y") for cookie in "pq"}

    assert len(made) == 8
    assert form_token(b"a", "x", "p") == form_token(b"a", "x", "p")


@given(st.text(max_size=300))
def test_a_password_has_from_12_to_256_characters(typed: str):
    fits = 12 <= len(typed) <= 256

    assert (password_fault(typed) == "") == fits


@given(st.sets(st.sampled_from("abcd")), st.sampled_from("abcd"), st.booleans())
def test_somebody_can_always_do_the_work_of_an_admin(admins: set[str], leaving: str, configured: bool):
    """If an admin may leave, another one stays."""
    left = len(admins - {leaving}) + configured

    assert is_last_admin(leaving, admins, configured) == (leaving in admins and left == 0)


def test_a_code_has_another_digest_for_each_key_site_and_purpose():
    made = {
        keyed_digest(key, site, purpose, code)
        for key in (b"a", b"b")
        for site in ("x", "y")
        for purpose in ("p", "q")
        for code in ("1", "2")
    }

    assert len(made) == 16


def test_what_is_stored_tells_nothing_of_the_cookie_or_the_password():
    assert "cookie" not in digest("cookie")
    assert "hash" not in credential("hash")
    assert credential("one") != credential("other")


def test_the_administrator_may_everything():
    assert Person("", frozenset({"admin"})).may({"moderator"})
    assert Person("", frozenset({"viewer", "moderator"})).may({"moderator"})
    assert not Person("", frozenset({"viewer"})).may({"moderator", "editor"})
    assert not Person("", frozenset()).may(())
