"""One contract, three stores: SQLite, PostgreSQL, Redis. A batch counts exactly once."""

import itertools
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting.stores import AT, NOW, Backend, view
from portal_widgets.core.text.clock import Periods
from portal_widgets.counting.hits import Hit, Labels, Reason
from portal_widgets.counting.sessions import MINUTE, VisitorState, count_hits
from portal_widgets.counting.store.protocol import (
    Applied,
    Article,
    Batch,
    JournalGapError,
    MostRead,
    Numbers,
)
from portal_widgets.links.store.clicks import ClickStore
from support import HANOI, statements

TODAY = Periods(NOW.date())
# Hypothesis runs a test many times on one store, so each run uses a new site.
SITES = itertools.count()


def test_a_batch_gives_verdicts_and_totals(backend: Backend):
    applied = backend.apply(
        view("an"), view("an"), view("binh"), view("chi", "2"), view("bot", reason=Reason.BOT)
    )

    assert list(applied.verdicts) == [None, Reason.REPEAT, None, None, Reason.BOT]
    assert applied.views == {"1": 2, "2": 1}
    assert backend.store.views("main", "1") == 2
    assert backend.store.views("main", "never read") == 0


def test_a_batch_that_was_applied_before_changes_nothing(backend: Backend):
    backend.apply(view("an"), start=0)
    again = backend.apply(view("an"), start=0)

    assert again == Applied()
    assert backend.store.views("main", "1") == 1
    assert backend.store.offsets("main", ["one", "unknown"]) == {"one": 1}


def test_a_gap_is_an_error_and_changes_nothing(backend: Backend):
    backend.apply(view("an"))
    for start in (0, 5):
        with pytest.raises(JournalGapError, match="one: 1 applied"):
            backend.store.apply("main", Batch("one", start, start + 3, [view("binh")] * 3))

    assert backend.store.views("main", "1") == 1


def test_two_journals_meet_in_one_store(backend: Backend):
    """A repeat is a repeat in every process."""
    backend.apply(view("an"), journal="one")

    assert list(backend.apply(view("an"), journal="two").verdicts) == [Reason.REPEAT]


def test_a_batch_of_two_thousand(backend: Backend):
    applied = backend.apply(*(view(f"r{number}", str(number % 700)) for number in range(2000)))

    assert sum(applied.views.values()) == 2000
    assert backend.store.numbers("main", TODAY, AT).today == 2000


def test_a_batch_without_a_view_still_moves_the_journal(backend: Backend):
    backend.apply(*(view("", None, reason=reason) for reason in Reason))

    assert backend.store.offsets("main", ["one"]) == {"one": len(Reason)}
    assert backend.store.numbers("main", TODAY, AT) == Numbers()


def test_however_many_articles_a_reader_opens_each_is_judged_by_itself(backend: Backend):
    """Half an hour after its own view, an article counts again, whatever else was read in between."""
    articles = [str(number) for number in range(1, 10)]
    first = backend.apply(*(view("an", article) for article in articles))
    again = backend.apply(*(view("an", article, NOW + timedelta(minutes=30)) for article in articles))
    others = backend.apply(*(view("an", article, NOW + timedelta(minutes=31)) for article in articles[::2]))
    within = backend.apply(*(view("an", article, NOW + timedelta(minutes=60)) for article in articles))

    assert first.verdicts == [None] * 9
    assert again.verdicts == [Reason.REPEAT] * 9
    assert others.verdicts == [None] * 5
    assert within.verdicts == [Reason.REPEAT, None] * 4 + [Reason.REPEAT]
    assert [backend.store.views("main", article) for article in articles] == [2] * 9


def test_the_block_by_calendar_periods(backend: Backend):
    """Wednesday, 11 March 2037. The week began on the 9th, the month on a Sunday."""
    days = ["2036-12-31", "2037-01-01", "2037-03-01", "2037-03-08", "2037-03-09", "2037-03-10", "2037-03-11"]
    for number, day in enumerate(days):
        moment = datetime.fromisoformat(f"{day}T11:58:00").replace(tzinfo=HANOI)
        backend.apply(view(f"reader {number}", moment=moment))

    assert backend.store.numbers("main", TODAY, AT) == Numbers(
        online=1, today=1, yesterday=1, week=3, month=5, year=6, total=7
    )


def test_online_is_the_last_five_minutes(backend: Backend):
    backend.apply(
        view("an", moment=NOW - timedelta(minutes=4)), view("binh", moment=NOW - timedelta(minutes=6))
    )

    assert backend.store.numbers("main", TODAY, AT).online == 1
    assert backend.store.numbers("main", TODAY, AT + 2 * MINUTE).online == 0
    assert backend.store.numbers("main", TODAY, AT - 60 * MINUTE).online == 0, "of a clock that was set back"


