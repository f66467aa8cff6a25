"""One thread at a time counts. It wakes the next one, and the background thread comes before requests."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Record
from portal_widgets.counting.journal import pending
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer
from portal_widgets.counting.journal.turn import CountingTurn
from portal_widgets.counting.journal.writer import JournalWriter
from support import HANOI, FrozenClock

COUNTED = CountAnswer(1, None)
SECONDS = 60


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "READER_SECONDS", SECONDS)


class Requests:
    """Requests that report views, each in its own thread. `counted` has those that counted."""

    def __init__(self, folder: Path, clock: FrozenClock) -> None:
        journals = JournalFolder(folder, Identity("main", "default"), Clock(HANOI, clock))
        self.writer = JournalWriter(journals)
        self.turn = CountingTurn(self.writer)
        self.pool = ThreadPoolExecutor(8)
        self.counted: list[PendingAnswer] = []

    def hear(self) -> PendingAnswer:
        answer = PendingAnswer()
        assert self.writer.write(Record(1, b"x" * 16, page="/", agent="Firefox"), answer)
        return answer

    def answer_all(self, by: PendingAnswer) -> None:
        self.counted.append(by)
        for journal in self.writer.journals():
            for stop in list(journal.waiting):
                journal.waiting.pop(stop).set(COUNTED)


@pytest.fixture
def requests(tmp_path: Path, clock: FrozenClock) -> Iterator[Requests]:
    made = Requests(tmp_path, clock)
    yield made
    made.pool.shutdown()
    made.writer.release()


def test_one_counts_for_all_who_wait(requests: Requests):
    first, others = requests.hear(), [requests.hear() for _ in range(3)]
    begun, go_on = threading.Event(), threading.Event()

    def count_first() -> None:
        begun.set()
        assert go_on.wait(SECONDS)
        requests.answer_all(first)

    leader = requests.pool.submit(requests.turn.share, first, count_first)
    assert begun.wait(SECONDS)
    waiting = [
        requests.pool.submit(requests.turn.share, other, lambda: pytest.fail("it was counted"))
        for other in others
    ]
    go_on.set()
    for one in (leader, *waiting):
        one.result(SECONDS)

    assert [answer.wait() for answer in (first, *others)] == [COUNTED] * 4


def test_who_came_too_late_for_the_batch_counts_next(requests: Requests):
    """No background thread takes part, and nobody waits for a timeout."""
    first, begun, go_on = requests.hear(), threading.Event(), threading.Event()

    def count_only_first() -> None:
        (journal,) = requests.writer.journals()
        (stop,) = journal.waiting
        begun.set()
        assert go_on.wait(SECONDS)
        journal.waiting.pop(stop).set(COUNTED)

    leader = requests.pool.submit(requests.turn.share, first, count_only_first)
    assert begun.wait(SECONDS)
    bystander, late = requests.hear(), requests.hear()  # the former waits for the background thread
    follower = requests.pool.submit(requests.turn.share, late, lambda: requests.answer_all(late))
    while not late.may_count:
        threading.Event().wait(0.001)
    go_on.set()
    leader.result(SECONDS)
    follower.result(SECONDS)

    assert requests.counted == [late]
    assert bystander.wait() == COUNTED


def test_requests_do_not_overtake_the_background_thread(requests: Requests):
    first, begun, go_on = requests.hear(), threading.Event(), threading.Event()
    turns: list[str] = []

    def count_first() -> None:
        begun.set()
        assert go_on.wait(SECONDS)
        turns.append("first")

    def flush() -> None:
        with requests.turn.take():
            turns.append("thread")
            requests.answer_all(first)

    leader = requests.pool.submit(requests.turn.share, first, count_first)
    assert begun.wait(SECONDS)
    thread = requests.pool.submit(flush)
    while not requests.turn.is_claimed:
        threading.Event().wait(0.001)
    other = requests.hear()
    follower = requests.pool.submit(requests.turn.share, other, lambda: turns.append("other"))
    go_on.set()
    for one in (leader, thread, follower):
        one.result(SECONDS)

    assert turns == ["first", "thread"]
    assert other.wait() == COUNTED


def test_a_turn_that_fails_is_passed_on(requests: Requests):
    answer = requests.hear()
    with pytest.raises(RuntimeError), requests.turn.take():
        raise RuntimeError("a fault of ours")
    requests.turn.share(answer, lambda: requests.answer_all(answer))

    assert answer.wait() == COUNTED
