"""Many voters at once, in threads and processes, also during the close and in killed processes."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from polls.box import Box, at_once
from polls.samples import CLOSES, OPEN, OPENS, short
from portal_widgets.polls.rules import PollState, Voters
from portal_widgets.polls.store.ballots import NotInvitedError, NotOpenError
from support import run_alone

TESTS = str(Path(__file__).parent.parent)
PROCESSES, EACH = 4, 15
# Every process of these tests begins with this part.
BEGINS = f"""
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, {TESTS!r})
    from concurrent.futures import ThreadPoolExecutor
    from polls.box import Box
    from polls.samples import short
    from portal_widgets.polls.store.ballots import AlreadyVotedError

    box = Box(sys.argv[1], Path(sys.argv[2]))
    poll = box.found()
"""


@pytest.fixture
def address(box: Box, database_url: str, tmp_path: Path) -> list[str]:
    """The address under which another process finds the same ballot box."""
    return [database_url, str(tmp_path)]


def started(code: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", textwrap.dedent(BEGINS) + textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def all_together(code: str, *arguments: object) -> list[str]:
    """The output of several processes that begin at the same moment. Each one gets its number."""
    voting = [started(code, *arguments, number) for number in range(PROCESSES)]
    assert [one.stdout.readline() for one in voting] == ["ready\n"] * PROCESSES
    for one in voting:
        one.stdin.write("go\n")
        one.stdin.flush()
    with ThreadPoolExecutor(PROCESSES) as pool:
        said = list(pool.map(lambda one: one.communicate(timeout=60)[0], voting))
    assert [one.returncode for one in voting] == [0] * PROCESSES
    return [line for text in said for line in text.splitlines()]


VOTING = """
    def vote(at):
        voter = sys.argv[4] if sys.argv[3] == "one" else f"{sys.argv[5]} {at}"
        try:
            return box.vote(poll, voter, short("abc"[at % 3])).receipt
        except AlreadyVotedError:
            return "again"

    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(5) as pool:
        print(*pool.map(vote, range(int(sys.argv[4]))), sep="\\n")
