"""Every number of the dashboard equals a recount from the list of page loads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.core.db.database import Database
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.hits import Reason, Record
from portal_widgets.counting.store.protocol import Article, Batch
from portal_widgets.counting.store.sql.ledger import LedgerStore, OpeningBalance
from portal_widgets.counting.store.sql.months import MonthStore
from portal_widgets.counting.store.sql.store import SqlStore
from portal_widgets.dashboard.periods import Days
from portal_widgets.dashboard.store.store import DashboardStore
from portal_widgets.dashboard.store.values import EXCLUDED, Annotation
from support import FIREFOX, HANOI, FrozenClock, copy_database

FIRST = date(2026, 1, 20)
ROBOT = "curl/8"
DIMENSIONS = ("category", "entry", "referrer", "browser", "device", "hour")
CATEGORIES = {"1": "Tin tức", "2": "Tin tức", "3": "Đời sống"}


@dataclass(frozen=True)
class Load:
    """One page load, with the facts that a test knows."""

    minutes: int
    who: str
    article: str
    referrer: str
    robot: bool

    @property
    def at(self) -> datetime:
        return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=HANOI) + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        return self.at.date()

    def record(self) -> Record:
        key = f"{self.who} {self.day}".encode().ljust(16)
        page = f"/bai/{self.article}" if self.article else "/"
        agent = ROBOT if self.robot else FIREFOX
        return Record(int(self.at.timestamp() * 1000), key, b"", page, self.article, agent, self.referrer)


loads = st.lists(
    st.builds(
        Load,
        # Ninety days, in steps that reach the half hour of visits and repeats from both sides. No step is in
        # the half hour after midnight, when a visitor has two keys.
        st.builds(
            lambda day, hour, part: day * 1440 + hour * 60 + part,
            st.integers(0, 90),
            st.integers(1, 23),
            st.sampled_from([0, 10, 29, 31, 45]),
        ),
        st.sampled_from("ab"),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["", "tim.example", "tin.example"]),
        st.booleans(),
    ),
    max_size=40,
).map(lambda found: sorted(found, key=lambda load: load.minutes))
spans = st.builds(
    lambda first, length: Days(FIRST + timedelta(days=first), FIRST + timedelta(days=first + length)),
    st.integers(0, 60),
    st.integers(0, 95),
)


@dataclass
class Counted:
    """A recount, page load by page load, without the rules of the product."""

    page_views: int = 0
    visits: int = 0
    heard: int = 0

    def __post_init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.labels: Counter[tuple[str, str]] = Counter()
        self.origins: Counter[tuple[str, str]] = Counter()
        self.excluded: Counter[str] = Counter()
        self.visitors: Counter[date] = Counter()


def recount(every: Iterable[Load], span: Days) -> Counted:
    counted, here, read, known = Counted(), {}, {}, set()
    for load in every:
        inside = span.first <= load.day <= span.last
        counted.heard += inside
        if load.robot:
            counted.excluded["bot"] += inside
            continue
        person = load.who, load.day
        counted.page_views += inside
        last = here.get(person)
        if last is None or load.minutes - last > 30:
            counted.visits += inside
            if inside:
                count_visit(counted, load)
        here[person] = load.minutes
        if inside and person not in known:
            counted.visitors[load.day] += 1
        known.add(person)
        if load.article:
            count_view(counted, load, read, inside)
    return counted


def count_visit(counted: Counted, load: Load) -> None:
    page = f"/bai/{load.article}" if load.article else "/"
    labels = {
        "entry": page,
        "referrer": load.referrer,
        "browser": "Firefox",
        "device": "computer",
        "hour": f"{load.at.isoweekday()}{load.at.hour:02}",
    }
    for dimension, value in labels.items():
        if value:
            counted.labels[dimension, value] += 1


def count_view(counted: Counted, load: Load, read: dict[Any, tuple[int, int]], inside: bool) -> None:
    pair = load.who, load.day, load.article
    first, last = read.get(pair, (-1000, -1000))
    if first - 30 <= load.minutes <= last + 30:
        counted.excluded["repeat"] += inside
        return
    read[pair] = (first if first >= 0 else load.minutes, load.minutes)
    if inside:
        counted.articles[load.article] += 1
        counted.labels["category", CATEGORIES[load.article]] += 1
        if load.referrer:
            counted.origins[load.article, load.referrer] += 1


class Place:
    """A database that counts, and answers the queries."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database = database
        self.clock = Clock(HANOI, clock)
        self.sql = SqlStore(database, self.clock.milliseconds)
        self.months = MonthStore(database, self.clock.milliseconds)
        self.store = DashboardStore(database)
        self.number = 0

    def new_site(self) -> str:
        self.number += 1
        self.site = f"site-{self.number}"
        self.sql.describe(
            self.site, [Article(id_, f"Bài {id_}", f"/bai/{id_}", name) for id_, name in CATEGORIES.items()]
        )
        return self.site

    def count(self, every: list[Load]) -> None:
        understanding = Enricher(self.clock, lambda ids: {id_: CATEGORIES[id_] for id_ in ids})
        hits = understanding.hits([load.record() for load in every])
        if hits:
            self.sql.apply(self.site, Batch("one", 0, len(hits), hits))


