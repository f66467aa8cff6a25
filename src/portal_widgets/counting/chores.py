"""What the thread beside the requests does at its own pace, each chore with its own interval."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..errors import StoreUnavailableError


@dataclass(slots=True)
class Chore:
    """One thing to do every so many seconds. It is due at first, and again if it failed."""

    seconds: float
    do: Callable[[], None]
    due_at: float = 0.0


class Chores:
    """Does what is due, in the order given. One that cannot be done now does not keep the others
    from being done; the outage is raised at the end.
    """

    def __init__(self, *chores: Chore) -> None:
        self._chores = list(chores)

    def add(self, chore: Chore) -> None:
        self._chores.append(chore)

    def do_due(self) -> None:
        now = time.monotonic()
        self._do(chore for chore in self._chores if now >= chore.due_at)

    def do_all(self) -> None:
        self._do(self._chores)

    @staticmethod
    def _do(chores: Iterable[Chore]) -> None:
        outage: StoreUnavailableError | None = None
        for chore in chores:
            try:
                chore.do()
            except StoreUnavailableError as error:
                outage = error
            else:
                chore.due_at = time.monotonic() + chore.seconds
        if outage is not None:
            raise outage
