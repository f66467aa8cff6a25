"""Sends mails immediately in a background thread. A host without the thread sends them with a command."""

import math

from ...core.app.portal import Portal
from ...core.tasks.scheduler import PeriodicTask
from ..settings import FeedbackSettings
from .outbox import Outbox

# New mails are sent immediately. This interval is for mails that wait for a retry, or since a restart.
LOOK_SECONDS = 30


class OutboxTasks:
    """The periodic tasks of one portal's outbox."""

    def __init__(self, portal: Portal, outbox: Outbox) -> None:
        self._tasks = portal.tasks
        self._is_in_background = portal.settings[FeedbackSettings].feedback_send == "background"
        self._outbox = outbox
        # A mail server may keep a thread waiting, so this task is slow: readers do not wait for its thread.
        self._sending = PeriodicTask(math.inf, outbox.run, due_at=math.inf, slow=True)

    def wake(self) -> None:
        """Send a new mail soon, if the host allows the background thread."""
        if self._is_in_background:
            self._tasks.run_soon(self._sending)

    def all(self) -> list[PeriodicTask]:
        if not self._is_in_background:
            return []
        return [PeriodicTask(LOOK_SECONDS, self._look), self._sending]

    def _look(self) -> None:
        if self._outbox.waiting():
            self.wake()