@pytest.fixture
def place(database_url: str, tmp_path: Path, clock: FrozenClock) -> Iterator[Place]:
    database = Database(database_url, tmp_path)
    yield Place(database, clock)
    database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=loads, span=spans, closed=st.booleans())
def test_every_figure_equals_a_recount(place: Place, every: list[Load], span: Days, closed: bool):
    """Also after months have been added up. Half of the page loads came after that."""
    place.new_site()
    half = len(every) // 2 if closed else 0
    if half:
        place.count(every[:half])
    if closed:
        for month in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
            place.months.close(place.site, month)
    if half < len(every):
        later(place, every, half)
    counted = recount(every, span)
    with place.store.query(place.site) as query:
        days = query.days(span)
        tallies = query.labels.tallies(span, DIMENSIONS, 1000)
        most_read = query.articles.most_read(span, 10)
        series = query.labels.series("category", "Tin tức", span)
        origins = query.labels.origins("1", span, 10)

    assert sum(day.page_views for day in days.values()) == counted.page_views
    assert sum(day.visits for day in days.values()) == counted.visits
    assert sum(day.heard for day in days.values()) == counted.heard
    assert {when: day.visitors for when, day in days.items() if day.visitors} == counted.visitors
    assert {
        (name, value): hits
        for name, tally in tallies.items()
        if name != EXCLUDED
        for value, hits in tally.values
    } == counted.labels
    assert dict(tallies[EXCLUDED].values if EXCLUDED in tallies else []) == +counted.excluded
    assert {read.id: read.views for read in most_read} == counted.articles
    assert sum(series.values()) == counted.labels["category", "Tin tức"]
    assert dict(origins.values) == {
        site: hits for (article, site), hits in counted.origins.items() if article == "1"
    }


def later(place: Place, every: list[Load], start: int) -> None:
    understanding = Enricher(place.clock, lambda ids: {id_: CATEGORIES[id_] for id_ in ids})
    hits = understanding.hits([load.record() for load in every[start:]])
    place.sql.apply(place.site, Batch("one", start, len(every), hits))


def load(day: date, who: str = "a", article: str = "1", referrer: str = "", hour: int = 9) -> Load:
    return Load((day - FIRST).days * 1440 + hour * 60, who, article, referrer, robot=False)


def test_of_purged_months_the_sums_stay(place: Place):
    place.new_site()
    place.count(
        [load(date(2026, 1, 25)), load(date(2026, 2, 3), referrer="tim.example"), load(date(2026, 3, 5))]
    )
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        place.months.purge(place.site, month)
    with place.store.query(place.site) as query:
        whole = Days(date(2026, 1, 1), date(2026, 3, 31))

        assert query.rollups.purged_until() == date(2026, 3, 1)
        assert [read.views for read in query.articles.most_read(whole, 5)] == [3]
        assert query.labels.series("category", "Tin tức", whole) == {
            date(2026, 1, 1): 1,
            date(2026, 2, 1): 1,
            date(2026, 3, 5): 1,
        }
        assert query.labels.origins("1", whole, 5).values == [("tim.example", 1)]


def test_an_article_knows_its_first_and_last_view(place: Place):
    place.new_site()
    place.count([load(date(2026, 1, 25)), load(date(2026, 2, 3)), load(date(2026, 3, 5))])
    place.months.purge(place.site, date(2026, 1, 1))
    with place.store.query(place.site) as query:
        number = query.articles.most_read(Days(FIRST, date(2026, 3, 31)), 1)[0].number
        known = query.articles.find(number)

    assert known is not None
    assert (known.first, known.last, known.read.views) == (date(2026, 1, 1), date(2026, 3, 5), 3)


