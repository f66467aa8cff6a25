"""A browser's cookie is valid for this poll only. A code can be typed in any spelling."""

import uuid

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.polls.voter import LONGEST_CODE, VoterTokens, hash_code, new_codes, new_token

POLL, OTHER_POLL = 1, 2


def tokens(key: str = "secret", fallbacks: tuple[str, ...] = ()) -> VoterTokens:
    app = Flask("host")
    app.config.update(SECRET_KEY=key, SECRET_KEY_FALLBACKS=list(fallbacks))
    return VoterTokens(app)


def test_a_browser_is_known_again_by_its_cookie():
    token = new_token()
    cookie = tokens().sign(POLL, token, "7K3D-Q9TX-4M5N")

    assert tokens().voter(POLL, cookie) == (token, "7K3D-Q9TX-4M5N")


def test_every_browser_is_another():
    assert len({new_token() for _ in range(100)}) == 100


def test_a_cookie_of_one_poll_says_nothing_to_another():
    assert tokens().voter(OTHER_POLL, tokens().sign(POLL, new_token(), "")) is None


def test_a_cookie_is_no_ticket_and_a_ticket_no_cookie():
    one = tokens()

    assert one.ticket(POLL, one.sign(POLL, new_token(), "")) is None
    assert one.voter(POLL, one.new_ticket(POLL)) is None


def test_a_new_secret_key_keeps_voters_while_the_old_one_is_a_fallback():
    """Otherwise everyone could vote again after a change of the key."""
    token = new_token()
    cookie, ticket = tokens("old").sign(POLL, token, ""), tokens("old").new_ticket(POLL)

    assert tokens("new", ("older", "old")).voter(POLL, cookie) == (token, "")
    assert tokens("new", ("older", "old")).ticket(POLL, ticket)
    assert tokens("new").voter(POLL, cookie) is None
    assert tokens("old").voter(POLL, tokens("new", ("old",)).sign(POLL, token, "")) is None


def test_a_ticket_of_ours_is_read_the_same_every_time():
    ticket = tokens().new_ticket(POLL)

    assert tokens().ticket(POLL, ticket) == tokens().ticket(POLL, ticket) is not None
    assert tokens().ticket(OTHER_POLL, ticket) is None
    assert tokens().new_ticket(POLL) != ticket


def test_a_script_may_bring_a_uuid_as_it_makes_it_and_in_no_other_form():
    """If several forms were accepted, one tap could be sent in each of them and count every time."""
    made = str(uuid.uuid4())

    assert tokens().ticket(POLL, made) == made.encode()
    for other in (made.upper(), made.replace("-", ""), f"{{{made}}}", f"{made}\n", f" {made}", made[:-1]):
        if other != made:
            assert tokens().ticket(POLL, other) is None


@given(st.text(), st.integers(0, 200), st.characters())
def test_nothing_forged_is_believed_and_nothing_breaks(text: str, at: int, letter: str):
    one = tokens()
    assert one.voter(POLL, text) is None
    assert one.ticket(POLL, text) is None
    for real, read in ((one.sign(POLL, b"token", "receipt"), one.voter), (one.new_ticket(POLL), one.ticket)):
        altered = real[:at] + letter + real[at + 1 :]
        assert read(POLL, altered) is None or read(POLL, altered) == read(POLL, real)


def test_codes_are_printed_in_groups_and_none_twice():
    made = new_codes(500)

    assert len(set(made)) == 500
    assert all(len(one) == 14 and one[4] == one[9] == "-" for one in made)


@given(st.binary(min_size=7, max_size=7))
def test_a_code_is_read_however_it_was_typed(random: bytes):
    """The cookie contains a hash of it, not the code itself."""
    (printed,) = new_codes(1, lambda _: random)
    typed = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert hash_code(printed) == hash_code(typed) is not None
    assert printed.encode() not in (hash_code(printed) or b"")


@given(
    st.binary(min_size=7, max_size=7), st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
)
def test_one_wrong_symbol_is_noticed(random: bytes, at: int, symbol: str):
    (printed,) = new_codes(1, lambda _: random)
    typed = printed[:at] + symbol + printed[at + 1 :]

    assert printed[at] in {symbol, "-"} or hash_code(typed) is None


@pytest.mark.parametrize(
    "text", ["", "7K3D", "x" * LONGEST_CODE, "7K3D-Q9TX-4M5N" * 10_000, "ÿ" * 12, "\0" * 12]
)
def test_what_cannot_be_a_code_is_none(text: str):
    assert hash_code(text) is None
