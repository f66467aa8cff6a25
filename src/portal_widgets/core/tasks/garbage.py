"""Work on thousands of temporary objects, without needless runs of the garbage collector."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _State:
    paused: bool = False


_state = _State()


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause Python's collector for a computation of some milliseconds that waits for nothing.

    The collector runs after so many allocations. A batch of records sets it off again and again, and each
    time its objects look like ones that stay. So the collector goes through all of the host's objects too.
    """
    if not gc.isenabled():
        yield
        return
    _state.paused = True
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        _state.paused = False


def _resume() -> None:
    """A child that was forked meanwhile has no thread that would resume it."""
    if _state.paused:
        gc.enable()
        _state.paused = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_resume)
