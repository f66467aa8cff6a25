"""The rules of polls: when a poll is open, which ballots are valid, and who sees results."""

import itertools
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.samples import ASKED, CLOSES, DAYS, FULL, OPEN, OPENS, ROAD, SHORT
from portal_widgets.polls.ballot_form import from_form, from_json
from portal_widgets.polls.definition import as_json, find_same, meaning_changes, read_content
from portal_widgets.polls.rules import (
    Answer,
    BallotError,
    Content,
    Fault,
    PollState,
    Terms,
    Visibility,
    check_ballot,
    may_see_results,
    state,
)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - 1, PollState.SCHEDULED),
        (OPENS, PollState.OPEN),
        (CLOSES - 1, PollState.OPEN),
        (CLOSES, PollState.CLOSED),
        (CLOSES + 1, PollState.CLOSED),
    ],
)
def test_a_poll_opens_and_closes_to_the_microsecond(now: int, expected: PollState):
    assert state(OPEN, now) is expected


def test_a_poll_without_an_end_stays_open_and_one_without_a_beginning_is_not():
    assert state(Terms(OPENS, None), OPENS * 2) is PollState.OPEN
    assert state(Terms(None, None), OPENS) is PollState.SCHEDULED


def test_drafts_and_the_archive_take_no_ballots():
    assert state(OPEN, OPENS, draft=True) is PollState.DRAFT
    assert state(OPEN, OPENS, archived=True) is PollState.ARCHIVED


SEEN = {
    # visibility: (public while open, voters while open, staff while open, public after the close)
    Visibility.ALWAYS: (True, True, True, True),
    Visibility.VOTED: (False, True, True, True),
    Visibility.CLOSED: (False, False, True, True),
    Visibility.STAFF: (False, False, True, False),
    Visibility.SECRET: (False, False, False, True),
}


@pytest.mark.parametrize("visibility", Visibility)
def test_results_are_seen_by_whom_the_rule_names(visibility: Visibility):
    public, voter, staff, after = SEEN[visibility]

    assert may_see_results(visibility, PollState.OPEN) is public
    assert may_see_results(visibility, PollState.OPEN, voted=True) is voter
    assert may_see_results(visibility, PollState.OPEN, staff=True) is staff
    for over in (PollState.CLOSED, PollState.ARCHIVED):
        assert may_see_results(visibility, over) is after
        assert may_see_results(visibility, over, staff=True)


def faults(given, terms: Terms = OPEN, asked: Content = ASKED) -> dict[str, Fault]:
    with pytest.raises(BallotError) as refused:
        check_ballot(asked, terms, given)
    return refused.value.faults


