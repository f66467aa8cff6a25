"""From what was heard to what it means: whose hit it is, on which day, and what it is tallied under."""

from collections.abc import Iterable

from ..core.clock import Clock
from .agents import describe
from .bots import is_bot
from .hits import Hit, Labels, Reason, Record

# Anyone can send any referrer, and call a browser anything; of each dimension a day keeps so many
# values and calls the rest other.
VALUES = 1000
_OTHER = "(other)"
_LONGEST_VALUE = 255


class Understanding:
    """Understands the records of one portal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._day = ""
        self._values: dict[str, set[str]] = {}

    def hits(self, records: Iterable[Record]) -> list[Hit]:
        return [self._hit(record) for record in records]

    def _hit(self, record: Record) -> Hit:
        day = self._clock.day(record.at)
        reason = record.reason or (Reason.BOT if is_bot(record.agent) else None)
        if reason is not None:
            return Hit(record.at, day.name, reason=reason)
        return Hit(
            record.at,
            day.name,
            record.article or None,
            record.visitor,
            record.visitor_before or None,
            None,
            self._labels(record, day.name),
        )

    def _labels(self, record: Record, day: str) -> Labels:
        if day != self._day:
            self._day, self._values = day, {}
        browser, system, device = describe(record.agent)
        hour = f"{self._clock.local(record.at).hour:02}"
        return Labels(
            (f"page-hour|{hour}",),
            (
                f"hour|{hour}",
                f"device|{device}",
                *self._label("browser", browser),
                *self._label("system", system),
                *self._label("entry", record.page),
                *self._label("referrer", record.referrer),
                *self._label("language", record.language),
                *self._label("country", record.country),
            ),
        )

    def _label(self, dimension: str, value: str) -> tuple[str, ...]:
        if not value:
            return ()
        known = self._values.setdefault(dimension, set())
        value = value[:_LONGEST_VALUE]
        if value not in known:
            if len(known) >= VALUES:
                return (f"{dimension}|{_OTHER}",)
            known.add(value)
        return (f"{dimension}|{value}",)
