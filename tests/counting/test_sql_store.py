"""The store on SQLite and PostgreSQL: a batch counts exactly once, and the numbers agree."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.core.clock import Periods
from portal_widgets.core.database import Database
from portal_widgets.counting.hits import Hit, Reason
from portal_widgets.counting.sql_store import JournalGapError, SqlStore
from portal_widgets.counting.store import Applied, Article, Batch, MostRead, Numbers

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 11, 12, tzinfo=ZONE)
AT = int(NOW.timestamp() * 1000)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[SqlStore]:
    database = Database(database_url, tmp_path)
    database.migrate()
    yield SqlStore(database)
    database.close()


def view(
    visitor: str, article: str | None = "1", moment: datetime = NOW, reason: Reason | None = None
) -> Hit:
    return Hit(
        int(moment.timestamp() * 1000),
        moment.date().isoformat(),
        "/",
        article,
        visitor.encode(),
        None,
        reason,
    )


def apply(store: SqlStore, *hits: Hit, journal: str = "one", start: int | None = None) -> Applied:
    start = store.offset("main", journal) if start is None else start
    return store.apply("main", Batch(journal, start, start + len(hits), hits))


def test_a_batch_gives_verdicts_and_totals(store: SqlStore):
    applied = apply(
        store, view("an"), view("an"), view("binh"), view("chi", "2"), view("bot", reason=Reason.BOT)
    )

    assert list(applied.verdicts) == [None, Reason.REPEAT, None, None, Reason.BOT]
    assert applied.views == {"1": 2, "2": 1}
    assert store.views("main", "1") == 2
    assert store.views("main", "never read") == 0


def test_a_batch_that_was_applied_before_changes_nothing(store: SqlStore):
    apply(store, view("an"), start=0)
    again = apply(store, view("an"), start=0)

    assert again == Applied()
    assert store.views("main", "1") == 1
    assert store.offset("main", "one") == 1


def test_a_gap_is_an_error_and_changes_nothing(store: SqlStore):
    with pytest.raises(JournalGapError, match="one: 0 applied, the batch begins at 5"):
        apply(store, view("an"), start=5)

    assert store.views("main", "1") == 0


def test_two_journals_meet_in_one_store(store: SqlStore):
    """A repeat is a repeat whichever process heard it."""
    apply(store, view("an"), journal="one")

    assert list(apply(store, view("an"), journal="two").verdicts) == [Reason.REPEAT]


def test_a_batch_larger_than_one_statement(store: SqlStore):
    applied = apply(store, *(view(f"reader {number}", str(number % 700)) for number in range(1400)))

    assert sum(applied.views.values()) == 1400
    assert store.numbers("main", Periods(NOW.date()), AT).today == 1400


def test_the_block_by_calendar_periods(store: SqlStore):
    """Wednesday, 11 March 2026: the week began on the 9th, the month on a Sunday."""
    days = ["2025-12-31", "2026-01-01", "2026-03-01", "2026-03-08", "2026-03-09", "2026-03-10", "2026-03-11"]
    for number, day in enumerate(days):
        apply(
            store,
            view(f"reader {number}", moment=datetime.fromisoformat(f"{day}T11:58:00").replace(tzinfo=ZONE)),
        )

    assert store.numbers("main", Periods(NOW.date()), AT) == Numbers(
        online=1, today=1, yesterday=1, week=3, month=5, year=6, total=7
    )


def test_online_is_the_last_five_minutes(store: SqlStore):
    apply(
        store, view("an", moment=NOW - timedelta(minutes=4)), view("binh", moment=NOW - timedelta(minutes=6))
    )

    assert store.numbers("main", Periods(NOW.date()), AT).online == 1


def test_a_reader_over_midnight_is_online_once(store: SqlStore):
    before = datetime(2026, 3, 10, 23, 58, tzinfo=ZONE)
    after = datetime(2026, 3, 11, 0, 1, tzinfo=ZONE)
    at = int(after.timestamp() * 1000)
    apply(store, view("an 10", moment=before), Hit(at, "2026-03-11", "/", "2", b"an 11", b"an 10"))
    numbers = store.numbers("main", Periods(after.date()), at)

    assert numbers.online == 1
    assert (numbers.yesterday, numbers.today) == (1, 0)


def test_the_changes_since_a_version(store: SqlStore):
    apply(store, view("an"))
    version, nothing = store.views_since("main", None)
    apply(store, view("an", "2"))
    later, changed = store.views_since("main", version)

    assert nothing == {}
    assert changed == {"2": 1}
    assert store.views_since("main", later) == (later, {})


def test_most_read_within_days(store: SqlStore):
    store.describe("main", [Article("2", title="Hai", url="/2", published=date(2026, 3, 1))])
    apply(
        store, view("an", "2"), view("binh", "2"), view("an", "1"), view("old", "3", NOW - timedelta(days=30))
    )

    assert store.most_read("main", NOW.date() - timedelta(days=6), 10) == [
        MostRead(Article("2", title="Hai", url="/2", published=date(2026, 3, 1)), 2),
        MostRead(Article("1"), 1),
    ]
    assert len(store.most_read("main", NOW.date(), 1)) == 1


def test_a_description_is_kept_until_another_one_says_more(store: SqlStore):
    store.describe("main", [Article("1", title="Một")])
    apply(store, view("an"))
    store.describe("main", [Article("1", url="/1")])

    assert store.most_read("main", NOW.date(), 1)[0].article == Article("1", title="Một", url="/1")


def test_forgotten_visitors_leave_their_numbers(store: SqlStore):
    apply(store, view("an", moment=NOW - timedelta(hours=49)), view("binh"))
    store.forget("main", AT - 48 * 3_600_000)
    numbers = store.numbers("main", Periods(NOW.date()), AT)

    assert numbers.total == 2
    assert list(apply(store, view("binh")).verdicts) == [Reason.REPEAT]


batches = st.lists(
    st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=60 * 24 * 40),
            st.sampled_from(["an", "binh", "chi"]),
            st.sampled_from(["1", "2", None]),
        ),
        max_size=5,
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches)
def test_what_is_shown_never_falls_and_the_periods_contain_each_other(store: SqlStore, plan):
    """Over days, weeks and a month's end, and whatever the order of arrival."""
    site = f"s{abs(hash(str(plan))) % 10**12}"
    position = 0
    last = Numbers()
    moment = datetime(2026, 2, 20, tzinfo=ZONE)
    for batch in plan:
        hits = [
            view(
                f"{who} {(moment + timedelta(minutes=minutes)).date()}",
                article,
                moment + timedelta(minutes=minutes),
            )
            for minutes, who, article in batch
        ]
        store.apply(site, Batch("one", position, position + len(hits), hits))
        position += len(hits)
        numbers = store.numbers(site, Periods(date(2026, 3, 31)), AT)

        assert numbers.total >= last.total
        assert numbers.month >= last.month
        assert numbers.today <= numbers.week
        assert numbers.today <= numbers.month <= numbers.year <= numbers.total
        last = numbers
