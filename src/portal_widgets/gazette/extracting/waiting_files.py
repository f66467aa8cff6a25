"""The tasks that look for files which nobody has read. If there are none, they import nothing else of the
gazette.
"""

from collections.abc import Callable
from importlib.util import find_spec

from ...core.app.portal import Portal
from ...core.tasks.scheduler import PeriodicTask
from ...core.tasks.waiting_work import WaitingWork
from ..store.texts import TextStore


def is_installed() -> bool:
    """Whether portal_widgets[gazette] is installed."""
    return all(find_spec(name) is not None for name in ("pypdf", "openpyxl", "defusedxml"))


def reading_tasks(portal: Portal, read: Callable[[], None]) -> list[PeriodicTask]:
    """The tasks that call `read` if a file waits, in the thread of slow tasks. One may take a minute."""
    if not is_installed():
        return []
    texts = TextStore(portal.database, portal.site)

    def waiting_count() -> int:
        if portal.database.version() is None:
            return 0
        return len(texts.waiting(portal.clock.milliseconds(), most=1))

    return WaitingWork(portal.tasks, waiting_count, read).all()
