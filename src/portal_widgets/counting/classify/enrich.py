"""From what was heard to what it means: whose hit it is, on which day, and what it is tallied under."""

import re
from collections.abc import Callable, Iterable, Mapping

from ...core.tasks.garbage import uncollected
from ...core.text.clock import Clock
from ..hits import BETWEEN, CLICK, Hit, Labels, Reason, Record
from .agents import describe
from .bots import is_bot

# Anyone can send any referrer, and call a browser anything; of each dimension a day keeps so many
# values and calls the rest other.
VALUES = 1000
# Whose labels are remembered for the day; any more are described anew.
BROWSERS = 20_000
# So many page loads that differ in nothing but their reader are labelled once.
ALIKE = 4_000
_OTHER = "(other)"
_LONGEST_VALUE = 255
# What no database keeps in a text: PostgreSQL no NUL, none of them half a pair of UTF-16.
_REFUSED = re.compile(r"[\x00\ud800-\udfff]")
Categorise = Callable[[set[str]], Mapping[str, str]]


class Enricher:
    """Understands the records of one portal. `categories` says in which category articles are."""

    def __init__(self, clock: Clock, categories: Categorise = lambda _: {}) -> None:
        self._clock = clock
        self._categories = categories
        # Of the day that is being tallied: the values known, and what each browser is tallied under.
        self._day = ""
        self._values: dict[str, set[str]] = {}
        self._browsers: dict[str, tuple[str, ...]] = {}
        self._alike: dict[tuple[object, ...], Labels] = {}

    def hits(self, records: Iterable[Record]) -> list[Hit]:
        records = list(records)
        categories = self._categories({record.article for record in records if record.article})
        with uncollected():
            return [self._hit(record, categories.get(record.article, "")) for record in records]

    def _hit(self, record: Record, category: str) -> Hit:
        day = self._clock.day(record.at)
        reason = record.reason or (Reason.BOT if is_bot(record.agent) else None)
        if reason is not None:
            return Hit(record.at, day.name, reason=reason, link=record.link)
        return Hit(
            record.at,
            day.name,
            record.article or None,
            record.visitor,
            record.visitor_before or None,
            None,
            self._labels(record, day.name, category) if not record.link else _of_click(record),
            record.link,
        )

    def _labels(self, record: Record, day: str, category: str) -> Labels:
        if day != self._day:
            self._day, self._values, self._browsers, self._alike = day, {}, {}, {}
        weekday, hour = self._clock.hour(record.at)
        _, _, _, *said = record
        key = (hour, category, *said)
        labels = self._alike.get(key)
        if labels is None:
            labels = self._make_labels(record, weekday, hour, category)
            if len(self._alike) >= ALIKE:
                self._alike.clear()
            self._alike[key] = labels
        return labels

    def _make_labels(self, record: Record, weekday: int, hour: int, category: str) -> Labels:
        return Labels(
            (f"page-hour|{hour:02}",),
            (
                # With its weekday, so that a month still knows it.
                f"hour|{weekday}{hour:02}",
                *self._browser(record.agent),
                *self._label("entry", record.page),
                *self._label("referrer", record.referrer),
                *self._label("language", record.language),
                *self._label("country", record.country),
            ),
            (*self._label("category", category), *self._came_from(record)),
        )

    def _browser(self, agent: str) -> tuple[str, ...]:
        known = self._browsers.get(agent)
        if known is None:
            browser, system, device = describe(agent)
            known = f"device|{device}", *self._label("browser", browser), *self._label("system", system)
            if len(self._browsers) < BROWSERS:
                self._browsers[agent] = known
        return known

    def _came_from(self, record: Record) -> tuple[str, ...]:
        """Which site led to an article. An id may hold any character but the one between."""
        if not record.article or not record.referrer:
            return ()
        (referrer,) = self._label("referrer", record.referrer)
        label = f"from|{record.article}{BETWEEN}{referrer.partition('|')[2]}"
        return (label,) if len(label) <= _LONGEST_VALUE else ()

    def _label(self, dimension: str, value: str) -> tuple[str, ...]:
        if not value:
            return ()
        known = self._values.setdefault(dimension, set())
        value = storable(value)[:_LONGEST_VALUE]
        if value not in known:
            if len(known) >= VALUES:
                return (f"{dimension}|{_OTHER}",)
            known.add(value)
        return (f"{dimension}|{value}",)


def storable(text: str) -> str:
    """A text as every database can keep it."""
    return text if text.isprintable() else _REFUSED.sub("\ufffd", text)


def _of_click(record: Record) -> Labels:
    """Of clicks, only which links were followed."""
    return Labels(view=(f"{CLICK}|{record.link}",))
