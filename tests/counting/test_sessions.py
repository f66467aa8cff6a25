"""Repeats, visits and unique visitors are counted as a person would do with the whole list of hits."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.counting.hits import Hit, Labels, Reason
from portal_widgets.counting.sessions import MINUTE, CountResult, VisitorState, count_hits

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = int(datetime(2026, 3, 11, 12, tzinfo=ZONE).timestamp() * 1000)


def hit(minutes: float, visitor: str = "an", article: str | None = "1", reason: Reason | None = None) -> Hit:
    """A hit some minutes after noon. Within half an hour after midnight it has the keys of both days."""
    at = NOON + int(minutes * MINUTE)
    moment = datetime.fromtimestamp(at / 1000, ZONE)
    before = moment - timedelta(minutes=30)
    key = f"{visitor}{moment:%d}".encode()
    earlier = f"{visitor}{before:%d}".encode() if before.date() != moment.date() else None
    return Hit(at, moment.date().isoformat(), article, key, earlier, reason)


def click(minutes: float, visitor: str = "an", link: str = "so", reason: Reason | None = None) -> Hit:
    said = hit(minutes, visitor, None, reason)
    return said._replace(link=link, labels=Labels(view=(f"click|{link}",)))


def totals(result: CountResult) -> dict[str, int]:
    days = result.days.values()
    names = ("heard", "page_views", "article_views", "visits", "visitors")
    return {name: sum(getattr(day, name) for day in days) for name in names}


CASES = [
    ("a first view counts", [hit(0)], [None], 1),
    ("a reload within half an hour does not", [hit(0), hit(29)], [None, Reason.REPEAT], 1),
    ("nor at half an hour to the second", [hit(0), hit(30)], [None, Reason.REPEAT], 1),
    ("after it, it does, and opens a visit", [hit(0), hit(30.01)], [None, None], 2),
    ("repeats do not extend the window", [hit(0), hit(20), hit(31)], [None, Reason.REPEAT, None], 1),
    ("another article counts", [hit(0), hit(1, article="2")], [None, None], 1),
    ("another reader counts", [hit(0), hit(0, visitor="binh")], [None, None], 2),
    (
        "a page without an article is never a repeat",
        [hit(0, article=None), hit(1, article=None)],
        [None, None],
        1,
    ),
    ("a bot is told so", [hit(0, reason=Reason.BOT)], [Reason.BOT], 0),
    ("a late hit near a counted one is a repeat", [hit(40), hit(20)], [None, Reason.REPEAT], 1),
    ("a late hit opens no visit", [hit(600), hit(0)], [None, None], 1),
    ("midnight does not end a visit", [hit(715), hit(725, article="2")], [None, None], 1),
    ("a click counts, and is no visit", [click(0), click(0, link="ban")], [None, None], 0),
    ("a second click within half an hour does not", [click(0), click(30)], [None, Reason.REPEAT], 0),
    ("after it, it does", [click(0), click(30.01)], [None, None], 0),
    ("midnight does not make a click count twice", [click(715), click(725)], [None, Reason.REPEAT], 0),
    ("a robot's click does not count", [click(0, reason=Reason.BOT)], [Reason.BOT], 0),
    ("a link and an article of one name are two things", [click(0, link="1"), hit(1)], [None, None], 1),
    ("nor make a reload count", [hit(715), hit(725)], [None, Reason.REPEAT], 1),
]


@pytest.mark.parametrize(
    ("hits", "verdicts", "visits"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_verdicts(hits, verdicts, visits):
    result = count_hits(hits, VisitorState())

    assert result.verdicts == verdicts
    assert totals(result)["visits"] == visits


def test_over_midnight_a_reader_is_a_visitor_of_both_days_and_online_once():
    state = VisitorState()
    result = count_hits([hit(715), hit(725)], state)

    assert [day.visitors for day in result.days.values()] == [1, 1]
    assert state.superseded == {b"an11"}


def recount(hits: list[Hit]) -> tuple[int, int]:
    """Count the views and visits in a list of hits directly from the definitions, which is slow."""
    views = visits = 0
    counted: dict[tuple[str, str], int] = {}
    seen: dict[str, int] = {}
    for one in sorted(hits, key=lambda hit: hit.at):
        person = one.visitor[:-2].decode()
        if one.at - seen.get(person, -(10**12)) > 30 * MINUTE:
            visits += 1
        seen[person] = one.at
        if one.article and one.at - counted.get((person, one.article), -(10**12)) > 30 * MINUTE:
            counted[person, one.article] = one.at
            views += 1
    return views, visits


hits_of_a_day = st.lists(
    st.builds(
        hit,
        st.floats(min_value=0, max_value=800, allow_nan=False).map(lambda minutes: round(minutes, 1)),
        st.sampled_from(["an", "binh", "chi"]),
        st.sampled_from(["1", "2", None]),
    ),
    max_size=40,
)


@given(hits_of_a_day)
def test_counted_in_order_equals_a_recount(hits):
    """Also across midnight."""
    result = count_hits(sorted(hits, key=lambda hit: hit.at), VisitorState())

    assert (totals(result)["article_views"], totals(result)["visits"]) == recount(hits)


@given(hits_of_a_day, st.randoms(use_true_random=False))
def test_counted_in_any_other_order_is_never_above_a_recount(hits, random):
    random.shuffle(hits)
    gained = totals(count_hits(hits, VisitorState()))
    views, visits = recount(hits)

    assert gained["article_views"] <= views
    assert gained["visits"] <= visits


@given(hits_of_a_day, st.lists(st.sampled_from([None, *Reason]), min_size=40, max_size=40))
def test_what_is_counted_and_what_is_excluded_is_what_was_heard(hits, reasons):
    """The ledger: heard = page views + exclusions. A repeat is a page view, but not a view of an article."""
    said = [
        hit if reason in {None, Reason.REPEAT} else Hit(hit.at, hit.day, reason=reason)
        for hit, reason in zip(hits, reasons, strict=False)
    ]
    for day in count_hits(said, VisitorState()).days.values():
        repeats = day.excluded[Reason.REPEAT]
        others = day.excluded.total() - repeats

        assert day.heard == day.page_views + others
        assert day.article_views + repeats <= day.page_views
        assert day.visits <= day.page_views
        assert day.visitors <= day.page_views


clicks_of_a_day = st.lists(
    st.builds(
        click,
        st.floats(min_value=0, max_value=800, allow_nan=False).map(lambda minutes: round(minutes, 1)),
        st.sampled_from(["an", "binh"]),
        st.sampled_from(["so", "ban"]),
        st.sampled_from([None, None, None, Reason.BOT]),
    ),
    max_size=30,
)


@given(hits_of_a_day, clicks_of_a_day, st.randoms(use_true_random=False))
def test_clicks_change_no_number_of_pages_and_pages_none_of_clicks(hits, clicks, random):
    both = hits + clicks
    random.shuffle(both)
    pages = count_hits([one for one in both if not one.link], VisitorState())
    alone = count_hits([one for one in both if one.link], VisitorState())
    together = count_hits(both, VisitorState())
    labels = [sum((day.labels for day in one.days.values()), Counter()) for one in (pages, alone, together)]

    assert totals(together) == totals(pages)
    assert labels[0] + labels[1] == labels[2]
    assert labels[1].total() == len(clicks)
    assert totals(alone) == dict.fromkeys(totals(alone), 0)


@given(hits_of_a_day, st.integers(min_value=0, max_value=40))
def test_one_batch_or_two_make_no_difference(hits, cut):
    hits.sort(key=lambda hit: hit.at)
    whole = totals(count_hits(hits, VisitorState()))
    state = VisitorState()
    parts = [totals(count_hits(part, state)) for part in (hits[:cut], hits[cut:])]

    assert whole == {name: parts[0][name] + parts[1][name] for name in whole}
