"""Turns log lines into counts: which lines are page views, who read them, and which of them count.

The whole log is read from its beginning every time, so that repeats and visits across the end of the last
import are recognised. Lines of that import are read again but not counted again.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice

from ...core.ip_addresses import Network, read_address
from ...core.text.clock import ONE_DAY, Clock
from ..classify.enrich import Enricher
from ..collect.recording import CAP_PER_MINUTE, referring_host
from ..collect.tokens import LONGEST_ID
from ..collect.visitor import AGENT_LIMIT, SALT_BYTES, visitor_key
from ..hits import Hit, Reason, Record
from ..sessions import MINUTE, VISIT_WINDOW, DayDelta, VisitorState, count_hits
from .client import network_of_client
from .formats import Line
from .reader import LogEntry

BATCH = 5_000
COUNTS = ("heard", "page_views", "article_views", "visits", "visitors")
# The address of a page does not end with these.
ASSETS = re.compile(
    r"\.(avif|bmp|css|csv|docx?|eot|gif|gz|ico|jpe?g|m?js|json|map|mp[34]|od[ts]|ogg|otf|pdf|png|pptx?|rar|rss"
    r"|svg|tar|txt|ttf|wav|web[mp]|webmanifest|woff2?|xlsx?|xml|zip)$",
    re.IGNORECASE,
)
_GET = "GET"
# 304: the reader's own copy was valid, and was shown.
_SEEN = frozenset({200, 304})
_FORGOTTEN_AFTER = 2 * 60 * MINUTE
_DAY = 24 * 60 * MINUTE
TOO_NEW, LATER = "too new", "left for later"


class ExclusionError(ValueError):
    """A network must be excluded, but a reader's address does not say whether it is in that network."""


@dataclass(frozen=True)
class ImportOptions:
    """Which lines of a log are counted."""

    article: re.Pattern[str] | None
    before: date
    # Whether this counter has counted newer lines live. If not, another import may count them.
    counted_live: bool = True
    hosts: frozenset[str] = frozenset()
    skip: re.Pattern[str] | None = None
    excluded: tuple[Network, ...] = ()


@dataclass
class ImportSummary:
    """The results. Every line is counted under exactly one word of `lines`."""

    lines: Counter[str] = field(default_factory=Counter)
    unreadable: list[tuple[int, int]] = field(default_factory=list)
    months: dict[date, DayDelta] = field(default_factory=dict)

    def add(self, days: Iterable[tuple[date, DayDelta]]) -> None:
        for day, delta in days:
            month = self.months.setdefault(day.replace(day=1), DayDelta())
            for name in COUNTS:
                setattr(month, name, getattr(month, name) + getattr(delta, name))
            month.excluded.update(delta.excluded)


@dataclass(frozen=True)
class Portion:
    """The new counts of some lines, and the place up to which each file has been read, if it has changed."""

    days: list[tuple[date, DayDelta]]
    ends: dict[int, LogEntry]


