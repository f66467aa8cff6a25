"""The tasks of a background thread, each with its own interval."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ...errors import StoreUnavailableError
from .halving import reason_of
from .turns import pause

# If a task fails although no store is unavailable, it waits this long, or for its interval if that is longer.
PAUSE_SECONDS = 10.0

log = logging.getLogger("portal_widgets")


@dataclass(slots=True)
class PeriodicTask:
    """A task that runs after a number of seconds; 0: in every round. It is due at the start, and again after
    an outage. A `slow` task may have to wait for another server.
    """

    seconds: float
    run: Callable[[], None]
    due_at: float = 0.0
    slow: bool = False
    # The reason of its last failure.
    fault: str = ""

    def done(self) -> None:
        self.fault = ""
        self.due_at = time.monotonic() + self.seconds

    def failed(self, error: Exception) -> None:
        """Logged once, not each time."""
        said = reason_of(error)
        if said != self.fault:
            name = getattr(self.run, "__qualname__", repr(self.run))
            log.error("the periodic task %s failed and will be tried again: %s", name, said, exc_info=error)
        self.fault = said
        if self.seconds:
            self.due_at = time.monotonic() + max(self.seconds, PAUSE_SECONDS)


class Scheduler:
    """Runs the due tasks, in the given order. A task that fails does not stop the others; an outage is raised
    at the end.
    """

    def __init__(self, *tasks: PeriodicTask) -> None:
        self._tasks = list(tasks)

    def add(self, task: PeriodicTask) -> None:
        self._tasks.append(task)

    def has_due(self) -> bool:
        now = time.monotonic()
        return any(now >= task.due_at for task in self._tasks)

    def run_due(self) -> None:
        now = time.monotonic()
        self._run(task for task in self._tasks if now >= task.due_at)

    def run_all(self) -> None:
        self._run(self._tasks)

    @staticmethod
    def _run(tasks: Iterable[PeriodicTask]) -> None:
        outage: StoreUnavailableError | None = None
        for task in tasks:
            try:
                task.run()
            except StoreUnavailableError as error:
                outage = error
            except Exception as error:  # noqa: BLE001 - logged once
                task.failed(error)
            else:
                task.done()
            pause()
        if outage is not None:
            raise outage


def run_each(works: Iterable[Callable[[], None]]) -> None:
    """Run all of them, even if some fail. Then the first error is raised."""
    first: Exception | None = None
    for work in works:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised at the end
            first = first or error
    if first is not None:
        raise first
