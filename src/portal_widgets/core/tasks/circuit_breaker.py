"""A circuit breaker: after a failure, stop calling the server for a while instead of waiting for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...errors import StoreUnavailableError
from .halving import first_line

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0


class CircuitBreaker:
    """Guards calls to one server. After an outage it refuses calls for 1, 2, 4, then 5 seconds. Then one call
    may try, and its success closes the breaker. `seconds` is the clock.
    """

    def __init__(
        self,
        name: str,
        is_outage: Callable[[Exception], bool],
        seconds: Callable[[], float],
        explain: Callable[[Exception], str] = first_line,
    ) -> None:
        self._name = name
        self._is_outage = is_outage
        self.seconds = seconds
        self._lock = threading.Lock()
        self._explain = explain
        self._pause = 0.0
        self._until = 0.0
        self._reason = ""

    @property
    def open(self) -> bool:
        return self._pause > 0 and self.seconds() < self._until

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run a call. Raises StoreUnavailableError if the server is unavailable."""
        self._admit()
        try:
            yield
        except Exception as error:
            if not self._is_outage(error):
                raise
            self._trip(self._explain(error))
            raise StoreUnavailableError(f"{self._name}: {self._reason}") from error
        else:
            self._pause = 0.0

    def _admit(self) -> None:
        with self._lock:
            if self.open:
                raise StoreUnavailableError(
                    f"{self._name} is not called for a while after a failure: {self._reason}"
                )
            # Half open: this call tries, and the other calls wait for one more pause.
            self._until = self.seconds() + self._pause

    def _trip(self, reason: str) -> None:
        with self._lock:
            self._reason = reason
            self._pause = min(self._pause * 2 or FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
            self._until = self.seconds() + self._pause
