"""The state of a document on any day, computed from facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.gazette.rules.effects import DocumentRef, FactIndex, Relation, RelationKind
from portal_widgets.gazette.rules.state import MainState, ReasonKind, State
from portal_widgets.gazette.rules.timeline import read_both_ways, spans, state_on

FIRST = date(2024, 1, 1)
DOCUMENTS = [1, 2, 3, 4]
PARTS = ["", "Điều 1", "Điều 2, khoản 3"]
ONE_DAY = timedelta(days=1)
Kind = RelationKind
# Kinds that change the state from their day on. A beginning is a fact of the document itself, and whether it
# guides another one is not an event.
CHANGES = [
    Kind.EXPIRES, Kind.REPLACES, Kind.REPEALS, Kind.ANNULS, Kind.REVIVES, Kind.SUSPENDS, Kind.RESUMES,
    Kind.CONTINUES, Kind.AMENDS, Kind.SUPPLEMENTS, Kind.CORRECTS,
]  # fmt: skip


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def effect(
    kind: RelationKind, on: int | None = None, target: int = 1, part: str = "", until: int | None = None,
    acting: int = 9, acting_part: str = "",
) -> Relation:  # fmt: skip
    start, end = (day(number) if number is not None else None for number in (on, until))
    return Relation(kind, DocumentRef(acting, part=acting_part), DocumentRef(target, part=part), start, end)


def begins(on: int | None = 10, target: int = 1, part: str = "") -> Relation:
    return effect(Kind.COMMENCES, on, target, part, acting=target)


def guides(target: int, acting: int = 1, acting_part: str = "", part: str = "") -> Relation:
    return effect(Kind.GUIDES, None, target, part, acting=acting, acting_part=acting_part)


def state(number: int, *relations: Relation, document: int = 1) -> State:
    return state_on(FactIndex(relations).facts(document), day(number))


def mains(*relations: Relation, days: list[int]) -> list[MainState]:
    return [state(number, *relations).main for number in days]


def test_a_document_is_in_force_from_its_first_day_until_the_day_of_its_repeal():
    acts = begins(), effect(Kind.REPEALS, 20)

    assert mains(*acts, days=[9, 10, 11, 19, 20, 21]) == [
        MainState.NOT_YET, MainState.IN_FORCE, MainState.IN_FORCE,
        MainState.IN_FORCE, MainState.ENDED, MainState.ENDED,
    ]  # fmt: skip


def test_three_first_days_are_told_for_each_part():
    acts = begins(10), begins(5, part="Điều 1"), begins(15, part="Điều 2")

    assert mains(*acts, days=[4, 5, 9, 10, 14, 15]) == [
        MainState.NOT_YET, MainState.PARTLY_BEGUN, MainState.PARTLY_BEGUN,
        MainState.PARTLY_BEGUN, MainState.PARTLY_BEGUN, MainState.IN_FORCE,
    ]  # fmt: skip
    told = {(reason.kind, reason.part, reason.on) for reason in state(9, *acts).reasons}
    assert told == {
        (ReasonKind.PART_BEGUN, "Điều 1", day(5)),
        (ReasonKind.BEGINS, "", day(10)),
        (ReasonKind.PART_BEGINS, "Điều 2", day(15)),
    }


def test_a_suspension_ends_on_the_day_of_resumption():
    for acts in (
        [begins(), effect(Kind.SUSPENDS, 20, until=30)],
        [begins(), effect(Kind.SUSPENDS, 20), effect(Kind.RESUMES, 30)],
    ):
        assert mains(*acts, days=[19, 20, 29, 30]) == [
            MainState.IN_FORCE, MainState.SUSPENDED, MainState.SUSPENDED, MainState.IN_FORCE,
        ]  # fmt: skip


def test_a_part_may_resume_before_the_rest():
    acts = begins(), effect(Kind.SUSPENDS, 20, until=40), effect(Kind.RESUMES, 30, part="Điều 1")

    assert mains(*acts, days=[29, 30, 40]) == [
        MainState.SUSPENDED, MainState.PARTLY_SUSPENDED, MainState.IN_FORCE,
    ]  # fmt: skip


def test_two_acts_end_two_parts_each_on_its_own_day():
    first = effect(Kind.REPEALS, 20, part="Điều 1", acting=7)
    second = effect(Kind.REPLACES, 30, part="Điều 2", acting=8)
    found = state(30, begins(), first, second)

    assert found.main is MainState.PARTLY_ENDED
    ended = {(one.part, one.on, one.relation) for one in found.reasons if one.kind is ReasonKind.PART_ENDED}
    assert ended == {("Điều 1", day(20), first), ("Điều 2", day(30), second)}
    assert state(29, begins(), first, second).has(MainState.PARTLY_ENDED)


def test_states_combine():
    found = state(30, begins(), effect(Kind.REPEALS, 20, part="Điều 1"), effect(Kind.SUSPENDS, 25))

    assert (found.main, found.also) == (MainState.SUSPENDED, (MainState.PARTLY_ENDED,))


def test_a_document_that_is_repealed_before_it_begins_was_never_in_force():
    acts = begins(20), effect(Kind.REPEALS, 15)

    assert mains(*acts, days=[14, 15, 25]) == [MainState.NOT_YET, MainState.ENDED, MainState.ENDED]
    assert state(25, *acts).never_in_force
    assert not state(25, begins(10), effect(Kind.REPEALS, 15)).never_in_force


def test_a_document_may_end_itself():
    itself = effect(Kind.REPEALS, 20, acting=1)

    assert mains(begins(), itself, days=[19, 20]) == [MainState.IN_FORCE, MainState.ENDED]
    assert read_both_ways((itself,), 1) == ((itself,), (itself,))


def test_an_annulled_repeal_revives_nothing_unless_an_act_says_so():
    repeal, annulment = effect(Kind.REPEALS, 20, acting=2), effect(Kind.ANNULS, 30, target=2, acting=3)
    acts = [begins(), begins(15, target=2), repeal, annulment]
    revival = effect(Kind.REVIVES, 30, acting=3)

    assert state(31, *acts).main is MainState.ENDED
    assert mains(*acts, revival, days=[29, 30]) == [MainState.ENDED, MainState.IN_FORCE]


def test_a_guiding_document_falls_with_the_guided_one():
    acts = begins(), begins(target=2), guides(2), effect(Kind.REPEALS, 30, target=2)

    assert mains(*acts, days=[29, 30]) == [MainState.IN_FORCE, MainState.ENDED]
    assert state(30, *acts).reasons[0].kind is ReasonKind.FELL


@pytest.mark.parametrize("said_on", [None, 25, 30])
def test_a_guiding_document_goes_on_if_an_act_declares_it(said_on: int | None):
    acts = begins(), guides(2), effect(Kind.REPEALS, 30, target=2), effect(Kind.CONTINUES, said_on)

    assert state(31, *acts).main is MainState.IN_FORCE


def test_a_later_declaration_revives_a_guiding_document_from_its_day():
    acts = begins(), guides(2), effect(Kind.REPEALS, 30, target=2), effect(Kind.CONTINUES, 40)

    assert mains(*acts, days=[39, 40]) == [MainState.ENDED, MainState.IN_FORCE]


def test_a_document_that_guides_several_falls_with_the_last_one():
    acts = begins(), guides(2), guides(3), effect(Kind.REPEALS, 30, target=2)

    assert state(31, *acts).main is MainState.PARTLY_ENDED
    assert mains(*acts, effect(Kind.REPEALS, 40, target=3), days=[39, 40]) == [
        MainState.PARTLY_ENDED, MainState.ENDED,
    ]  # fmt: skip


def test_a_document_that_guides_a_part_falls_with_this_part_only():
    acts = begins(), guides(2, part="Điều 1")

    assert state(31, *acts, effect(Kind.REPEALS, 30, target=2, part="Điều 2")).main is MainState.IN_FORCE
    assert state(31, *acts, effect(Kind.REPEALS, 30, target=2, part="Điều 1")).main is MainState.ENDED


def test_documents_that_guide_each_other_are_no_endless_circle():
    assert state(31, begins(), guides(2), guides(1, acting=2)).main is MainState.IN_FORCE


def test_another_act_may_postpone_the_first_day():
    postponed = effect(Kind.COMMENCES, 20, acting=2)

    assert mains(begins(10), postponed, days=[15, 20]) == [MainState.NOT_YET, MainState.IN_FORCE]


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        ([], ReasonKind.NO_BEGINNING),
        ([begins(None)], ReasonKind.NO_DAY),
        ([begins(10), begins(11)], ReasonKind.TWO_BEGINNINGS),
        ([begins(), begins(None, part="Điều 1")], ReasonKind.NO_DAY),
        ([begins(), effect(Kind.REPEALS)], ReasonKind.NO_DAY),
        ([begins(), effect(Kind.REPEALS, part="Điều 1")], ReasonKind.NO_DAY),
        ([begins(), effect(Kind.SUSPENDS)], ReasonKind.NO_DAY),
        ([begins(), effect(Kind.SUSPENDS, 20), effect(Kind.RESUMES)], ReasonKind.NO_DAY),
        ([begins(), effect(Kind.SUSPENDS, 20, until=20)], ReasonKind.WRONG_DAYS),
        ([begins(), effect(Kind.RESUMES, 20)], ReasonKind.NOTHING_SUSPENDED),
        ([begins(), effect(Kind.REVIVES, 20)], ReasonKind.NOTHING_ENDED),
        ([begins(), guides(2), effect(Kind.REPEALS, target=2)], ReasonKind.GUIDED_UNKNOWN),
    ],
)
def test_a_missing_or_contradictory_fact_makes_the_state_unknown(acts: list[Relation], reason: ReasonKind):
    found = state(30, *acts)

    assert found.main is MainState.UNKNOWN
    assert reason in {one.kind for one in found.reasons}


def test_a_known_end_decides_even_if_the_beginning_is_unknown():
    acts = [effect(Kind.REPEALS, 20)]

    assert mains(*acts, days=[19, 20]) == [MainState.UNKNOWN, MainState.ENDED]


numbers = st.integers(0, 40)
changes = st.builds(
    effect,
    st.sampled_from(CHANGES),
    numbers,
    st.sampled_from(DOCUMENTS),
    st.sampled_from(PARTS),
    st.none() | numbers,
    st.sampled_from(DOCUMENTS),
)
guidances = st.builds(guides, st.sampled_from(DOCUMENTS), st.sampled_from(DOCUMENTS))
beginnings = st.builds(begins, numbers, st.sampled_from(DOCUMENTS), st.sampled_from(PARTS))
undated = st.builds(lambda one: replace(one, date_from=None), changes)
worlds = st.lists(beginnings | changes | guidances | undated, max_size=12).map(
    lambda acts: [replace(one, id=number) for number, one in enumerate(acts, 1)]
)


@given(worlds)
def test_each_day_is_in_exactly_one_span_of_the_same_state(acts: list[Relation]):
    facts = FactIndex(acts).facts(1)
    found = spans(facts)

    assert found[0].start == date.min
    assert [one.until for one in found] == [*(one.start for one in found[1:]), None]
    for number in range(-1, 43):
        holding = [
            one
            for one in found
            if one.start <= day(number) and (one.until is None or day(number) < one.until)
        ]
        assert [one.state for one in holding] == [state_on(facts, day(number))]


@given(worlds, changes)
def test_a_later_act_changes_no_earlier_day(acts: list[Relation], later: Relation):
    before, after = FactIndex(acts), FactIndex([*acts, replace(later, id=99)])
    assert later.date_from is not None

    for document in DOCUMENTS:
        for number in range(-1, (later.date_from - FIRST).days):
            assert state_on(before.facts(document), day(number)) == state_on(
                after.facts(document), day(number)
            )


@given(worlds)
def test_what_one_document_does_is_what_the_other_one_bears(acts: list[Relation]):
    given_, taken = [], []
    for document in DOCUMENTS:
        acting, borne = read_both_ways(tuple(acts), document)
        given_ += [(one.kind, document, one.target.id) for one in acting]
        taken += [(one.kind, one.acting.id, document) for one in borne]

    known = [one for one in acts if one.acting.id in DOCUMENTS]
    assert sorted(given_) == sorted((one.kind, one.acting.id, one.target.id) for one in known)
    assert sorted(taken) == sorted((one.kind, one.acting.id, one.target.id) for one in acts)


@given(worlds)
def test_a_state_never_lacks_a_reason(acts: list[Relation]):
    for number in range(42):
        found = state(number, *acts)
        assert found.reasons
        assert found.main not in found.also


SPELLINGS = {
    "Điều 1": ["điều 1", "ĐIỀU 1."],
    "Điều 2, khoản 3": ["khoản 3 Điều 2", "Khoản 3, điều 2", "Điều 2 khoản 3"],
}


@given(
    st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 40), st.sampled_from(PARTS)), max_size=8),
    st.data(),
)
def test_another_spelling_of_a_part_changes_no_state(acts: list[tuple[Kind, int, str]], data: st.DataObject):
    """One act suspends "Điều 2, khoản 3", and another one resumes "khoản 3 Điều 2"."""

    def spelled(part: str) -> str:
        return data.draw(st.sampled_from([part, *SPELLINGS.get(part, [])]))

    plain = [
        begins(),
        *(replace(effect(kind, on, part=part), id=at) for at, (kind, on, part) in enumerate(acts, 1)),
    ]
    other = [replace(one, target=replace(one.target, part=spelled(one.target.part))) for one in plain]
    for number in range(0, 45, 3):
        said, same = state(number, *plain), state(number, *other)

        assert (said.main, said.also) == (same.main, same.also)


def test_what_is_inside_an_ended_part_has_ended_too():
    """It begins no more, is suspended no more, and what guides it falls."""
    ended = effect(Kind.REPEALS, 20, part="Điều 5")
    inside = "khoản 2 Điều 5"

    later = state(25, begins(), begins(30, part=inside), ended)
    assert (later.main, later.also) == (MainState.PARTLY_ENDED, ())
    stopped = state(25, begins(), effect(Kind.SUSPENDS, 15, part=inside), ended)
    assert (stopped.main, stopped.also) == (MainState.PARTLY_ENDED, ())
    guided = guides(2, part=inside), effect(Kind.REPEALS, 20, target=2, part="Điều 5")
    assert state(25, begins(), *guided).main is MainState.ENDED


def test_a_part_may_be_revived_inside_an_ended_part_until_that_one_ends_again():
    inside, whole = "khoản 2 Điều 5", "Điều 5"
    acts = [
        begins(),
        effect(Kind.REPEALS, 20, part=whole),
        effect(Kind.REVIVES, 22, part=inside),
        effect(Kind.SUSPENDS, 23, part=inside),
        effect(Kind.REVIVES, 26, part=whole),
        effect(Kind.REPEALS, 28, part=whole),
    ]

    assert state(24, *acts).has(MainState.PARTLY_ENDED)
    assert state(24, *acts).has(MainState.PARTLY_SUSPENDED)
    assert not state(29, *acts).has(MainState.PARTLY_SUSPENDED)
    alone = effect(Kind.REVIVES, 22, part="khoản 2 Điều 6")
    assert state(24, *acts, alone).main is MainState.UNKNOWN


@given(
    st.lists(
        st.tuples(
            st.sampled_from([kind for kind in CHANGES if kind is not Kind.RESUMES]),
            st.integers(0, 40),
            st.sampled_from(PARTS),
        ),
        max_size=6,
    )
)
def test_an_act_inside_an_ended_part_changes_no_main_state(acts: list[tuple[Kind, int, str]]):
    """Except for one that revives the part. A resumption would lack its suspension."""
    known = [begins(0), effect(Kind.REPEALS, 10, part="Điều 9")]
    known += [replace(effect(kind, on, part=part), id=at) for at, (kind, on, part) in enumerate(acts, 1)]
    for kind in (Kind.REPEALS, Kind.SUSPENDS):
        for number in (15, 41):
            more = state(number, *known, effect(kind, 12, part="điểm a khoản 2 Điều 9"))
            assert (more.main, more.also) == (state(number, *known).main, state(number, *known).also)
