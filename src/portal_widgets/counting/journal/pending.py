"""Requests of beacons wait here for their results, but not for long."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from ..hits import Reason

# How long a reader's request waits.
READER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """The answer to a beacon: the article's current total, and the reason if the report was not counted."""

    views: int | None
    reason: Reason | None


class PendingAnswer:
    """Passes one answer from the thread that counts to the request that waits for it."""

    __slots__ = ("_answer", "_bell", "_until", "is_done", "may_count")

    def __init__(self) -> None:
        self._answer: CountAnswer | None = None
        self._bell = threading.Lock()
        self._bell.acquire()
        self._until = time.monotonic() + READER_SECONDS
        # Whether the answer has arrived.
        self.is_done = False
        # Whether its request would count itself.
        self.may_count = False

    def set(self, answer: CountAnswer | None) -> None:
        """Set the answer; None means that there is no answer for now."""
        self._answer = answer
        self.is_done = True
        self.ring()

    def ring(self) -> None:
        """Let the request look again."""
        with suppress(RuntimeError):  # it has not looked since the last time
            self._bell.release()

    def listen(self) -> bool:
        """Wait until the answer arrives or somebody rings. Returns False if that takes too long."""
        return self._bell.acquire(timeout=max(0.0, self._until - time.monotonic()))

    def wait(self) -> CountAnswer | None:
        """The answer, or None if it did not arrive in time. The report is stored in any case."""
        while not self.is_done and self.listen():
            continue
        return self._answer
