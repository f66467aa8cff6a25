"""The thread beside the requests: one per process, started on first use, alive again after a fork."""

import logging
import os
import threading
import weakref
from collections.abc import Callable

SECONDS = 1.0

log = logging.getLogger("portal_widgets")


class Background:
    """Calls `work` once a second while the process lives. A failing round is logged and the next
    one tries again.
    """

    def __init__(self, work: Callable[[], None], *, enabled: bool = True) -> None:
        self._work = work
        self._enabled = enabled
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        _forget_in_children(self)

    @property
    def running(self) -> bool:
        return self._thread is not None

    def ensure_running(self) -> None:
        if self._thread is None and self._enabled:
            self._start()

    def stop(self) -> None:
        """End the thread, for tests and for a process that is about to end."""
        thread = self._thread
        if thread is not None:
            self._stop.set()
            thread.join()
            self.forget()

    def forget(self) -> None:
        """A forked child has its parent's objects but not its threads."""
        self._thread = None
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run,
                    args=(self._stop,),
                    name="portal_widgets",
                    daemon=True,
                )
                self._thread.start()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(SECONDS):
            try:
                self._work()
            except Exception:
                log.exception("portal_widgets: refreshing the numbers failed")


def _forget_in_children(background: Background) -> None:
    known = weakref.ref(background)

    def forget() -> None:
        child = known()
        if child is not None:
            child.forget()

    os.register_at_fork(after_in_child=forget)
