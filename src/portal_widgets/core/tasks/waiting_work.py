"""Work that waits in the database for the thread of slow tasks, such as mails to send or files to read: new
work is done immediately, other work when it is due.
"""

import math
from collections.abc import Callable

from .background_tasks import BackgroundTasks
from .scheduler import PeriodicTask

# For work that waits for a retry, or since a restart.
LOOK_SECONDS = 30


class WaitingWork:
    """The periodic tasks of one kind of work. `do` may take long, for example because another server keeps it
    waiting, so readers do not wait for its thread.
    """

    def __init__(self, tasks: BackgroundTasks, due_count: Callable[[], int], do: Callable[[], None]) -> None:
        self._tasks = tasks
        self._due_count = due_count
        self._doing = PeriodicTask(math.inf, do, due_at=math.inf, slow=True)

    def wake(self) -> None:
        """Do it soon, if this process may have threads."""
        self._tasks.run_soon(self._doing)

    def all(self) -> list[PeriodicTask]:
        return [PeriodicTask(LOOK_SECONDS, self._look), self._doing]

    def _look(self) -> None:
        if self._due_count():
            self.wake()
