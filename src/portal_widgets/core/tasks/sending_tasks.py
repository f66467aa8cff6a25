"""Does waiting work in the thread of slow tasks, such as sending the rows of an outbox: new ones immediately,
others when they are due.
"""

import math
from collections.abc import Callable

from .background_tasks import BackgroundTasks
from .scheduler import PeriodicTask

# For rows that wait for a retry, or since a restart.
LOOK_SECONDS = 30


class SendingTasks:
    """The periodic tasks of one outbox. Another server may keep a thread waiting, so `send` is slow: readers
    do not wait for its thread.
    """

    def __init__(
        self, tasks: BackgroundTasks, due_count: Callable[[], int], send: Callable[[], None]
    ) -> None:
        self._tasks = tasks
        self._due_count = due_count
        self._sending = PeriodicTask(math.inf, send, due_at=math.inf, slow=True)

    def wake(self) -> None:
        """Send soon, if this process may have threads."""
        self._tasks.run_soon(self._sending)

    def all(self) -> list[PeriodicTask]:
        return [PeriodicTask(LOOK_SECONDS, self._look), self._sending]

    def _look(self) -> None:
        if self._due_count():
            self.wake()