def test_while_nothing_is_counted_visitors_come_and_leave_at_their_times(backend: Backend):
    """The store may read only the changes since the last time, and the clock may be set back."""
    seen_at = [AT + minute * MINUTE for minute in (-6, -5, -4, -4, -1, 0, 3, 6, 9)]
    backend.apply(
        *(view(f"r{n}", moment=NOW + timedelta(milliseconds=at - AT)) for n, at in enumerate(seen_at))
    )
    instants = [*range(AT, AT + 12 * MINUTE, MINUTE // 2), AT, AT + 1, AT + 4 * MINUTE]

    here = [[one for one in seen_at if at - 5 * MINUTE < one < at + 5 * MINUTE] for at in instants]
    assert [backend.store.online("main", at) for at in instants] == list(map(len, here))
    backend.apply(view("another"))
    assert backend.store.online("main", AT + 4 * MINUTE) == len(here[-1]) + 1


def test_a_reader_over_midnight_is_online_once(backend: Backend):
    backend.clock.set("2037-03-12T00:01:00")
    at = backend.clock.milliseconds
    yesterday = view("an 11", moment=datetime(2037, 3, 11, 23, 58, tzinfo=HANOI))
    backend.apply(yesterday, Hit(at, "2037-03-12", "2", b"an 12".ljust(16), yesterday.visitor))
    numbers = backend.store.numbers("main", Periods(date(2037, 3, 12)), at)

    assert numbers.online == 1
    assert (numbers.yesterday, numbers.today) == (1, 0)


def test_the_changes_since_a_version(backend: Backend):
    backend.apply(view("an"))
    first = backend.store.changes("main", None)
    backend.apply(view("an", "2"))
    second = backend.store.changes("main", first.version)

    assert first.views == {}
    assert second.views == {"2": 1}
    assert backend.store.changes("main", second.version) == second.__class__(second.version, {})


def test_the_changes_of_one_site_are_not_those_of_another(backend: Backend):
    backend.prepare("other")
    backend.apply(view("an"))
    first = backend.store.changes("main", None)
    other = backend.store.changes("other", None)

    assert backend.store.changes("main", first.version) == first
    assert backend.store.changes("other", other.version) == other


def test_while_nothing_is_committed_an_embedded_store_executes_no_statement(backend: Backend):
    if backend.kind != "sqlite":
        pytest.skip("another server is asked for the version")
    backend.apply(view("an"))
    version = backend.store.changes("main", None).version
    with statements(backend.database) as quiet:
        again = backend.store.changes("main", version)
    backend.apply(view("binh"))

    assert quiet == []
    assert again.version == version
    assert backend.store.changes("main", version).views == {"1": 2}


def test_most_read_within_days_and_ever(backend: Backend):
    two = Article("2", title="Hai", url="/2", published=date(2037, 3, 1))
    backend.store.describe("main", [two])
    backend.apply(
        view("an", "2"), view("binh", "2"), view("an", "1"), view("old", "3", NOW - timedelta(days=30))
    )
    backend.commit_to_sql()

    assert backend.store.most_read("main", 7, NOW.date(), 10) == (MostRead(two, 2), MostRead(Article("1"), 1))
    assert len(backend.store.most_read("main", 1, NOW.date(), 1)) == 1
    assert {line.article.id for line in backend.store.most_read("main", None, NOW.date(), 10)} == {
        "1",
        "2",
        "3",
    }


def test_a_ranking_is_kept_and_renewed(backend: Backend):
    backend.apply(view("an", "1"))
    backend.commit_to_sql()
    backend.store.rank("main", 7, NOW.date())
    backend.apply(view("binh", "2"), view("chi", "2"))
    backend.commit_to_sql()
    backend.store.rank("main", 7, NOW.date())
    assert [line.article.id for line in backend.store.most_read("main", 7, NOW.date(), 10)] == ["1"]
    backend.clock.advance(seconds=16)
    backend.store.rank("main", 7, NOW.date())

    assert [line.article.id for line in backend.store.most_read("main", 7, NOW.date(), 10)] == ["2", "1"]


def test_an_empty_ranking_does_not_keep_the_first_readers_waiting(backend: Backend):
    backend.store.rank("main", 30, NOW.date())
    backend.apply(view("an", "1"))
    backend.commit_to_sql()
    backend.store.rank("main", 30, NOW.date())

    assert [line.article.id for line in backend.store.most_read("main", 30, NOW.date(), 10)] == ["1"]


def test_an_empty_ranking_is_written_once(backend: Backend):
    """Each commit makes every process read again."""
    backend.store.rank("main", 30, NOW.date())
    backend.apply(view("an", None))
    backend.commit_to_sql()
    with statements(backend.database) as executed:
        backend.store.rank("main", 30, NOW.date())

    assert any("pw_article_day" in one for one in executed)
    assert not any(one.startswith("INSERT") for one in executed)


def test_a_description_is_kept_until_another_one_says_more(backend: Backend):
    backend.store.describe("main", [Article("1", title="Một")])
    backend.apply(view("an"))
    backend.store.describe("main", [Article("1", url="/1")])
    backend.commit_to_sql()

    assert backend.store.most_read("main", 7, NOW.date(), 1)[0].article == Article("1", title="Một", url="/1")


def test_forgotten_visitors_leave_their_numbers(backend: Backend):
    backend.apply(view("an", moment=NOW - timedelta(hours=49)), view("binh"))
    backend.store.forget("main", AT - 48 * 60 * MINUTE)

    assert backend.store.numbers("main", TODAY, AT).total == 2
    assert list(backend.apply(view("binh")).verdicts) == [Reason.REPEAT]


moments = st.integers(min_value=0, max_value=60 * 24 * 3).map(
    lambda minutes: datetime(2037, 3, 30, 22, tzinfo=HANOI) + timedelta(minutes=minutes)
)


def hit(moment: datetime, who: str, article: str | None, reason: Reason | None) -> Hit:
    """Keys as the recording makes them: of the day, and after midnight also of the day before."""
    if reason is not None:
        return Hit(int(moment.timestamp() * 1000), moment.date().isoformat(), reason=reason)
    earlier = moment - timedelta(minutes=30)
    before = f"{who} {earlier.date()}".encode()[:16] if earlier.date() != moment.date() else None
    return Hit(
        int(moment.timestamp() * 1000),
        moment.date().isoformat(),
        article,
        f"{who} {moment.date()}".encode()[:16],
        before,
        None,
        Labels((f"page-hour|{moment.hour}",), (f"browser|{who}", f"hour|{moment.hour}")),
    )


def click(moment: datetime, who: str, link: str, reason: Reason | None) -> Hit:
    return hit(moment, who, None, reason)._replace(link=link, labels=Labels(view=(f"click|{link}",)))


ARTICLES = "123456"
reasons = st.sampled_from([None, None, None, Reason.BOT, Reason.STAFF])
hits = st.builds(hit, moments, st.sampled_from("abc"), st.sampled_from([*ARTICLES, None]), reasons)
hits |= st.builds(click, moments, st.sampled_from("abc"), st.sampled_from(["so", "ban"]), reasons)
plans = st.lists(st.lists(hits, max_size=6), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans, st.booleans())
def test_every_store_judges_as_the_pure_rules_do(backend: Backend, plan: list[list[Hit]], in_order: bool):
    """Across midnight, the month's end and batches, in any order: the same results, totals and visits as
    sessions.py. For Redis this compares Lua with Python.
    """
    site = f"s{next(SITES)}"
    backend.clock.set("2037-04-02T23:00:00")
    backend.prepare(site)
    if in_order:
        plan = [sorted((one for batch in plan for one in batch), key=lambda one: one.at)]
    state = VisitorState()
    visits: dict[str, int] = {}
    views: dict[str, int] = {}
    clicks: Counter[str] = Counter()
    for batch in plan:
        expected = count_hits(batch, state)
        applied = backend.apply(*batch, site=site) if batch else Applied()

        assert list(applied.verdicts) == expected.verdicts
        for day, gain in expected.days.items():
            visits[day] = visits.get(day, 0) + gain.visits
            for article, count in gain.articles.items():
                views[article] = views.get(article, 0) + count
            clicks += Counter(
                {label[6:]: hits for label, hits in gain.labels.items() if label.startswith("click|")}
            )
    numbers = backend.store.numbers(site, Periods(date(2037, 4, 1)), backend.clock.milliseconds)

    backend.commit_to_sql(site)

    assert ClickStore(backend.database, site).clicks_by_link(date(2037, 1, 1), date(2038, 1, 1)) == clicks
    assert numbers.today == visits.get("2037-04-01", 0)
    assert numbers.total == sum(visits.values())
    shown = {article: backend.store.views(site, article) for article in ARTICLES}
    assert shown == dict.fromkeys(ARTICLES, 0) | views


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_what_is_shown_never_falls_and_the_periods_contain_each_other(
    backend: Backend, plan: list[list[Hit]]
):
    """Over days, weeks and a month's end, in any order of arrival."""
    site = f"s{next(SITES)}"
    backend.clock.set("2037-04-02T23:00:00")
    backend.prepare(site)
    last = Numbers()
    for batch in plan:
        if batch:
            backend.apply(*batch, site=site)
        numbers = backend.store.numbers(site, Periods(date(2037, 4, 2)), backend.clock.milliseconds)

        assert all(
            getattr(numbers, period) >= getattr(last, period)
            for period in ("today", "yesterday", "week", "month", "year", "total")
        )
        assert numbers.today <= numbers.week
        assert numbers.today <= numbers.month <= numbers.year <= numbers.total
        last = numbers
