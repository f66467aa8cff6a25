"""The most read articles of a long period, found from the top lists of its months. The result is the same as
after adding up all.
"""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.dashboard.store.ranking import Listed, candidates, first

months = st.lists(
    st.dictionaries(st.integers(1, 12), st.integers(1, 30), max_size=12), min_size=1, max_size=5
)
beside = st.dictionaries(st.integers(1, 12), st.integers(1, 30), max_size=4)


def head(views: dict[int, int], length: int) -> Listed:
    ranked = sorted(views.items(), key=lambda pair: -pair[1])
    return Listed(ranked[:length], cut=len(ranked) >= length)


@given(months, beside, st.integers(1, 6), st.integers(1, 5))
def test_whoever_leads_is_among_the_candidates(months, beside, length, limit):
    total = Counter(beside)
    for views in months:
        total.update(views)
    chosen = candidates([head(views, length) for views in months], beside, limit)

    if chosen is not None:
        led = first({article: total[article] for article in chosen}, limit)
        assert [views for _, views in led] == [views for _, views in first(total, limit)]


def test_heads_that_tell_nothing_are_known_as_such():
    """Each month has other leaders. An article that is second in every month may lead the year."""
    lists = [Listed([(number, 10)], cut=True) for number in range(5)]

    assert candidates(lists, {}, 1) is None


def test_a_clear_leader_needs_few_candidates():
    lists = [Listed([(1, 1000), (number, 10)], cut=True) for number in range(2, 7)]

    assert candidates(lists, {}, 1) == {1}


def test_among_equals_the_older_article_leads():
    assert first({2: 5, 1: 5, 3: 9}, 2) == [(3, 9), (1, 5)]