class LogCounter:
    """Counts the lines of logs in the order of their times."""

    def __init__(self, choice: ImportOptions, clock: Clock, enricher: Enricher) -> None:
        self.summary = ImportSummary()
        self._choice = choice
        self._clock = clock
        self._enricher = enricher
        self._state = VisitorState()
        self._salts: dict[date, bytes] = {}
        self._newest = 0
        self._minute = 0
        self._in_minute: Counter[bytes] = Counter()
        # The rest of these files is left for a later import.
        self._left: set[int] = set()

    def portions(self, reads: Iterable[LogEntry], done: Sequence[int]) -> Iterator[Portion]:
        """The new counts of the lines after the places in `done`, which has one place for each file."""
        for some in _batches(reads, BATCH):
            days: dict[date, DayDelta] = {}
            ends: dict[int, LogEntry] = {}
            for new, run in groupby(some, lambda read: read.end > done[read.file]):
                gained, read_to = self._count(run, new=new)
                if new:
                    _merge(days, gained)
                    ends.update(read_to)
            if ends:
                portion = Portion(sorted(days.items()), ends)
                self.summary.add(portion.days)
                yield portion
            self._forget()

    def _count(
        self, reads: Iterable[LogEntry], *, new: bool
    ) -> tuple[dict[str, DayDelta], dict[int, LogEntry]]:
        records, ends = [], {}
        for read in reads:
            record, word = self._record(read)
            if record is not None:
                records.append(record)
            if read.file not in self._left:
                ends[read.file] = read
            self._note(read, word if new else "done before")
        hits: list[Hit] = self._enricher.hits(records)
        return count_hits(hits, self._state).days, ends

    def _note(self, read: LogEntry, word: str) -> None:
        self.summary.lines[word] += 1
        if word == "unreadable" and len(self.summary.unreadable) < 3:  # noqa: PLR2004 - a few are enough
            self.summary.unreadable.append((read.file, read.number))

    def _record(self, read: LogEntry) -> tuple[Record | None, str]:
        """The record of a line, or None, and the word under which the summary counts the line."""
        line = read.line
        if read.file in self._left:
            return None, LATER
        if line is None:
            return None, "headings" if read.text.startswith(b"#") else "unreadable"
        word = self._exclusion_reason(line)
        if word == LATER:
            self._left.add(read.file)
        if word:
            return None, word
        article = self._article(line.path)
        page = line.path[:LONGEST_ID]
        if not page.isprintable() or not article.isprintable() or len(article) > LONGEST_ID:
            return None, "unreadable"
        agent = line.agent[:AGENT_LIMIT]
        self._newest = max(self._newest, line.at)
        visitor, before = self._keys(line, agent)
        referrer = referring_host(line.referrer, "")
        referrer = "" if referrer.partition(":")[0] in self._choice.hosts else referrer
        reason = self._reason(line, visitor)
        return Record(line.at, visitor, before, page, article, agent, referrer, reason=reason), "page loads"

    def _exclusion_reason(self, line: Line) -> str:
        # This is checked first: if the rest of a file is left for later, all later lines are, too.
        if self._clock.local(line.at).date() >= self._choice.before:
            return TOO_NEW if self._choice.counted_live else LATER
        if line.method != _GET:
            return "other methods"
        if line.status not in _SEEN:
            return "errors and redirects"
        if ASSETS.search(line.path):
            return "files of pages"
        if self._choice.skip and self._choice.skip.search(line.path):
            return "left out by --skip"
        return ""

    def _article(self, path: str) -> str:
        found = self._choice.article.search(path) if self._choice.article else None
        return found["id"] or "" if found else ""

    def _reason(self, line: Line, visitor: bytes) -> Reason | None:
        if self._is_excluded(line.address):
            return Reason.STAFF
        minute = line.at // MINUTE
        if minute != self._minute:
            self._minute, self._in_minute = minute, Counter()
        self._in_minute[visitor] += 1
        return Reason.TOO_MANY if self._in_minute[visitor] > CAP_PER_MINUTE else None

    def _is_excluded(self, address: str) -> bool:
        if not self._choice.excluded:
            return False
        known = read_address(address)
        if known is None:
            raise ExclusionError(
                f"{address!r} is not an IP address, so --exclude-network cannot be applied to it"
            )
        return any(known in network for network in self._choice.excluded)

    def _keys(self, line: Line, agent: str) -> tuple[bytes, bytes]:
        """The same as for a live page view, under salts that are destroyed at the end of the import."""
        day, network = self._clock.day(line.at), network_of_client(line.address)
        key = visitor_key(self._salt(day.date), network, agent)
        if line.at - day.start >= VISIT_WINDOW:
            return key, b""
        return key, visitor_key(self._salt(day.date - ONE_DAY), network, agent)

    def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            self._salts[day] = secrets.token_bytes(SALT_BYTES)
        return self._salts[day]

    def _forget(self) -> None:
        """Drop visitors that no later line can match: keys are valid for one day, and windows last half an
        hour.
        """
        state, newest = self._state, self._newest
        if len(state.views) > 2 * BATCH:
            recent = newest - _FORGOTTEN_AFTER
            state.views = {pair: span for pair, span in state.views.items() if span[1] > recent}
        yesterday = newest - 2 * _DAY
        if any(span[1] < yesterday for span in islice(state.presence.values(), 1)):
            state.presence = {key: span for key, span in state.presence.items() if span[1] >= yesterday}
            state.superseded &= state.presence.keys()


def _merge(days: dict[date, DayDelta], gained: Mapping[str, DayDelta]) -> None:
    for name, delta in gained.items():
        day = days.setdefault(date.fromisoformat(name), DayDelta())
        for count in COUNTS:
            setattr(day, count, getattr(day, count) + getattr(delta, count))
        day.excluded.update(delta.excluded)
        day.articles.update(delta.articles)
        day.labels.update(delta.labels)


def _batches(reads: Iterable[LogEntry], most: int) -> Iterator[list[LogEntry]]:
    left = iter(reads)
    while some := list(islice(left, most)):
        yield some
