"""Things through time: on every day each thing exists once, and every old thing is found again, both ways."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history.worlds import KINDS, World, worlds
from portal_widgets.core.history.events import Event, EventKind, EventPart
from portal_widgets.core.history.faults import find_faults
from portal_widgets.core.history.lineage import last_day, predecessors, successors
from portal_widgets.core.history.shares import ALL, NOTHING, PART, UNKNOWN, Share, read_share, remainder
from portal_widgets.core.history.timeline import Entity, History, Version

DAY = timedelta(days=1)


def days(world: World) -> list[date]:
    """The day before, of and after each event."""
    return sorted(
        {since + step * DAY for since, _ in world.owners for step in (-1, 0, 1)} - {world.owners[0][0] - DAY}
    )


# Every kind of thing, every day.


@given(worlds())
def test_on_every_day_each_thing_exists_once(world: World):
    history = world.history()

    for day in days(world):
        assert {entity.key for entity, _ in history.on(day)} == set(world.owners_on(day).values())
        for entity in history.entities.values():
            assert sum(version.holds_on(day) for version in entity.versions) <= 1


@given(worlds())
def test_an_invented_history_has_no_fault(world: World):
    assert find_faults(world.history()) == []


@given(worlds(), st.data())
def test_the_successors_of_a_thing_hold_its_cells(world: World, data: st.DataObject):
    history = world.history()
    since, until = sorted((data.draw(st.sampled_from(days(world))), data.draw(st.sampled_from(days(world)))))
    before, after = world.owners_on(since), world.owners_on(until)

    for key in set(before.values()):
        cells = [cell for cell, owner in before.items() if owner == key]
        found = successors(history, key, since, until)

        assert {after[cell] for cell in cells} <= set(found)
        for target, trace in found.items():
            if trace.area.value is not None and not trace.area.estimated:
                share = Fraction(sum(after[cell] == target for cell in cells), len(cells))
                assert trace.area.value == share
                assert trace.population.value == share


@given(worlds(), st.data())
def test_there_and_back_gives_the_same_pairs(world: World, data: st.DataObject):
    history = world.history()
    since, until = sorted((data.draw(st.sampled_from(days(world))), data.draw(st.sampled_from(days(world)))))
    forth = {
        (one.key, other, trace)
        for one, _ in history.on(since)
        for other, trace in successors(history, one.key, since, until).items()
    }
    back = {
        (one, other.key, trace)
        for other, _ in history.on(until)
        for one, trace in predecessors(history, other.key, until, since).items()
    }

    assert forth == back
    assert {target for _, target, _ in forth} == {entity.key for entity, _ in history.on(until)}


@given(worlds(), st.data())
def test_known_shares_of_the_successors_add_up_to_all(world: World, data: st.DataObject):
    history = world.history()
    since, until = sorted((data.draw(st.sampled_from(days(world))), data.draw(st.sampled_from(days(world)))))

    for entity, _ in history.on(since):
        shares = [trace.area for trace in successors(history, entity.key, since, until).values()]
        if all(share.value is not None for share in shares):
            assert sum(share.value for share in shares) == 1


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_every_thing_that_ended_has_successors_today(kind: str, data: st.DataObject):
    world = data.draw(worlds(kind))
    history, today = world.history(), world.day + DAY

    for entity in history.entities.values():
        # A thing that began and ended on one day existed on none.
        if entity.start is None or entity.start != entity.end:
            assert successors(history, entity.key, last_day(entity, today), today)


# Faults are found.


@given(worlds(), st.data())
def test_a_thing_that_is_lost_or_doubled_is_found(world: World, data: st.DataObject):
    history = world.history()
    key = data.draw(st.sampled_from(sorted(history.entities)))
    entity = history.entities[key]
    when = data.draw(st.sampled_from(days(world)))
    if entity.end == when or (entity.start is not None and entity.start > when):
        return
    if any(when == one.start for one in entity.versions):
        return
    broken = replace(entity, versions=(*entity.versions[:-1], replace(entity.last, end=when)))

    assert find_faults(History({**history.entities, key: broken}, history.events))


def entity(key: str, start: date | None = None, end: date | None = None, *more: date) -> Entity[str]:
    edges = [start, *more, end]
    return Entity(key, tuple(Version(one, other, key) for one, other in pairwise(edges)))


def event(kind: str, on: date, *parts: tuple[str, ...], sequence: int = 0) -> Event:
    made = tuple(EventPart(part[0], part[1], *(read_share(share) for share in part[2:4])) for part in parts)
    return Event(f"{kind}-{on}-{sequence}", EventKind(kind), on, made, sequence=sequence)


D1, D2, D3 = date(2010, 1, 1), date(2020, 1, 1), date(2025, 7, 1)


def history(*entities: Entity[str], events: tuple[Event, ...] = ()) -> History[str]:
    return History({one.key: one for one in entities}, events)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (history(entity("a", D1)), "begun-without-event"),
        (history(entity("a", None, D1)), "ended-without-event"),
        (history(entity("a", None, None, D1)), "changed-without-event"),
        (history(Entity("a", (Version(None, D1, ""), Version(D2, None, "")))), "lost"),
        (history(Entity("a", (Version(None, D2, ""), Version(D1, None, "")))), "doubled"),
        (history(entity("a", D2, D1)), "ends-before-it-begins"),
        (history(events=(event("merge", D1, ("x", "y")),)), "unknown"),
        (history(entity("a", None, D1), events=(event("abolish", D2, ("a", "")),)), "not-there-on-the-day"),
        (history(entity("a"), events=(event("rename", D1),)), "event-without-parts"),
        (
            history(entity("a", None, D1), entity("b"), events=(event("merge", D1, ("a", "b", "0.4", "all")),)),
            "shares",
        ),
        (
            history(
                entity("a"), entity("b"), entity("c"),
                events=(event("transfer", D1, ("a", "b", "0.7"), ("a", "c", "0.7")),),
            ),
            "shares",
        ),
        (
            history(entity("a"), entity("b"), events=(event("transfer", D1, ("a", "b", "0.1"), ("a", "b", "0.1")),)),
            "target-twice",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_fault_has_its_name(wrong: History[str], fault: str):
    assert fault in {one.fault for one in find_faults(wrong)}


# Cases by hand.


def test_a_version_ends_before_the_day_of_its_end():
    one = entity("a", None, None, D1)

    assert one.at(D1 - DAY) is one.versions[0]
    assert one.at(D1) is one.versions[1]


def test_a_chain_over_two_mergers_multiplies_shares():
    """One gives 0.6 to b and 0.4 to c; later b is merged into d as a whole."""
    known = history(
        entity("a", None, D1), entity("b", D1, D2), entity("c", D1), entity("x", None, D2), entity("d", D2),
        events=(
            event("split", D1, ("a", "b", "0.6", "0.5"), ("a", "c", "0.4", "0.5")),
            event("merge", D2, ("b", "d", "all", "all"), ("x", "d", "all", "all")),
        ),
    )  # fmt: skip
    found = successors(known, "a", D1 - DAY, D3)

    assert find_faults(known) == []
    assert {key: (str(one.area), str(one.population)) for key, one in found.items()} == {
        "d": ("0.6", "0.5"),
        "c": ("0.4", "0.5"),
    }
    assert [one.kind for one in found["d"].events] == ["split", "merge"]
    assert set(predecessors(known, "d", D3, D1 - DAY)) == {"a", "x"}


def test_a_part_of_a_mixed_thing_is_an_estimate():
    """Two are merged; a third of the result goes to c: nobody knows how much of each is there."""
    known = history(
        entity("a", None, D1), entity("b", None, D1), entity("m", D1), entity("c", D2),
        events=(
            event("merge", D1, ("a", "m"), ("b", "m")),
            event("split", D2, ("m", "c", "0.25", "part"), ("m", "m", "0.75", "part")),
        ),
    )  # fmt: skip
    found = successors(known, "a", D1 - DAY, D3)

    assert found["c"].area == Share(Fraction(1, 4), estimated=True)
    assert found["c"].population == UNKNOWN


def test_part_of_the_area_and_all_of_the_people_are_two_answers():
    known = history(entity("a"), entity("b"), events=(event("transfer", D1, ("a", "b", "part", "all")),))
    found = successors(known, "a", D1 - DAY, D3)

    assert (found["b"].area, found["b"].population) == (PART, ALL)
    assert (found["a"].area, found["a"].population) == (PART, NOTHING)


def test_two_events_of_one_day_are_applied_in_their_sequence():
    known = history(
        entity("a", None, D1), entity("b", D1, D1), entity("c", D1),
        events=(
            event("rename", D1, ("b", "c", "all", "all"), sequence=2),
            event("merge", D1, ("a", "b", "all", "all"), sequence=1),
        ),
    )  # fmt: skip

    assert set(successors(known, "a", D1 - DAY, D1)) == {"c"}
    assert set(predecessors(known, "c", D1, D1 - DAY)) == {"a"}


def test_two_events_of_one_day_lead_back_in_any_order():
    """A district ends in the units that communes of it are merged into on the same day."""
    for first, second in ((1, 2), (2, 1)):
        known = history(
            entity("district", None, D1), entity("a", None, D1), entity("b", None, D1), entity("new", D1),
            events=(
                event("abolish", D1, ("district", "new", "part", "part"), sequence=first),
                event("merge", D1, ("a", "new"), ("b", "new"), sequence=second),
            ),
        )  # fmt: skip

        assert set(predecessors(known, "new", D2, D1 - DAY)) == {"district", "a", "b"}
        assert all(set(successors(known, key, D1 - DAY, D2)) == {"new"} for key in ("district", "a", "b"))


def test_things_that_give_to_each_other_on_one_day_end_the_search():
    known = history(
        entity("a"), entity("b"),
        events=(event("transfer", D1, ("a", "b", "0.5", "0.5"), ("b", "a", "0.5", "0.5")),),
    )  # fmt: skip

    assert set(successors(known, "a", D1 - DAY, D1)) == {"a", "b"}


def test_a_thing_that_ends_without_a_successor_has_none():
    known = history(entity("a", None, D1), events=(event("abolish", D1, ("a", "")),))

    assert find_faults(known) == []
    assert successors(known, "a", D1 - DAY, D3) == {}
    assert successors(known, "a", D3, D3) == {}
    assert successors(known, "nobody", D1, D3) == {}


# Shares.

SHARES = st.one_of(
    st.sampled_from([ALL, NOTHING, PART, UNKNOWN]), st.fractions(0, 1, max_denominator=1000).map(Share)
)


@given(SHARES, st.booleans())
def test_unknown_stays_unknown_and_all_changes_nothing(share: Share, mixed: bool):
    assert share.times(ALL, mixed=mixed) == share
    assert ALL.times(share, mixed=False) == share
    if share != NOTHING:
        assert share.times(UNKNOWN, mixed=mixed) == UNKNOWN
        assert UNKNOWN.times(share, mixed=mixed) in (UNKNOWN, NOTHING)
        assert share.plus(UNKNOWN) == UNKNOWN


@given(SHARES, SHARES)
def test_the_order_of_a_sum_does_not_matter(one: Share, other: Share):
    assert one.plus(other) == other.plus(one)


@given(
    st.one_of(
        st.sampled_from([ALL, NOTHING, PART, UNKNOWN]),
        st.integers(0, 10**6).map(lambda n: Share(Fraction(n, 10**6))),
    )
)
def test_a_share_is_read_as_it_is_written(share: Share):
    assert read_share(str(share)) == share


@pytest.mark.parametrize("text", ["1.5", "-0.1", "nan", "1e3", "half", "120 %", "0.1.2", "٣", "9" * 50])
def test_what_is_not_a_share_is_refused(text: str):
    with pytest.raises(ValueError, match="must be|more than all"):
        read_share(text)


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([Share(Fraction(1, 4))], Share(Fraction(3, 4))),
        ([PART], PART),
        ([PART, PART], UNKNOWN),
        ([ALL], NOTHING),
    ],
)
def test_the_rest_is_known_if_what_has_gone_is(gone: list[Share], left: Share):
    assert remainder(gone) == left


def test_a_comma_and_a_percent_sign_are_read():
    assert read_share(" 12,5 % ") == Share(Fraction(1, 8))


# Long histories.


def chain_of_mergers(length: int) -> History[str]:
    """Each year, one thing more is merged with what came out of the mergers before."""
    days = [date(1000 + year, 1, 1) for year in range(length + 1)]
    joined = [entity(f"m{year}", days[year] if year else None, days[year + 1]) for year in range(length)]
    added = [entity(f"x{year}", None, days[year]) for year in range(1, length + 1)]
    events = [
        event("merge", days[year], (f"m{year - 1}", f"m{year}"), (f"x{year}", f"m{year}"))
        for year in range(1, length + 1)
    ]
    return history(*joined, *added, entity(f"m{length}", days[length]), events=tuple(events))


def calls_for_predecessors(length: int) -> int:
    known, last, calls = chain_of_mergers(length), date(1000 + length, 1, 1), 0

    def count(_frame: object, what: str, _argument: object) -> None:
        nonlocal calls
        calls += what == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = predecessors(known, f"m{length}", last, date(1000, 1, 1))
    finally:
        sys.setprofile(before)
    assert set(found) == {"m0", *(f"x{year}" for year in range(1, length + 1))}
    assert [len(found[f"x{year}"].events) for year in (1, length)] == [length, 1]
    return calls


def test_twice_the_mergers_cost_about_twice_the_steps_back():
    assert calls_for_predecessors(400) < 2.5 * calls_for_predecessors(200)
