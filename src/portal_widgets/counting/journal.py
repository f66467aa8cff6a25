"""Where hits stand before they are applied. In memory: what was not applied ends with the process."""

import os
import threading
import weakref
from collections.abc import Callable, Sequence
from uuid import uuid4

from .hits import Hit
from .store import Applied, Batch


class MemoryJournal:
    """Numbers this process's hits from 0 and applies each before it is answered."""

    def __init__(self) -> None:
        self._name = ""
        self._applied = 0
        self._lock = threading.Lock()
        self._start()
        known = weakref.ref(self)

        def start_anew() -> None:
            child = known()
            if child is not None:
                child._start()  # noqa: SLF001 - a forked child is another journal

        os.register_at_fork(after_in_child=start_anew)

    def write(self, hits: Sequence[Hit], apply: Callable[[Batch], Applied]) -> Applied:
        """Apply hits in their turn; StoreUnavailableError leaves the journal where it was."""
        with self._lock:
            stop = self._applied + len(hits)
            applied = apply(Batch(self._name, self._applied, stop, hits))
            self._applied = stop
            return applied

    def _start(self) -> None:
        self._name = f"memory-{uuid4().hex}"
        self._applied = 0
        self._lock = threading.Lock()