@pytest.mark.parametrize(
    ("key", "answer", "fault"),
    [
        ("road", Answer(), Fault.MISSING),
        ("road", Answer(("a", "b")), Fault.TOO_MANY),
        ("road", Answer(("elsewhere",)), Fault.UNKNOWN),
        ("road", Answer(("other",), "  "), Fault.OTHER_EMPTY),
        ("road", Answer(("other",), "x" * 201), Fault.OTHER_LONG),
        ("days", Answer(("mon", "tue", "wed")), Fault.TOO_MANY),
        ("days", Answer(("mon", "mon")), Fault.REPEATED),
        ("stars", Answer(("6",)), Fault.UNKNOWN),
        ("order", Answer(("x", "x")), Fault.REPEATED),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_reason(key: str, answer: Answer, fault: Fault):
    assert faults({**FULL, key: answer}) == {key: fault}


def test_every_fault_is_told_at_once():
    assert faults({"road": Answer(("a", "b"))}) == {
        "road": Fault.TOO_MANY,
        "days": Fault.MISSING,
        "stars": Fault.MISSING,
        "order": Fault.MISSING,
    }


def test_a_question_that_is_not_asked_is_refused():
    assert faults({**FULL, "elsewhere": Answer(("a",))}) == {"": Fault.UNKNOWN}


def test_a_blank_ballot_counts_only_where_it_may():
    assert check_ballot(ASKED, replace(OPEN, may_be_blank=True), {}) == {}
    assert set(faults({})) == {"road", "days", "stars", "order"}


def test_too_few_are_told_from_none():
    asked = Content("t", (replace(DAYS, least=2, most=3),))

    assert faults({"days": Answer(("mon",))}, asked=asked) == {"days": Fault.TOO_FEW}


def test_words_stand_only_beside_other_and_in_composed_letters():
    kept = check_ballot(SHORT, OPEN, {"road": Answer(("other",), " Đường  ven\u0065\u0302 sông\u200b ")})

    assert kept["road"] == Answer(("other",), "Đường venê sông")
    assert check_ballot(SHORT, OPEN, {"road": Answer(("a",), "words")})["road"] == Answer(("a",))


def test_only_a_ranking_keeps_the_voters_order():
    kept = check_ballot(ASKED, OPEN, {**FULL, "days": Answer(("wed", "mon"))})

    assert kept["days"].chosen == ("mon", "wed")
    assert kept["order"].chosen == ("y", "x")


CHOICES = {
    "road": st.lists(st.sampled_from(["a", "b", "other", "zzz"]), max_size=3),
    "days": st.lists(st.sampled_from(["mon", "tue", "wed", "zzz"]), max_size=4),
    "stars": st.lists(st.sampled_from(["1", "5", "9"]), max_size=2),
    "order": st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True),
}


def outcome(read, terms: Terms):
    try:
        return check_ballot(ASKED, terms, read())
    except BallotError as error:
        return error.faults


@given(st.fixed_dictionaries(CHOICES), st.text(max_size=5), st.booleans())
def test_a_form_and_json_are_refused_and_counted_alike(chosen, words: str, blank: bool):
    """The same rules apply to the form and to JSON."""
    terms = replace(OPEN, may_be_blank=blank)
    fields = [
        (f"option-{key}", value) for key, values in chosen.items() if key != "order" for value in values
    ]
    fields += [(f"rank-{value}", str(rank)) for rank, value in enumerate(chosen["order"], 1)]
    fields.append(("other-road", words))
    answers = {key: {"chosen": values} for key, values in chosen.items()}
    answers["road"]["other"] = words
    form = outcome(lambda: from_form(ASKED, fields), terms)

    assert form == outcome(lambda: from_json({"answers": answers}), terms)


@pytest.mark.parametrize("rank", ["0", "4", "-1", "x", "²", "9" * 30])
def test_a_rank_is_one_of_those_there_are(rank: str):
    with pytest.raises(BallotError) as refused:
        from_form(ASKED, [("rank-x", rank)])
    assert refused.value.faults == {"order": Fault.UNKNOWN}


def test_no_rank_is_given_twice():
    with pytest.raises(BallotError) as refused:
        from_form(ASKED, [("rank-x", "1"), ("rank-y", "1")])
    assert refused.value.faults == {"order": Fault.REPEATED}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda kids: st.lists(kids) | st.dictionaries(st.text(), kids),
    )
)
def test_any_json_is_read_without_harm(value):
    for given_ in (value, {"answers": value}, {"answers": {"road": value}}):
        try:
            check_ballot(ASKED, OPEN, from_json(given_))
        except BallotError:
            continue


def allowed(address: str) -> bool:
    return address.startswith(("https://", "/"))


def test_what_is_asked_survives_being_written():
    assert read_content(as_json(ASKED), allowed) == ASKED


