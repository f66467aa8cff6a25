"""Rules that every number follows at every moment, in any order of readers: across midnight, the ends of
months and years, and nights with a change of clocks.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting.stores import Backend
from portal_widgets.core.text.clock import Clock, Periods
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.hits import Reason, Record
from portal_widgets.counting.sessions import VISIT_WINDOW
from portal_widgets.counting.store.commit import commit_epochs
from portal_widgets.counting.store.protocol import Batch, Numbers
from portal_widgets.counting.store.redis.epochs import RedisEpochs
from portal_widgets.counting.store.redis.restore import RECALL_MILLISECONDS
from portal_widgets.counting.store.redis.store import RedisStore
from portal_widgets.counting.store.sql.archive import SqlArchive
from portal_widgets.counting.store.sql.ledger import LedgerStore, OpeningBalance
from portal_widgets.counting.store.sql.months import MonthStore
from portal_widgets.counting.store.sql.store import SqlStore
from portal_widgets.counting.store.sql.tables import article as article_table
from portal_widgets.counting.store.sql.tables import (
    article_day,
    article_month,
    exclusion_day,
    month_closed,
    site_day,
)
from support import FIREFOX

SITES = itertools.count()
HANOI, BERLIN, SANTIAGO = "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Santiago"
# All times are in a future that Redis's own clock has not reached.
EVENINGS = [
    (HANOI, "2037-03-08T22:00"),  # the week ends
    (HANOI, "2037-12-31T22:00"),
    (BERLIN, "2037-02-28T22:00"),
    (BERLIN, "2037-03-28T22:00"),  # a day of 23 hours follows,
    (BERLIN, "2037-10-24T22:00"),  # a day of 25 hours follows,
    (SANTIAGO, "2037-04-04T21:00"),  # an evening whose last hour comes twice,
    (SANTIAGO, "2037-09-05T22:00"),  # and a day that begins at one o'clock
]


@dataclass
class Told:
    """A store in some time zone, and its earlier answers."""

    backend: Backend
    zone: str
    site: str = field(default_factory=lambda: f"i{next(SITES)}")
    applied: int = 0
    said: dict[tuple[str, Any], int] = field(default_factory=dict)
    # The opening balances: by article, and that of the site under None.
    opened: Counter[str | None] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clock = Clock(ZoneInfo(self.zone), self.backend.clock)
        self.enricher = Enricher(self.clock)
        self.archive = SqlArchive(self.backend.database, self.clock.milliseconds)
        self.store: Any = SqlStore(self.backend.database, self.clock.milliseconds)
        self.epochs = RedisEpochs(self.backend.redis) if self.backend.redis else None
        if self.epochs:
            self.store = RedisStore(self.backend.redis, self.epochs, self.store, self.archive, self.clock)
        self.store.prepare(self.site)
        self.backend.clock.advance(seconds=RECALL_MILLISECONDS / 1000)

    def hear(self, who: str, article: str, agent: str = FIREFOX) -> Record:
        """Hits as the recording makes them, with keys of the day."""
        at = self.clock.milliseconds()
        day = self.clock.day(at)
        early = at - day.start < VISIT_WINDOW
        before = self.key(who, at - VISIT_WINDOW) if early else b""
        return Record(at, self.key(who, at), before, "/", article, agent)

    def key(self, who: str, at: int) -> bytes:
        return f"{who} {self.clock.day(at).name}".encode().ljust(16)

    def apply(self, *records: Record) -> None:
        stop = self.applied + len(records)
        hits = self.enricher.hits(records)
        self.store.apply(self.site, Batch("one", self.applied, stop, hits))
        self.applied = stop

    def commit_to_sql(self) -> None:
        if self.epochs:
            commit_epochs(self.site, self.epochs, self.archive)

    def enter(self, amount: int, article: str | None) -> None:
        """As the command does beside the portal, which notices it a second later."""
        ledger = LedgerStore(self.backend.database, self.clock.milliseconds)
        said = f"Bộ đếm {len(ledger.entries(self.site))}"
        ledger.enter(self.site, [OpeningBalance(amount, self.clock.now().date(), "Hà", said, article)])
        self.store.prepare(self.site)
        self.opened[article] += amount

    def fold(self) -> None:
        """As in a purge a long time later: further hits for the days of this month are late."""
        months = MonthStore(self.backend.database, self.clock.milliseconds)
        months.purge(self.site, Periods(self.clock.now().date()).month)

    def close(self) -> None:
        """As after a month's end: further hits are added to both the day and the month."""
        months = MonthStore(self.backend.database, self.clock.milliseconds)
        months.close(self.site, Periods(self.clock.now().date()).month)

    def numbers(self) -> Numbers:
        periods = Periods(self.clock.now().date())
        return self.store.numbers(self.site, periods, self.clock.milliseconds())

    def check(self) -> None:
        """The periods contain each other, and no number is lower than before."""
        periods, now = Periods(self.clock.now().date()), self.numbers()
        assert now.today <= now.week
        assert now.today <= now.month <= now.year <= now.total
        for name, when, value in (
            ("day", periods.yesterday, now.yesterday),
            ("day", periods.today, now.today),
            ("week", periods.week, now.week),
            ("month", periods.month, now.month),
            ("year", periods.year, now.year),
            ("total", None, now.total),
            *((article, "views", self.store.views(self.site, article)) for article in "12"),
        ):
            assert value >= self.said.get((name, when), 0), (name, when)
            self.said[name, when] = value

    def stored_counts(self) -> tuple[list[dict[str, Any]], dict[Any, dict[str, int]]]:
        """The days of the site, and the ledger of exclusions, as SQL stores them."""
        self.commit_to_sql()
        with self.backend.database.reading() as connection:
            days = connection.execute(sa.select(site_day).where(site_day.c.site == self.site)).mappings()
            excluded: dict[Any, dict[str, int]] = {}
            for row in connection.execute(
                sa.select(exclusion_day).where(exclusion_day.c.site == self.site)
            ).mappings():
                excluded.setdefault(row["day"], {})[row["reason"]] = row["hits"]
            return [dict(day) for day in days], excluded

    def articles(self) -> Counter[str]:
        """The sum of the closed months of each article and of the other days. A closed month whose days are
        kept is the sum of them.
        """
        with self.backend.database.reading() as connection:
            marks = sa.select(month_closed).where(month_closed.c.site == self.site)
            closed = {row.month: row.days_kept for row in connection.execute(marks)}
            months = self.by_month(connection, article_month, "month")
            days = self.by_month(connection, article_day, "day")
        assert {month for month, _ in months} <= closed.keys()
        for (month, identity), views in days.items():
            assert closed.get(month) is not False
            assert month not in closed or months[month, identity] == views
        total: Counter[str] = Counter()
        for (_, identity), views in {**days, **months}.items():
            total[identity] += views
        return total

    def by_month(self, connection: sa.Connection, table: sa.Table, period: str) -> Counter[tuple[date, str]]:
        views: Counter[tuple[date, str]] = Counter()
        rows = sa.select(article_table.c.id, table.c[period], table.c.views).where(
            table.c.article == article_table.c.number, table.c.site == self.site
        )
        for identity, when, counted in connection.execute(rows):
            views[when.replace(day=1), identity] += counted
        return views


