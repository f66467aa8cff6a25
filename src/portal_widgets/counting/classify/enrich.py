"""From a record to a hit: the visitor, the day, and the labels."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from ...core.tasks.garbage import uncollected
from ...core.tasks.turns import in_turns
from ...core.text.clock import Clock
from ..hits import BETWEEN, CLICK, ORIGIN, Hit, Labels, Reason, Record
from .bots import REMEMBERED, is_bot
from .dimensions import DIMENSIONS, REFERRER, Dimension, PageLoad, Tallied, read_agent

# The number of values that a day keeps in a dimension without a limit of its own; the rest is "(other)". A
# limit is needed because anyone can send any referrer and any User-Agent.
VALUES = 1000
# The number of agents whose labels are cached for the day.
BROWSERS = 20_000
# The number of distinct page loads whose labels are cached, ignoring the reader.
ALIKE = 4_000
_OTHER = "(other)"
_LONGEST_VALUE = 255
# Characters that a database cannot store: PostgreSQL refuses NUL, and every database refuses half a surrogate
# pair of UTF-16.
_REFUSED = re.compile(r"[\x00\ud800-\udfff]")
Categorise = Callable[[set[str]], Mapping[str, str]]


class _Values:
    """The values of one dimension on one day, each with its label."""

    def __init__(self, dimension: Dimension) -> None:
        self._dimension = dimension
        self._labels: dict[str, str] = {}

    def label(self, value: str) -> str:
        label = self._labels.get(value)
        return self._new(value) if label is None else label

    def _new(self, value: str) -> str:
        key = self._dimension.key
        if len(self._labels) >= (self._dimension.limit or VALUES):
            return f"{key}|{_OTHER}"
        self._labels[value] = label = f"{key}|{storable(value)[:_LONGEST_VALUE]}"
        return label


class Enricher:
    """Classifies the records of one portal. `categories` returns the categories of articles, and `is_quick`
    whether it does so without a query.
    """

    def __init__(
        self,
        clock: Clock,
        categories: Categorise = lambda _: {},
        dimensions: Sequence[Dimension] = DIMENSIONS,
        is_quick: Callable[[set[str]], bool] = lambda _: True,
    ) -> None:
        self._clock = clock
        self._categories = categories
        self.is_quick = is_quick
        self._dimensions = tuple(dimensions)
        self._read_agent = lru_cache(maxsize=REMEMBERED)(partial(read_agent, self._dimensions))
        self._begin("")

    def _begin(self, day: str) -> None:
        """Start a new day, with no known values and no cached labels."""
        self._day = day
        self._values = {one.key: _Values(one) for one in (REFERRER, *self._dimensions)}
        self._of_load = [
            [
                (self._values[one.key].label, one.from_load)
                for one in self._dimensions
                if one.from_load and one.tallied is tallied
            ]
            for tallied in Tallied
        ]
        self._browsers: dict[str, tuple[str, ...]] = {}
        self._alike: dict[tuple[object, ...], Labels] = {}

    def hits(self, records: Iterable[Record]) -> list[Hit]:
        records = list(records)
        categories = self._categories({record.article for record in records if record.article})
        with uncollected():
            return [self._hit(record, categories.get(record.article, "")) for record in in_turns(records)]

    def _hit(self, record: Record, category: str) -> Hit:
        day = self._clock.day(record.at)
        reason = record.reason or (Reason.BOT if is_bot(record.agent) else None)
        if reason is not None:
            return Hit(record.at, day.name, reason=reason, link=record.link)
        labels = self._labels(record, day.name, category) if not record.link else _of_click(record)
        before, article = record.visitor_before or None, record.article or None
        # `Hit(...)` would call a Python function that does only this.
        return tuple.__new__(
            Hit, (record.at, day.name, article, record.visitor, before, None, labels, record.link)
        )

    def _labels(self, record: Record, day: str, category: str) -> Labels:
        if day != self._day:
            self._begin(day)
        weekday, hour = self._clock.hour(record.at)
        _, _, _, *said = record
        key = (hour, category, *said)
        labels = self._alike.get(key)
        if labels is None:
            labels = self._make_labels(PageLoad(record, weekday, hour, category))
            if len(self._alike) >= ALIKE:
                self._alike.clear()
            self._alike[key] = labels
        return labels

    def _make_labels(self, load: PageLoad) -> Labels:
        page_view, visit, view = [
            tuple([label(value) for label, read in reads if (value := read(load))]) for reads in self._of_load
        ]
        record = load.record
        return Labels(page_view, visit + self._browser(record.agent), view + self._came_from(record))

    def _browser(self, agent: str) -> tuple[str, ...]:
        known = self._browsers.get(agent)
        if known is None:
            said = self._read_agent(agent)
            known = tuple([self._values[one.key].label(value) for one, value in said if value])
            if len(self._browsers) < BROWSERS:
                self._browsers[agent] = known
        return known

    def _came_from(self, record: Record) -> tuple[str, ...]:
        """The site that led to an article. An id may contain any character except the separator."""
        if not record.article or not record.referrer:
            return ()
        referrer = self._values[REFERRER.key].label(record.referrer)
        label = f"{ORIGIN}|{record.article}{BETWEEN}{referrer.partition('|')[2]}"
        return (label,) if len(label) <= _LONGEST_VALUE else ()


def storable(text: str) -> str:
    """A text that every database can store."""
    return text if text.isprintable() else _REFUSED.sub("\ufffd", text)


def _of_click(record: Record) -> Labels:
    """For clicks, only the followed links."""
    return Labels(view=(f"{CLICK}|{record.link}",))
