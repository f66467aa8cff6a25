"""A refused batch is halved until the item at fault is found. All other items are processed in their
order.
"""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.tasks.halving import in_halves, plain, reason_of
from portal_widgets.errors import StoreUnavailableError


class Taker:
    """Accepts numbers, and refuses a batch with a number that it does not accept."""

    def __init__(self, bad: set[int]) -> None:
        self.bad = bad
        self.order: list[int] = []
        self.taken: list[int] = []
        self.calls = 0

    def take(self, numbers: Sequence[int]) -> None:
        self.calls += 1
        if self.bad & {*numbers}:
            raise ValueError(f"{sorted(self.bad)}")
        self.order += numbers
        self.taken += numbers

    def reject(self, numbers: Sequence[int], error: Exception) -> None:
        assert isinstance(error, ValueError)
        self.order += numbers


@given(st.sets(st.integers(0, 99)), st.integers(0, 100))
def test_all_others_are_done_in_their_order(bad: set[int], count: int):
    taker = Taker(bad)
    in_halves(range(count), taker.take, taker.reject)

    assert taker.order == list(range(count))
    assert taker.taken == [number for number in range(count) if number not in bad]


def test_one_amid_a_thousand_costs_few_tries():
    taker = Taker({617})
    in_halves(range(1000), taker.take, taker.reject)

    assert taker.calls <= 21


def test_a_refusal_of_nothing_is_put_aside_as_nothing():
    aside = []

    def refuse(_: Sequence[int]) -> None:
        raise ValueError

    in_halves([], refuse, lambda numbers, _error: aside.append(numbers))
    assert aside == [[]]


def test_an_outage_ends_it():
    def away(_: Sequence[int]) -> None:
        raise StoreUnavailableError("away")

    with pytest.raises(StoreUnavailableError):
        in_halves([1, 2], away, lambda *_: pytest.fail("it is nobody's fault"))


def test_a_reason_is_one_line_without_what_was_to_be_written():
    error = sa.exc.DataError("INSERT", {"visitor": "secret"}, ValueError("no\0 NUL\nCONTEXT: secret"))

    assert reason_of(error) == "ValueError: no\\x00 NUL"
    assert reason_of(KeyError()) == "KeyError"
    assert plain("a\ud800\n" + "x" * 9, 12) == "a\\ud800\\nxxx"