@pytest.mark.parametrize(("kind", "most"), [("single", 1), ("multiple", 3), ("ranked", 3)])
def test_without_a_limit_all_options_may_be_chosen(kind: str, most: int):
    """As in the form of the office, where an empty field means that."""
    question = {**as_json(SHORT)["questions"][0], "kind": kind, "other": False}
    del question["most"]
    (read,) = read_content({**as_json(SHORT), "questions": [question]}, allowed).questions

    assert (read.least, read.most) == (1, most)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"questions": []}, "questions: there must be 1 to"),
        ({"title": " "}, "title must not be empty"),
        ({"colour": "red"}, "the poll must be an object with some of"),
        ({"questions": [as_json(SHORT)["questions"][0]] * 2}, "a key occurs twice"),
    ],
)
def test_what_is_wrong_with_a_poll_is_said(change, says: str):
    with pytest.raises(ValueError, match=says):
        read_content({**as_json(SHORT), **change}, allowed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "riddle"}, "kind must be one of single"),
        ({"options": as_json(SHORT)["questions"][0]["options"][:1]}, "2 to 60 options"),
        ({"most": 2}, "a single question has exactly one choice"),
        ({"kind": "multiple", "least": 3, "most": 2}, "least not above most"),
        ({"kind": "multiple", "most": 9}, "from 0 to 4"),
        ({"kind": "scale", "other": False}, "numbers in a row"),
        ({"kind": "ranked", "most": 3}, "an answer in one's own words"),
        ({"key": "Đường"}, "key must be 1 to 40"),
        ({"most": True}, "whole numbers"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(change, says: str):
    with pytest.raises(ValueError, match=says):
        read_content({"title": "t", "questions": [{**as_json(SHORT)["questions"][0], **change}]}, allowed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"link": "javascript:alert(1)"}, "link must be an address"),
        ({"picture": "/a.png"}, "a picture needs a text"),
        ({"key": "other"}, "is the reserved key of an answer in one's own words"),
        ({"text": {"vi": "", "en": ""}}, "text must not be empty"),
    ],
)
def test_what_is_wrong_with_an_option_is_said(change, says: str):
    question = as_json(SHORT)["questions"][0]
    with pytest.raises(ValueError, match=says):
        read_content(
            {
                "title": "t",
                "questions": [
                    {**question, "options": [{**question["options"][0], **change}, question["options"][1]]}
                ],
            },
            allowed,
        )


def test_after_the_first_ballot_only_words_may_change():
    reworded = replace(ROAD, text="Sửa đường nào trước hết?")

    assert meaning_changes(SHORT, Content("Mới", (reworded,), "Lời dẫn")) == ""
    for other in (
        replace(ROAD, options=ROAD.options[::-1]),
        replace(ROAD, options=ROAD.options[:2]),
        replace(ROAD, other=False),
        replace(ROAD, least=0),
        replace(ROAD, key="street"),
    ):
        assert meaning_changes(SHORT, Content("t", (other,)))


def test_the_states_of_visibility_are_all_tried():
    assert set(SEEN) == set(Visibility)
    assert len(list(itertools.product(Visibility, PollState))) == 25


# Three answers that differ in what is read.
DIFFERENT = ("Đường chợ", "Duong cho", "Sửa tiến độ | trước")
DISGUISES = st.lists(
    st.sampled_from(
        [
            str.upper,
            str.lower,
            lambda text: unicodedata.normalize("NFD", text),
            lambda text: f"\u200b{text}\u200d",
            lambda text: text.replace(" ", "\u00a0 \t"),
            "\u2060".join,
            "\u200c".join,
        ]
    ),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from(DIFFERENT), DISGUISES, st.booleans())
def test_however_an_answer_is_disguised_it_is_found_twice(text: str, disguises, by_language: bool):
    disguised = text
    for disguise in disguises:
        disguised = disguise(disguised)
    last = {"vi": disguised, "en": "Other"} if by_language else disguised

    assert find_same([*DIFFERENT, last]) == (DIFFERENT.index(text), len(DIFFERENT))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (DIFFERENT, None),
        ([{"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "No"}], None),
        ([{"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "yes"}], (0, 1)),
        # Readers of Vietnamese see "Yes" twice: of the second answer nothing is translated.
        ([{"vi": "Yes", "en": "Aye"}, {"en": "Yes"}], (0, 1)),
    ],
)
def test_answers_are_compared_as_the_readers_of_each_language_see_them(texts, found):
    assert find_same(texts) == found
