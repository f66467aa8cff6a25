"""When letters are sent: at once by a thread beside the requests, or by a command where the host has none."""

import math

from ...core.app.portal import Portal
from ...core.tasks.scheduler import PeriodicTask
from ..settings import FeedbackSettings
from .outbox import Outbox

# A mail that is written is sent at once. Others wait for their next try, or since before a restart.
LOOK_SECONDS = 30


class OutboxTasks:
    """The periodic tasks of one portal's outbox."""

    def __init__(self, portal: Portal, outbox: Outbox) -> None:
        self._tasks = portal.tasks
        self._is_in_background = portal.settings[FeedbackSettings].feedback_send == "background"
        self._outbox = outbox
        # A mail server may keep a thread waiting: this is no work for the one that readers wait for.
        self._sending = PeriodicTask(math.inf, outbox.run, due_at=math.inf, slow=True)

    def wake(self) -> None:
        """There is a mail: the thread sends it soon, where one may."""
        if self._is_in_background:
            self._tasks.run_soon(self._sending)

    def all(self) -> list[PeriodicTask]:
        if not self._is_in_background:
            return []
        return [PeriodicTask(LOOK_SECONDS, self._look), self._sending]

    def _look(self) -> None:
        if self._outbox.waiting():
            self.wake()
