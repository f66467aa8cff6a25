"""What one portal does beside its requests: two threads with their periodic tasks, and an orderly end."""

import atexit
import multiprocessing
import weakref
from collections.abc import Callable, Iterable
from multiprocessing.util import Finalize

from .scheduler import PeriodicTask, Scheduler
from .worker_thread import WorkerThread


class BackgroundTasks:
    """Runs the periodic tasks of the widgets. A reader may wait for a round of the first thread, so slow
    tasks, such as those that talk to a mail server, have a thread of their own. The first thread starts on
    first use, once per process and again after a fork; the other when a slow task is due.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._prompt, self._slow = Scheduler(), Scheduler()
        # Bound to this object: as long as the thread runs, the end of the process finds it and drains it.
        self._worker = WorkerThread(self._round, enabled=enabled)
        self._slow_worker = WorkerThread(self._slow.run_due, enabled=enabled)
        self._has_tasks = False
        self._stops: list[Callable[[], None]] = []
        self._ends_with_process = False

    def add(self, tasks: Iterable[PeriodicTask], stop: Callable[[], None] | None = None) -> None:
        """Take over a widget's tasks, which run in the order of their mounting, and what it completes when
        the process ends.
        """
        for task in tasks:
            (self._slow if task.slow else self._prompt).add(task)
            self._has_tasks = True
        if stop is not None:
            self._stops.append(stop)
        if not self._ends_with_process and (self._has_tasks or self._stops):
            self._ends_with_process = True
            _drain_at_exit(self)

    @property
    def running(self) -> bool:
        return self._worker.running

    def ensure_running(self) -> None:
        """Start the first thread, unless no widget has a task."""
        if self._has_tasks:
            self._worker.ensure_running()

    def wake(self) -> bool:
        """Begin the next round now. Returns False if this process has no thread for it."""
        self.ensure_running()
        if not self._worker.running:
            return False
        self._worker.wake()
        return True

    def run_soon(self, task: PeriodicTask) -> None:
        """Have the thread of a task run it now, if this process may have threads."""
        task.due_at = 0.0
        worker = self._slow_worker if task.slow else self._worker
        worker.ensure_running()
        worker.wake()

    def run_due(self) -> None:
        """A round in the caller's own thread, for a process that has none beside it."""
        self._prompt.run_due()

    def run_all(self) -> None:
        """Everything but slow tasks, due or not: for the operator's commands and for tests."""
        self._prompt.run_all()

    def drain(self) -> None:
        """End the first thread and complete what the widgets hold. A slow task that is under way is not
        waited for: it must bear being cut off.
        """
        self._worker.stop()
        for stop in self._stops:
            stop()

    def stop(self) -> None:
        """As `drain`, and wait for a slow task that is under way."""
        self.drain()
        self._slow_worker.stop()

    def _round(self) -> None:
        try:
            self.run_due()
        finally:
            if self._slow.has_due():
                self._slow_worker.ensure_running()


def _drain_at_exit(tasks: BackgroundTasks) -> None:
    """A clean end leaves nothing to be adopted. Nothing relies on it."""
    known = weakref.ref(tasks)

    def drain() -> None:
        ending = known()
        if ending is not None:
            ending.drain()

    atexit.register(drain)
    if multiprocessing.parent_process() is not None:
        # Children of multiprocessing, such as granian's workers, end without atexit.
        Finalize(None, drain, exitpriority=1)
