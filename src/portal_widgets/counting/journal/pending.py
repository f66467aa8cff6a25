"""A reader's beacon waits here for its verdict, but not for long."""

import threading
from dataclasses import dataclass

from ..hits import Reason

SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a beacon is told: the article's total now, and why the report was not counted."""

    views: int | None
    reason: Reason | None


class Waiter:
    """Hands one answer from the flusher to the request that waits for it."""

    __slots__ = ("_answer", "_told")

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._told = threading.Lock()
        self._told.acquire()

    @property
    def told(self) -> bool:
        """Whether the answer is there already."""
        return not self._told.locked()

    def tell(self, answer: Answer | None) -> None:
        """The answer; None if there will be none for now."""
        self._answer = answer
        self._told.release()

    def wait(self) -> Answer | None:
        """The answer, or None if it did not come in time: the report is kept all the same."""
        return self._answer if self._told.acquire(timeout=SECONDS) else None