"""


def test_one_voter_in_several_processes_is_one_ballot(box: Box, address: list[str]):
    poll = box.poll()
    said = all_together(VOTING, *address, "one", EACH)

    assert len(said) == PROCESSES * EACH
    assert said.count("again") == PROCESSES * EACH - 1
    assert box.found().ballots == sum(box.votes(poll).values()) == box.found().chain_length == 1
    assert box.sound(poll)


def test_many_voters_in_several_processes_each_have_a_ballot(box: Box, address: list[str]):
    """No voter is refused, however many come at once, and the list contains every receipt."""
    poll = box.poll()
    said = all_together(VOTING, *address, "many", EACH)

    assert "again" not in said
    assert sorted(said) == [receipt for receipt, _ in box.results.ballots(poll)]
    assert box.votes(poll) == {"a": 20, "b": 20, "c": 20, "other": 0}
    assert box.found().chain_length == PROCESSES * EACH
    assert box.sound(poll)


def test_one_voter_who_changes_fifty_times_at_once_has_one_ballot(box: Box):
    poll = box.poll(terms=replace(OPEN, may_change=True))
    found = at_once(50, lambda number: box.vote(poll, "same", short("abc"[number % 3])))

    assert len({one.receipt for one in found}) == 1
    assert sorted(one.replaced for one in found) == [False] + [True] * 49
    assert sum(box.votes(poll).values()) == 1
    assert box.found().chain_length == 50
    assert box.sound(poll)


def test_a_ballot_withdrawn_many_times_at_once_is_withdrawn_once(box: Box):
    poll = box.poll(terms=replace(OPEN, may_withdraw=True))
    box.vote(poll, "same", short("a"))
    box.vote(poll, "other", short("a"))
    found = at_once(20, lambda _: box.ballots.withdraw(poll.id, b"same", lambda: box.now))

    assert sum(found) == 1
    assert box.found().ballots == 1
    assert box.sound(poll)


def test_one_code_in_fifty_hands_is_one_ballot(box: Box):
    poll = box.poll(terms=replace(OPEN, voters=Voters.CODE))
    box.ballots.add_codes(poll, [b"code"])
    at_once(50, lambda number: box.vote(poll, "code", short("abc"[number % 3])))

    assert box.found().ballots == 1
    assert box.sound(poll)
    with pytest.raises(NotInvitedError):
        box.vote(poll, "another", short("a"))


def test_fifty_taps_with_one_ticket_are_one_ballot(box: Box):
    poll = box.poll()
    at_once(50, lambda number: box.vote(poll, f"no cookie {number}", short("a"), b"ticket"))

    assert box.found().ballots == 1
    assert box.sound(poll)


def test_who_waits_for_the_lock_until_the_close_is_too_late(box: Box):
    """The clock is read under the lock. If it were read earlier, the second ballot would count."""
    poll = box.poll()
    box.now = CLOSES - 1
    waits = threading.Event()
    first = threading.current_thread()

    def arriving(_connection, _cursor, statement, *_):
        if threading.current_thread() is not first and (
            "FOR UPDATE" in statement or "IMMEDIATE" in statement
        ):
            waits.set()

    sa.event.listen(box.database.engine, "before_cursor_execute", arriving)

    def until_closed(_poll):
        second = pool.submit(box.vote, poll, "second", short("b"))
        later.append(second)
        assert waits.wait(10)
        box.now = CLOSES
        return short("a")

    later = []
    with ThreadPoolExecutor(1) as pool:
        box.ballots.cast(poll.id, b"first", until_closed, lambda: box.now)
        with pytest.raises(NotOpenError) as refused:
            later[0].result(10)

    assert refused.value.state is PollState.CLOSED
    assert box.votes(poll) == {"a": 1, "b": 0, "c": 0, "other": 0}
    assert box.sound(poll)


def test_after_the_close_has_returned_no_ballot_comes_in(box: Box):
    poll = box.poll()

    def vote_until_refused(number: int) -> int:
        for at in range(1000):
            try:
                box.vote(poll, f"{number} {at}", short("a"))
            except NotOpenError:
                return at
        raise AssertionError("the poll was never closed")

    with ThreadPoolExecutor(8) as pool:
        voting = [pool.submit(vote_until_refused, number) for number in range(8)]
        while box.found().ballots < 20:
            assert not any(one.done() for one in voting)
        box.polls.close(poll.id, OPENS)
        at_the_close = box.found().ballots
        counted = sum(one.result(30) for one in voting)

    assert box.found().ballots == at_the_close == counted
    assert box.sound(poll)


KILLED_AT_EACH_STEP = """
    import sqlalchemy as sa

    def vote_and_die(at, work):
        '''In a child that kills itself before the statement of this number; True if it did.'''
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        engine, seen = box.database.engine, [0]

        def next_step(*_):
            seen[0] += 1
            if seen[0] > at:
                os.kill(os.getpid(), signal.SIGKILL)

        sa.event.listen(engine, "before_cursor_execute", next_step)
        for name in ("savepoint", "release_savepoint", "commit"):
            sa.event.listen(engine, name, next_step)
        work()
        os._exit(0)

    def every_step(work):
        at = 0
        while vote_and_die(at, work):
            assert box.sound(poll), at
            box.database.close()
            at += 1
        assert box.sound(poll)
        return at

    found = every_step(lambda: box.vote(poll, "a", short("a")))
    assert found >= 8, found
    assert box.votes(poll)["a"] == 1, "all or nothing, and in the end all"
    every_step(lambda: box.vote(poll, "a", short("b")))
    assert (box.votes(poll)["a"], box.votes(poll)["b"]) == (0, 1)
    every_step(lambda: box.ballots.withdraw(poll.id, b"a", lambda: box.now))
    assert box.found().ballots == 0
    print("sound")
"""


def test_killed_before_any_statement_of_a_vote_ballot_tally_and_chain_agree(box: Box, address: list[str]):
    """Casting, changing and withdrawing a ballot, each killed at every step with SIGKILL. After a retry, each
    is done once.
    """
    box.poll(terms=replace(OPEN, may_change=True, may_withdraw=True))
    box.database.close()

    assert run_alone(textwrap.dedent(BEGINS) + textwrap.dedent(KILLED_AT_EACH_STEP), *address) == "sound"


VOTING_FOR_EVER = """
    import itertools, threading
    number = itertools.count()
    said = threading.Lock()

    def vote_on(_):
        while True:
            at = next(number)
            receipt = box.vote(poll, f"{sys.argv[3]} {at}", short("abc"[at % 3])).receipt
            with said:
                print(receipt, flush=True)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(vote_on, range(4)))
"""


def test_killed_at_any_moment_no_ballot_is_lost_that_a_voter_had_a_receipt_for(box: Box, address: list[str]):
    poll, receipts = box.poll(), set()
    for time in range(5):
        voting = started(VOTING_FOR_EVER, *address, time)
        receipts |= {voting.stdout.readline().strip() for _ in range(7 * time + 3)}
        os.kill(voting.pid, signal.SIGKILL)
        receipts |= set(voting.communicate()[0].split())
        assert voting.returncode == -signal.SIGKILL
        assert box.sound(poll)

    published = {receipt for receipt, _ in box.results.ballots(poll)}
    assert receipts <= published
    assert box.found().ballots == len(published) == box.found().chain_length
    assert len(published) - len(receipts) <= 5 * 4
