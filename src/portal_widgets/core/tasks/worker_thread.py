"""The background thread: one per process, started on first use, restarted after a fork."""

import logging
import threading
from collections.abc import Callable

from ...errors import StoreUnavailableError
from .fork import after_fork
from .halving import reason_of

TICK_SECONDS = 0.5
# Seconds for which a round waits for more requests: a round costs the same for one reader as for ten.
GATHER_SECONDS = 0.001

log = logging.getLogger("portal_widgets")


class WorkerThread:
    """Calls `work` when a request wakes it, and at every tick. If a round fails, each fault is logged once,
    and the next round tries again.
    """

    def __init__(self, work: Callable[[], None], *, enabled: bool = True) -> None:
        self._work = work
        self._enabled = enabled
        self._away = False
        self._fault = ""
        # None until it is started. A plain attribute, because every page looks at it.
        self.thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._wakened = threading.Event()
        after_fork(self, WorkerThread._begin_in_child)

    @property
    def running(self) -> bool:
        return self.thread is not None

    def ensure_running(self) -> None:
        if self.thread is None and self._enabled:
            self._start()

    def wake(self) -> None:
        """Begin the next round now. If a round was requested before, it begins after this call, too."""
        if not self._wakened.is_set():
            self._wakened.set()

    def stop(self) -> None:
        """End the thread after its round, for tests and before the process ends."""
        with self._lock:  # wait until a start in progress has finished
            thread = self.thread
        if thread is not None:
            self._stopped.set()
            self._wakened.set()
            thread.join()
            self._begin_in_child()

    def _start(self) -> None:
        with self._lock:
            if self.thread is None:
                thread = threading.Thread(
                    target=self._run,
                    args=(self._stopped, self._wakened),
                    name="portal_widgets",
                    daemon=True,
                )
                thread.start()
                self.thread = thread

    def _run(self, stopped: threading.Event, wakened: threading.Event) -> None:
        while not stopped.is_set():
            if wakened.wait(TICK_SECONDS):
                stopped.wait(GATHER_SECONDS)
            wakened.clear()
            self._round()

    def _round(self) -> None:
        try:
            self._work()
        except StoreUnavailableError as error:
            if not self._away:  # once for each outage, not once a round
                log.warning("portal_widgets: pages still work, but the background work waits: %s", error)
            self._away = True
        except Exception as error:
            said = reason_of(error)
            if said != self._fault:
                log.exception("portal_widgets: a round of the background work failed")
            self._fault = said
        else:
            self._away = False
            self._fault = ""

    def _begin_in_child(self) -> None:
        """A forked child has its parent's objects, but not its threads."""
        self.thread = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._wakened = threading.Event()