homes = st.sampled_from([("home",), ("home",), ("fold",), ("close",)])
balances = st.tuples(st.just("balance"), st.integers(1, 9), st.sampled_from([None, "1", "2"]))
advances = st.tuples(st.just("advance"), st.sampled_from([1, 14, 29, 30, 31, 61, 200, 1500]))
readers = st.tuples(
    st.sampled_from(["view", "view", "late", "robot"]), st.sampled_from("ab"), st.sampled_from(["1", "2", ""])
)
plans = st.lists(st.one_of(advances, advances, readers, readers, readers, homes, balances), max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(EVENINGS), plans)
def test_what_holds_at_every_step(backend: Backend, evening: tuple[str, str], plan: list[tuple[Any, ...]]):
    """A late hit was reported in time, but is applied two steps later, because its process hung."""
    zone, moment = evening
    backend.clock.seconds = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).timestamp()
    told = Told(backend, zone)
    heard: Counter[date] = Counter()
    held: list[Record] = []
    stuck: list[Record] = []
    for step in plan:
        if step[0] == "home":
            told.commit_to_sql()
        elif step[0] in {"fold", "close"}:
            getattr(told, step[0])()
        elif step[0] == "balance":
            told.enter(*step[1:])
        elif step[0] == "advance":
            backend.clock.advance(minutes=step[1])
            told.apply(*held)
            held, stuck = stuck, []
        else:
            kind, who, article = step
            record = told.hear(who, article, "curl/8" if kind == "robot" else FIREFOX)
            heard[datetime.fromtimestamp(backend.clock.seconds, ZoneInfo(zone)).date()] += 1
            if kind == "late":
                stuck.append(record)
            else:
                told.apply(record)
        told.check()
    told.apply(*held, *stuck)
    told.check()
    total = told.numbers().total
    days, excluded = told.stored_counts()

    assert {day["day"]: day["heard"] for day in days} == heard
    assert sum(day["visits"] for day in days) == total - told.opened[None]
    assert told.numbers().total == total
    counted = {article: told.store.views(told.site, article) - told.opened[article] for article in "12"}
    assert {article: told.articles()[article] for article in "12"} == counted
    assert sum(day["article_views"] for day in days) == sum(counted.values())
    for day in days:
        reasons = excluded.get(day["day"], {})
        repeats = reasons.pop(Reason.REPEAT, 0)
        assert day["page_views"] + sum(reasons.values()) == day["heard"]
        assert day["article_views"] + repeats <= day["page_views"]
        assert day["visits"] <= day["page_views"]
        assert (day["visits"] > 0) <= (day["visitors"] > 0)


def test_the_longest_day_of_berlin(backend: Backend):
    """Hits in both of its hours from two to three count on it. Hits 24 hours after its beginning do not
    belong to the next day yet.
    """
    midnight = datetime(2037, 10, 25, tzinfo=ZoneInfo(BERLIN)).timestamp()
    backend.clock.seconds = midnight
    told = Told(backend, BERLIN)
    for hours in (1, 2, 3, 24):
        backend.clock.seconds = midnight + hours * 3600 + 60
        told.apply(told.hear("a", "1"))

    assert told.numbers()._replace(online=0) == Numbers(0, 4, 0, 4, 4, 4, 4)
    backend.clock.advance(minutes=60)
    assert (told.numbers().today, told.numbers().yesterday) == (0, 4)


def test_the_shortest_day_of_berlin(backend: Backend):
    """23 hours after its beginning it is Monday, and another week."""
    midnight = datetime(2037, 3, 29, tzinfo=ZoneInfo(BERLIN)).timestamp()
    backend.clock.seconds = midnight
    told = Told(backend, BERLIN)
    for hours in (1, 2, 22, 23):
        backend.clock.seconds = midnight + hours * 3600 + 60
        told.apply(told.hear("a", "1"))

    assert told.numbers()._replace(online=0) == Numbers(0, 1, 3, 1, 4, 4, 4)
