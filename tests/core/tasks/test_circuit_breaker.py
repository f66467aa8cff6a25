"""An unavailable server is not called for a while, so that nobody waits for it."""

import pytest

from portal_widgets.core.tasks.circuit_breaker import CircuitBreaker
from portal_widgets.errors import StoreUnavailableError


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def call(breaker: CircuitBreaker, failing: bool) -> None:
    with breaker.guard():
        if failing:
            raise OSError("refused")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> CircuitBreaker:
    return CircuitBreaker("Redis", lambda error: isinstance(error, OSError), time)


def test_a_failure_opens_it_and_success_after_the_pause_closes_it(breaker: CircuitBreaker, time: Time):
    with pytest.raises(StoreUnavailableError, match="Redis: refused"):
        call(breaker, failing=True)
    with pytest.raises(StoreUnavailableError, match="not called for a while after a failure: refused"):
        call(breaker, failing=False)
    time.now += 1
    call(breaker, failing=False)
    call(breaker, failing=False)


def test_pauses_double_up_to_five_seconds(breaker: CircuitBreaker, time: Time):
    pauses = []
    for _ in range(5):
        with pytest.raises(StoreUnavailableError):
            call(breaker, failing=True)
        began = time.now
        while breaker.open:
            time.now += 0.5
        pauses.append(time.now - began)

    assert pauses == [1, 2, 4, 5, 5]


def test_one_call_tries_while_the_others_wait(breaker: CircuitBreaker, time: Time):
    with pytest.raises(StoreUnavailableError):
        call(breaker, failing=True)
    time.now += 1
    with breaker.guard(), pytest.raises(StoreUnavailableError):
        call(breaker, failing=False)


def test_an_error_of_ours_is_no_outage(breaker: CircuitBreaker):
    with pytest.raises(ZeroDivisionError), breaker.guard():
        raise ZeroDivisionError

    assert not breaker.open
