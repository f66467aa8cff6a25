"""Requests of beacons wait here for their results, but not for long."""

import threading
from dataclasses import dataclass

from ..hits import Reason

SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """The answer to a beacon: the article's current total, and the reason if the report was not counted."""

    views: int | None
    reason: Reason | None


class PendingAnswer:
    """Passes one answer from the flusher to the request that waits for it."""

    __slots__ = ("_answer", "_done")

    def __init__(self) -> None:
        self._answer: CountAnswer | None = None
        self._done = threading.Lock()
        self._done.acquire()

    @property
    def is_done(self) -> bool:
        """Whether the answer has arrived."""
        return not self._done.locked()

    def set(self, answer: CountAnswer | None) -> None:
        """Set the answer; None means that there is no answer for now."""
        self._answer = answer
        self._done.release()

    def wait(self) -> CountAnswer | None:
        """The answer, or None if it did not arrive in time. The report is stored in any case."""
        return self._answer if self._done.acquire(timeout=SECONDS) else None
