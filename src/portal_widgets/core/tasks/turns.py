"""Long computations that let the threads of requests run. Python itself lets a thread run on for five
milliseconds while others wait.
"""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

# So many records take less time than a page does.
_EACH = 128
# Fewer are done before the interpreter would be back.
_FEW = 32
# Any real pause will do: after `sleep(0)` a thread has the interpreter back before another one is awake.
_PAUSE_SECONDS = 1e-5


def in_turns(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a pause after some of them."""
    for number, item in enumerate(items, 1):
        yield item
        if not number % _EACH:
            pause()


def pause() -> None:
    """Let other threads run now."""
    time.sleep(_PAUSE_SECONDS)


def pause_after(records: int) -> None:
    """Let other threads run after work on some records. After work on a few it would take longer than the
    work.
    """
    if records > _FEW:
        pause()
