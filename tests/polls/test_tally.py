"""Counting: the sum of ballots, and the rounds of a ranked choice."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.samples import ASKED, FULL, ORDER, SHORT, short
from portal_widgets.polls.rules import Answer, Content
from portal_widgets.polls.tally.tally import from_stored, increments, run_off, tally

RANKING = st.lists(st.sampled_from("xyz"), unique=True, min_size=1).map(tuple)
BALLOT = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "road": st.sampled_from([Answer(("a",)), Answer(("b",)), Answer(("other",), "Đường sông")]),
            "days": st.sampled_from([Answer(("mon",)), Answer(("mon", "wed"))]),
            "stars": st.sampled_from([Answer((str(star),)) for star in range(1, 6)]),
            "order": RANKING.map(Answer),
        },
    ),
)


@given(st.lists(BALLOT, max_size=30))
def test_a_tally_is_the_sum_of_what_its_ballots_add(ballots):
    stored = Counter()
    for ballot in ballots:
        stored.update(increments(ASKED, ballot))
    found = tally(ASKED, ballots)
    kept = from_stored(ASKED, stored)

    assert found.ballots == kept.ballots == len(ballots)
    assert found.blank == kept.blank == sum(not ballot for ballot in ballots)
    for one, other in zip(found.questions, kept.questions, strict=True):
        assert (one.key, one.answered, one.counts, one.mean) == (
            other.key,
            other.answered,
            other.counts,
            other.mean,
        )
        assert one.answered == sum(one.key in ballot for ballot in ballots)


@given(st.lists(BALLOT, max_size=30), BALLOT)
def test_a_ballot_taken_out_leaves_what_was_before(ballots, further):
    stored = Counter()
    for ballot in ballots:
        stored.update(increments(ASKED, ballot))
    before = Counter(stored)
    stored.update(increments(ASKED, further))
    stored.subtract(increments(ASKED, further))

    assert +stored == +before


def test_shares_are_of_those_who_answered():
    result = tally(SHORT, [short("a"), short("a"), short("b"), short("other", "Đường sông"), {}])

    assert (result.ballots, result.blank) == (5, 1)
    assert {count.key: (count.votes, count.share) for count in result.questions[0].counts} == {
        "a": (2, 0.5),
        "b": (1, 0.25),
        "c": (0, 0),
        "other": (1, 0.25),
    }


def test_a_scale_has_a_mean():
    stars = [{"stars": Answer((str(star),))} for star in (5, 4, 3)]

    assert tally(ASKED, stars).questions[2].mean == 4
    assert tally(ASKED, []).questions[2].mean is None


def rounds(*rankings: str):
    return list(run_off(["x", "y", "z"], Counter(tuple(ranking) for ranking in rankings)))


def test_more_than_half_wins_at_once():
    (only,) = rounds("x", "xy", "yx")

    assert only.winner == "x"
    assert only.eliminated == ()


def test_the_last_goes_and_its_ballots_move_on():
    first, second = rounds("xz", "xz", "yz", "yz", "zy")

    assert first.eliminated == ("z",)
    assert (second.winner, [count.votes for count in second.counts]) == ("y", [2, 3])


def test_ballots_that_name_nobody_left_are_exhausted():
    first, second = rounds("x", "x", "x", "y", "y", "z", "z", "yz"[::-1])[:2]

    assert first.eliminated == ("y",)
    assert second.exhausted == 2


def test_a_tie_has_no_winner():
    (only,) = rounds("x", "y", "z")

    assert (only.winner, only.eliminated) == ("", ())


@given(st.lists(RANKING, max_size=25))
def test_a_run_off_equals_an_independent_recount(rankings):
    """Computed from the rules only: an option with more than half wins. Otherwise all last options are
    eliminated. If none would remain, it is a tie.
    """
    left, expected = set("xyz"), None
    while expected is None:
        firsts = [next(iter(key for key in ranking if key in left), None) for ranking in rankings]
        votes = {key: firsts.count(key) for key in left}
        counting = sum(votes.values())
        best = [key for key in left if votes[key] > counting / 2]
        worst = {key for key in left if votes[key] == min(votes.values())}
        if best:
            expected = best[0]
        elif worst == left:
            expected = ""
        left -= worst if not best else set()
    found = list(run_off(["x", "y", "z"], Counter(rankings)))

    assert found[-1].winner == expected
    for at in found:
        assert sum(count.votes for count in at.counts) + at.exhausted == len(rankings)


def test_a_ranked_question_shows_first_preferences_and_rounds():
    result = tally(Content("t", (ORDER,)), [{"order": Answer(("y", "x"))}, {"order": Answer(("y",))}])

    assert [count.votes for count in result.questions[0].counts] == [0, 2, 0]
    assert result.questions[0].rounds[-1].winner == "y"
    assert tally(ASKED, [FULL]).questions[3].answered == 1


@pytest.mark.parametrize("ballots", [[], [{}]])
def test_nothing_is_divided_by_nobody(ballots):
    assert all(count.share == 0 for one in tally(ASKED, ballots).questions for count in one.counts)
