"""Work on thousands of objects, without needless runs of the garbage collector."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from .fork import after_fork


class _Pause:
    """Whether this module has switched the collector of this process off."""

    def __init__(self) -> None:
        self._active = False
        after_fork(self, _Pause.end)  # a forked child has no thread that would end it

    def begin(self) -> None:
        self._active = True
        gc.disable()

    def end(self) -> None:
        if self._active:
            gc.enable()
        self._active = False


_pause = _Pause()


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause Python's collector for a short piece of work.

    The collector runs after a number of allocations. A batch of records triggers it again and again, and each
    time the temporary objects look permanent. So the collector also examines all objects of the host. A start
    triggers it, too, and nearly everything that it makes stays.
    """
    if not gc.isenabled():
        yield
        return
    _pause.begin()
    try:
        yield
    finally:
        _pause.end()
