"""The background work of one portal: two threads with their periodic tasks, and an orderly shutdown."""

import atexit
import sys
import weakref
from collections.abc import Callable, Sequence

from ..late import Late, made, making
from .scheduler import PeriodicTask, Scheduler, run_each
from .worker_thread import WorkerThread

Tasks = Sequence[PeriodicTask] | Late[Sequence[PeriodicTask]]


class BackgroundTasks:
    """Runs the periodic tasks of the widgets. A reader may wait for a round of the first thread, so slow
    tasks, such as those that connect to a mail server, have a thread of their own. The first thread starts on
    first use, once per process and again after a fork. The second starts when a slow task is due.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._prompt, self._slow = Scheduler(), Scheduler()
        # Bound to this object: while the thread runs, the exit handler finds it and drains it.
        self._worker = WorkerThread(self._round, enabled=enabled)
        self._slow_worker = WorkerThread(self._slow.run_due, enabled=enabled)
        self._has_tasks = False
        self._added: list[Tasks] = []
        self._stops: list[Callable[[], None]] = []
        self._ends_with_process = False

    def add(self, tasks: Tasks, stop: Callable[[], None] | None = None) -> None:
        """Add a widget's tasks, which run in the order of mounting, and its work at the end of the process.
        Late tasks are made before the first round.
        """
        if isinstance(tasks, Late) or tasks:
            self._added.append(tasks)
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
        if self._worker.thread is None and self._has_tasks:
            self._worker.ensure_running()

    def wake(self) -> bool:
        """Begin the next round now. Returns False if this process has no thread for it."""
        self.ensure_running()
        if not self._worker.running:
            return False
        self._worker.wake()
        return True

    def run_soon(self, task: PeriodicTask) -> None:
        """Let the thread of a task run it now, if this process may have threads."""
        self._schedule()
        task.due_at = 0.0
        worker = self._slow_worker if task.slow else self._worker
        worker.ensure_running()
        worker.wake()

    def run_due(self) -> None:
        """Run a round in the caller's thread, for a process without a background thread."""
        self._schedule()
        self._prompt.run_due()

    def run_all(self) -> None:
        """Run all tasks except slow ones, due or not: for the operator's commands and for tests."""
        self._schedule()
        self._prompt.run_all()

    def drain(self) -> None:
        """End the first thread and finish the widgets' work. It does not wait for a running slow task, which
        must tolerate an interruption. If the work of one widget fails, that of the others is finished first.
        """
        self._worker.stop()
        run_each(self._stops)

    def stop(self) -> None:
        """The same as `drain`, but also wait for a running slow task."""
        self.drain()
        self._slow_worker.stop()

    def _schedule(self) -> None:
        """Make the tasks that were added since the last round."""
        if not self._added:
            return
        with making:
            while self._added:  # another thread may have made them meanwhile
                for task in made(self._added[0]):
                    (self._slow if task.slow else self._prompt).add(task)
                del self._added[0]

    def _round(self) -> None:
        try:
            self.run_due()
        finally:
            if self._slow.has_due():
                self._slow_worker.ensure_running()


def _drain_at_exit(tasks: BackgroundTasks) -> None:
    """After a clean shutdown no journal has to be adopted. This only saves time."""
    known = weakref.ref(tasks)

    def drain() -> None:
        ending = known()
        if ending is not None:
            ending.drain()

    atexit.register(drain)
    # Children of multiprocessing, such as granian's workers, end without atexit. They have imported it.
    if "multiprocessing.process" not in sys.modules:
        return
    import multiprocessing
    from multiprocessing.util import Finalize

    if multiprocessing.parent_process() is not None:
        Finalize(None, drain, exitpriority=1)
