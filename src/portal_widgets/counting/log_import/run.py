"""One import of access logs: finds the lines that were counted before, and stores the counts of the
others.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from ...core.app.portal import Portal
from ...errors import PortalWidgetsError
from ..classify.categories import Categories
from ..classify.enrich import Enricher
from ..engine import Counting
from ..store.sql.store import SqlStore
from .counter import ImportOptions, ImportSummary, LogCounter, Portion
from .reader import LogFile, digest, digests, read_all
from .store import Known, LogStore, Place


class SameLogError(PortalWidgetsError):
    """A log that would be counted twice."""


class LogRun:
    """The files in order, and how far each was read before. Raises SameLogError if that is ambiguous."""

    def __init__(self, portal: Portal, logs: Sequence[LogFile]) -> None:
        self._portal = portal
        self._logs = logs
        self._store = LogStore(portal.database, portal.clock.milliseconds)
        began = self._store.live_from(portal.site)
        self.has_begun = began is not None
        self.live_from = began or portal.clock.today()
        _refuse_copies(logs)
        self._alike = [self._store.known_files(portal.site, log.heads) for log in logs]
        self._numbers: dict[int, int] = {}
        self._begun: Counter[str] = Counter()
        self._places = [self._place(file, log) for file, log in enumerate(logs)]
        self._refuse_beginnings()

    def read(self, choice: ImportOptions, tell: Callable[[int], None], *, book: bool) -> ImportSummary:
        """Count all lines and store the new ones. `choice` may only exclude more than `live_from`."""
        final = self.has_begun and choice.before == self.live_from
        counter = LogCounter(replace(choice, counted_live=final), self._portal.clock, self._enricher())
        try:
            reads = read_all(self._logs, tell)
            for portion in counter.portions(reads, [place.end for place in self._places]):
                if book:
                    self._book(portion)
        finally:
            # Always do this, because a killed import may have left Redis behind SQL.
            if book:
                try:
                    self._store.finish(self._portal.site)
                finally:
                    self._portal.service(Counting).renew_redis()
        return counter.summary

    def _enricher(self) -> Enricher:
        site, clock = self._portal.site, self._portal.clock
        sql = SqlStore(self._portal.database, clock.milliseconds)
        return Enricher(clock, Categories(lambda articles: sql.categories(site, articles)).of)

    def _book(self, portion: Portion) -> None:
        moves = {}
        ends = {file: Place(read.end, digest(read.text)) for file, read in portion.ends.items()}
        for file, end in ends.items():
            moves[self._number(file)] = self._places[file], end
        self._store.book(self._portal.site, portion, moves, self.live_from)
        for file, end in ends.items():
            self._places[file] = end

    def _number(self, file: int) -> int:
        if file not in self._numbers:
            log = self._logs[file]
            alike = len(self._alike[file]) + self._begun[log.head]
            self._numbers[file] = self._store.begin(
                self._portal.site, log.head, log.path.name, self.live_from, alike
            )
            self._begun[log.head] += 1
        return self._numbers[file]

    def _place(self, file: int, log: LogFile) -> Place:
        """The place where the last import of the file stopped: the furthest place at which it has the same
        line.
        """
        for known in self._alike[file]:
            if known.number not in self._numbers.values() and _is_left_off(log, known):
                self._numbers[file] = known.number
                return Place(known.read_to, known.last_line)
        return Place(0)

    def _refuse_beginnings(self) -> None:
        """If a log begins like another log that was read further, it may be an older copy of it. If the other
        log is part of this import, too, both have been compared already.
        """
        for file, log in enumerate(self._logs):
            if file in self._numbers:
                continue
            for known in self._alike[file]:
                if known.number not in self._numbers.values() and log.line_before(known.read_to) is None:
                    raise SameLogError(
                        f"{log.path} begins like a longer log that was imported before. If it is an "
                        "older copy, leave it out. If it is another log, import it with the longer one"
                    )


def _is_left_off(log: LogFile, known: Known) -> bool:
    if not known.read_to:
        return True
    line = log.line_before(known.read_to)
    return line is not None and known.last_line in digests(line)


def _refuse_copies(logs: Sequence[LogFile]) -> None:
    for one, two in combinations(logs, 2):
        if one.head and one.head == two.head and one.begins_like(two):
            raise SameLogError(f"{one.path} and {two.path} are the same log. Leave one of them out")
