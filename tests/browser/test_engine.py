"""The one browser of a process runs for tests that need it, and is stopped for all others."""

import asyncio

import pytest

from browser.engine import ENGINE


@pytest.mark.browser
@pytest.mark.parametrize("turn", range(2))
def test_it_is_the_same_for_one_test_after_the_other(turn: int):
    assert ENGINE.browser() is ENGINE.browser()
    assert ENGINE.browser().is_connected()


@pytest.mark.parametrize("turn", range(2))
def test_beside_no_browser_a_loop_of_asyncio_can_run(turn: int):
    """In any order of tests."""
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"


@pytest.mark.browser
def test_after_a_crash_there_is_another():
    crashed = ENGINE.browser()
    crashed.close()

    assert ENGINE.browser() is not crashed
    assert ENGINE.browser().is_connected()
