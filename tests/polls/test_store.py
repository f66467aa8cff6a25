"""One voter has one ballot, and the tally can be checked: on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polls.box import Box, at_once
from polls.samples import ASKED, CLOSES, FULL, OPEN, OPENS, SHORT, short
from portal_widgets.polls.rules import BallotError, PollState, Terms, Visibility, Voters
from portal_widgets.polls.store import tables
from portal_widgets.polls.store.ballots import AlreadyVotedError, NotInvitedError, NotOpenError
from portal_widgets.polls.store.polls import FrozenPollError, PollStore, SlugTakenError
from portal_widgets.polls.store.refusals import RefusalStore
from support import copy_database


def test_a_ballot_is_counted_and_receipted(box: Box):
    poll = box.poll(asked=ASKED)
    cast = box.vote(poll, "a", FULL)

    assert box.votes(poll) == {"a": 1, "b": 0, "c": 0, "other": 0}
    assert box.results.ballots(poll) == [(cast.receipt, FULL)]
    assert box.found().ballots == 1
    assert box.sound(poll)


def test_a_second_ballot_of_one_voter_is_refused(box: Box):
    poll = box.poll()
    box.vote(poll, "a", short("a"))
    with pytest.raises(AlreadyVotedError):
        box.vote(poll, "a", short("b"))

    assert box.votes(poll)["b"] == 0
    assert box.sound(poll)


def test_one_ticket_is_one_ballot_whoever_brings_it(box: Box):
    """Two taps without a cookie would be two new voters, but they have the same ticket."""
    poll = box.poll()
    box.vote(poll, "first tap", short("a"), b"ticket")
    with pytest.raises(AlreadyVotedError):
        box.vote(poll, "second tap", short("a"), b"ticket")

    assert box.found().ballots == 1


def test_fifty_threads_with_one_key_are_one_ballot(box: Box):
    poll = box.poll()
    found = at_once(50, lambda number: box.vote(poll, "same", short("ab"[number % 2])))

    assert sum(isinstance(one, AlreadyVotedError) for one in found) == 49
    assert box.found().ballots == 1
    assert sum(box.votes(poll).values()) == 1
    assert box.sound(poll)


def test_fifty_threads_with_fifty_keys_are_fifty_ballots(box: Box):
    poll = box.poll()
    found = at_once(50, lambda number: box.vote(poll, f"voter {number}", short("ab"[number % 2])))

    assert not any(isinstance(one, Exception) for one in found)
    assert box.votes(poll) == {"a": 25, "b": 25, "c": 0, "other": 0}
    assert box.found().chain_length == 50
    assert box.sound(poll)


@pytest.mark.parametrize(
    ("now", "state"),
    [(OPENS - 1, PollState.SCHEDULED), (CLOSES, PollState.CLOSED), (CLOSES + 1, PollState.CLOSED)],
)
def test_outside_of_its_time_a_poll_takes_no_ballot(box: Box, now: int, state: PollState):
    """Exact to the microsecond, by the clock inside the transaction. No process has to run at the close."""
    poll = box.poll()
    box.now = now
    with pytest.raises(NotOpenError) as refused:
        box.vote(poll, "a", short("a"))

    assert refused.value.state is state
    assert box.found().ballots == 0


@pytest.mark.parametrize("now", [OPENS, CLOSES - 1])
def test_within_its_time_it_takes_them(box: Box, now: int):
    poll = box.poll()
    box.now = now

    assert box.vote(poll, "a", short("a")).receipt


def test_drafts_take_no_ballots(box: Box):
    number = box.polls.create("nhap", SHORT, OPEN, who="Lan", at=OPENS)
    with pytest.raises(NotOpenError):
        box.ballots.cast(number, b"a", lambda _: short("a"), lambda: OPENS)


def test_a_ballot_that_breaks_the_rules_leaves_nothing(box: Box):
    poll = box.poll()
    with pytest.raises(BallotError):
        box.vote(poll, "a", short("elsewhere"))

    assert box.found().chain_length == 0
    box.vote(poll, "a", short("a"))
    assert box.sound(poll)


def test_a_ballot_may_be_changed_where_that_is_allowed(box: Box):
    """The receipt stays, the tally changes, and the chain contains both ballots."""
    poll = box.poll(terms=replace(OPEN, may_change=True))
    first = box.vote(poll, "a", short("a"))
    second = box.vote(poll, "a", short("b"))

    assert (second.receipt, second.replaced) == (first.receipt, True)
    assert box.votes(poll) == {"a": 0, "b": 1, "c": 0, "other": 0}
    assert [entry.kind for entry in box.results.entries(poll)] == ["cast", "change"]
    assert box.sound(poll)


def test_a_ballot_may_be_withdrawn_where_that_is_allowed(box: Box):
    poll = box.poll(terms=replace(OPEN, may_withdraw=True))
    box.vote(poll, "a", short("a"))

    assert box.ballots.withdraw(poll.id, b"a", lambda: box.now)
    assert not box.ballots.withdraw(poll.id, b"a", lambda: box.now)
    assert box.found().ballots == 0
    assert box.sound(poll)
    box.vote(poll, "a", short("b"))
    assert box.votes(poll)["b"] == 1


def test_elsewhere_it_stays(box: Box):
    poll = box.poll()
    box.vote(poll, "a", short("a"))

    assert not box.ballots.withdraw(poll.id, b"a", lambda: box.now)
    assert box.found().ballots == 1


VOTERS = st.sampled_from("abcd")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VOTERS, st.sampled_from(["a", "b", "c", "withdraw"])), max_size=12))
def test_however_votes_come_change_and_go_everything_agrees(tmp_path_factory, steps):
    """Compared with a plain dictionary of voters and ballots."""
    folder = tmp_path_factory.mktemp("box")
    box = Box(f"sqlite:///{copy_database(folder)}", folder)
    poll = box.poll(terms=replace(OPEN, may_change=True, may_withdraw=True))
    expected: dict[str, str] = {}
    for voter, choice in steps:
        if choice == "withdraw":
            assert box.ballots.withdraw(poll.id, voter.encode(), lambda: box.now) == (voter in expected)
            expected.pop(voter, None)
        else:
            box.vote(poll, voter, short(choice))
            expected[voter] = choice

    assert {key: count for key, count in box.votes(poll).items() if count} == {
        choice: list(expected.values()).count(choice) for choice in expected.values()
    }
    assert box.sound(poll)
    box.database.close()


def test_codes_let_in_whom_they_were_given_and_once(box: Box):
    poll = box.poll(terms=replace(OPEN, voters=Voters.CODE))
    box.ballots.add_codes(poll, [b"one", b"two"])
    with pytest.raises(NotInvitedError):
        box.vote(poll, "three", short("a"))
    box.vote(poll, "one", short("a"))
    with pytest.raises(AlreadyVotedError):
        box.vote(poll, "one", short("a"))

    assert box.found().ballots == 1
    with box.database.reading() as connection:
        kept = connection.execute(sa.select(tables.code.c.code_key)).scalars().all()
    assert b"one" not in kept


def test_who_has_voted_is_known_to_the_poll_alone_and_only_while_it_is_open(box: Box):
    """Every poll has its own salt, which is destroyed at the close."""
    poll, other = box.poll(), box.poll("khac")
    box.vote(poll, "a", short("a"))
    box.vote(other, "a", short("a"))
    with box.database.reading() as connection:
        keys = connection.execute(sa.select(tables.ballot.c.voter_key)).scalars().all()
    assert len(set(keys)) == 2
    assert box.ballots.receipt_of(poll, b"a")
    assert not box.ballots.receipt_of(poll, b"b")

    assert box.salts.destroy(CLOSES - 1) == 0
    assert box.salts.destroy(CLOSES) == 2
    assert not box.ballots.receipt_of(poll, b"a")
    assert box.sound(poll)


def alter(box: Box, statement: sa.Executable) -> None:
    with box.database.writing() as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            sa.update(tables.ballot).values(answers='{"road":{"chosen":["b"],"other":""}}'),
            "was altered after it was cast",
        ),
        (sa.delete(tables.ballot), "ballots of the chain are missing"),
        (
            sa.update(tables.tally).where(tables.tally.c.option == "a").values(votes=7),
            "road/a is 7, the ballots say 3",
        ),
        (
            sa.update(tables.entry).where(tables.entry.c.sequence == 2).values(commitment="f" * 64),
            "entry 2 of the chain",
        ),
        (
            sa.delete(tables.entry).where(tables.entry.c.sequence == 3),
            "the chain ends at entry 2, but the poll has 3 entries",
        ),
        (sa.update(tables.poll).values(chain_head="0" * 64), "the chain ends at entry 3"),
    ],
    ids=["altered", "removed", "tally", "entry", "cut", "head"],
)
def test_what_is_altered_by_hand_is_found(box: Box, statement: sa.Executable, says: str):
    poll = box.poll()
    for voter in "abc":
        box.vote(poll, voter, short("a"))
    assert box.sound(poll)
    alter(box, statement)

    assert any(says in fault for fault in box.results.verify(poll).faults)


def test_after_the_first_ballot_only_wording_and_the_end_may_change(box: Box):
    poll = box.poll()
    reworded = replace(SHORT, title="Sửa đường nào trước hết?")
    other = replace(SHORT, questions=(replace(SHORT.questions[0], other=False),))
    box.polls.edit(poll.id, other, OPEN, who="Lan", at=OPENS)
    box.polls.edit(poll.id, SHORT, OPEN, who="Lan", at=OPENS)
    box.vote(poll, "a", short("a"))
    with pytest.raises(FrozenPollError, match="road: rules"):
        box.polls.edit(poll.id, other, OPEN, who="Lan", at=OPENS)
    with pytest.raises(FrozenPollError, match="terms"):
        box.polls.edit(poll.id, SHORT, replace(OPEN, may_change=True), who="Lan", at=OPENS)
    later = replace(OPEN, closes_at=CLOSES + 1, visibility=Visibility.CLOSED)
    box.polls.edit(poll.id, reworded, later, who="Minh", at=OPENS + 5)

    assert [(one.number, one.who) for one in box.polls.versions(poll.id)] == [
        (1, "Lan"),
        (2, "Lan"),
        (3, "Lan"),
        (4, "Minh"),
    ]
    assert box.found().terms == later


def test_what_was_promised_to_be_seen_by_nobody_stays_unseen_until_the_close(box: Box):
    """Otherwise the office could see results by changing the setting for a moment."""
    secret = replace(OPEN, visibility=Visibility.SECRET)
    poll = box.poll(terms=secret)
    box.vote(poll, "a", short("a"))
    with pytest.raises(FrozenPollError, match="visibility"):
        box.polls.edit(poll.id, SHORT, OPEN, who="Lan", at=CLOSES - 1)
    box.polls.edit(poll.id, SHORT, OPEN, who="Lan", at=CLOSES)

    assert box.found().terms == OPEN


@pytest.mark.parametrize(
    ("closes", "at"),
    [(OPENS + 4, OPENS + 5), (CLOSES + 1, CLOSES), (None, CLOSES)],
    ids=["into the past", "over: later", "over: no end"],
)
def test_the_end_is_not_moved_into_the_past_nor_once_it_has_come(box: Box, closes: int | None, at: int):
    """Otherwise a person who has seen the result could let the voting continue."""
    poll = box.poll()
    box.vote(poll, "a", short("a"))
    with pytest.raises(FrozenPollError, match="end"):
        box.polls.edit(poll.id, SHORT, replace(OPEN, closes_at=closes), who="Lan", at=at)

    assert box.found().terms == OPEN


def test_versions_and_refusals_of_another_site_are_not_there(box: Box):
    poll = box.poll()
    elsewhere = PollStore(box.database, "other")
    box.refusals.add(poll.id, "repeat", date(2026, 3, 11))

    assert elsewhere.versions(poll.id) == []
    assert RefusalStore(box.database, "other").counts(poll.id) == {}


def test_an_address_belongs_to_one_poll_of_a_site(box: Box):
    box.poll()
    with pytest.raises(SlugTakenError):
        box.poll()
    PollStore(box.database, "other").create("duong", SHORT, OPEN, who="", at=OPENS)


def test_polls_of_another_site_are_not_there(box: Box):
    poll = box.poll()
    elsewhere = PollStore(box.database, "other")

    assert elsewhere.by_slug("duong") is None
    assert elsewhere.by_number(poll.id) is None
    elsewhere.close(poll.id, OPENS + 1)
    assert box.found().state(OPENS + 2) is PollState.OPEN


def test_without_a_time_to_open_a_poll_opens_when_it_is_published(box: Box):
    number = box.polls.create("ngay", SHORT, Terms(None, None), who="", at=OPENS)
    box.polls.publish(number, OPENS + 3)
    box.polls.publish(number, OPENS + 9)

    assert box.found("ngay").terms.opens_at == OPENS + 3


def test_a_poll_is_closed_at_once(box: Box):
    poll = box.poll()
    box.polls.close(poll.id, OPENS + 5)

    assert box.found().state(OPENS + 4) is PollState.OPEN
    assert box.found().state(OPENS + 5) is PollState.CLOSED


def test_only_a_draft_is_removed(box: Box):
    poll = box.poll()
    draft = box.polls.create("nhap", SHORT, OPEN, who="", at=OPENS)

    assert not box.polls.delete_draft(poll.id)
    assert box.polls.delete_draft(draft)
    assert [poll.slug for poll in box.polls.every()] == ["duong"]


def test_refusals_are_counted_by_reason(box: Box):
    poll = box.poll()
    for reason in ("repeat", "repeat", "closed"):
        box.refusals.add(poll.id, reason, date(2026, 3, 11))
    box.refusals.add(poll.id, "repeat", date(2026, 3, 12))

    assert box.refusals.counts(poll.id) == {"repeat": 3, "closed": 1}