def test_an_article_of_another_site_is_not_shown(place: Place):
    place.new_site()
    place.count([load(date(2026, 1, 25))])
    with place.store.query(place.site) as query:
        number = query.articles.most_read(Days(FIRST, date(2026, 3, 31)), 1)[0].number
    place.new_site()
    with place.store.query(place.site) as query:
        assert query.articles.find(number) is None


def test_an_article_whose_id_begins_like_another_has_its_own_origins(place: Place):
    place.new_site()
    place.sql.describe(place.site, [Article("1"), Article("10")])
    CATEGORIES["10"] = "Khác"
    try:
        place.count(
            [
                load(date(2026, 1, 25), referrer="tim.example"),
                load(date(2026, 1, 25), "b", "10", "tin.example"),
            ]
        )
    finally:
        del CATEGORIES["10"]
    with place.store.query(place.site) as query:
        assert query.labels.origins("1", Days(FIRST, date(2026, 3, 31)), 5).values == [("tim.example", 1)]


def test_opening_balances_and_notes_stand_on_their_days(place: Place):
    site = place.new_site()
    ledger = LedgerStore(place.database, place.clock.milliseconds)
    ledger.enter(
        site,
        [
            OpeningBalance(500, date(2026, 1, 31), "Hà", "Cổng cũ"),
            OpeningBalance(7, date(2026, 1, 31), "Hà", "Bài", "1"),
        ],
    )
    place.store.add_note(site, Annotation(date(2026, 2, 2), "Máy chủ mới", "ha"))
    with place.store.query(site) as query:
        annotations = query.annotations(Days(date(2026, 1, 1), date(2026, 2, 28)))
        assert query.annotations(Days(date(2026, 3, 1), date(2026, 3, 2))) == []

    assert [(annotation.day, annotation.text, annotation.amount) for annotation in annotations] == [
        (date(2026, 1, 31), "Cổng cũ", 500),
        (date(2026, 2, 2), "Máy chủ mới", None),
    ]


def test_a_note_is_removed_from_its_own_site_only(place: Place):
    ours = place.new_site()
    place.store.add_note(ours, Annotation(FIRST, "Máy chủ mới", "ha"))
    number = place.store.annotations(ours)[0].number

    assert not place.store.remove_note(place.new_site(), number)
    assert place.store.remove_note(ours, number)
    assert place.store.annotations(ours) == []


def test_reasons_are_those_of_the_ledger(place: Place):
    """The dashboard names the reasons by which counting excludes."""
    from portal_widgets.core.text.languages import language
    from portal_widgets.dashboard.ui_text import DashboardUiText

    named = {DashboardUiText(language("vi")).reason(reason) for reason in Reason}
    assert len(named) == len(Reason)
    assert not named & set(Reason)


def test_no_question_reads_a_whole_roll_up(tmp_path: Path, clock: FrozenClock):
    """`EXPLAIN QUERY PLAN` of SQLite: every table is searched by an index or its key."""
    place = Place(Database(f"sqlite:///{copy_database(tmp_path)}", tmp_path), clock)
    place.new_site()
    place.count([load(date(2026, 1, 25)), load(date(2026, 2, 25))])
    place.months.close(place.site, date(2026, 1, 1))
    place.months.purge(place.site, date(2026, 2, 1))
    asked = statements(place)

    assert len(asked) > 10
    with place.database.reading() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            scans = [row[3] for row in plan if row[3].startswith("SCAN pw_")]
            assert scans == [], statement
    place.database.close()


def statements(place: Place) -> list[tuple[str, Any]]:
    """The statements of all kinds of pages."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    sa.event.listen(place.database.engine, "before_cursor_execute", note)
    for span in (
        Days(FIRST, FIRST),
        Days(FIRST, date(2026, 3, 31)),
        Days(date(2025, 12, 1), date(2026, 2, 28)),
    ):
        with place.store.query(place.site) as query:
            query.rollups.began()
            query.days(span, span)
            query.hours(span)
            query.labels.tallies(span, DIMENSIONS, 10)
            query.labels.series("category", "Tin tức", span)
            query.annotations(span)
            query.articles.most_read(span, 10)
            query.articles.most_read(span, 10, "Tin tức")
            query.articles.find(1)
            query.articles.series(1, span)
            query.labels.origins("1", span, 10)
    sa.event.remove(place.database.engine, "before_cursor_execute", note)
    return asked
