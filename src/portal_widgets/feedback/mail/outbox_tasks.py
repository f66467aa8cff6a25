"""Sends mails immediately in a background thread. A host without the thread sends them with a command."""

from ...core.app.portal import Portal
from ...core.tasks.scheduler import PeriodicTask
from ...core.tasks.waiting_work import WaitingWork
from ..settings import FeedbackSettings
from .outbox import Outbox


class OutboxTasks:
    """The periodic tasks of one portal's outbox."""

    def __init__(self, portal: Portal, outbox: Outbox) -> None:
        self._is_in_background = portal.settings[FeedbackSettings].feedback_send == "background"
        self._tasks = WaitingWork(portal.tasks, outbox.waiting, outbox.run)

    def wake(self) -> None:
        """Send a new mail soon, if the host allows the background thread."""
        if self._is_in_background:
            self._tasks.wake()

    def all(self) -> list[PeriodicTask]:
        return self._tasks.all() if self._is_in_background else []
