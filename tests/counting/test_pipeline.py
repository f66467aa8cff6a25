"""The flusher applies all records exactly once, whatever happens to the store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting.stores import Backend
from portal_widgets.core.text.clock import Clock, Periods
from portal_widgets.counting import pipeline as module
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.hits import Reason, Record
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.memory import MemoryJournal
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer
from portal_widgets.counting.journal.writer import JournalWriter
from portal_widgets.counting.pipeline import Pipeline
from portal_widgets.counting.show.snapshot import Snapshot
from portal_widgets.counting.store.protocol import Applied, Batch
from portal_widgets.errors import StoreUnavailableError
from support import HANOI

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


class Trouble:
    """A store that fails as a test wants: before it has applied a batch, or after that, when the answer is
    lost.
    """

    def __init__(self, store: Any) -> None:
        self.inner = store
        self.plan: list[str] = []
        # The number of hits in each batch that was applied.
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def apply(self, site: str, batch: Batch) -> Applied:
        self.sizes.append(len(batch.hits))
        trouble = self.plan.pop(0) if self.plan else "none"
        if trouble == "before":
            raise StoreUnavailableError("refused")
        applied = self.inner.apply(site, batch)
        if trouble == "after":
            raise StoreUnavailableError("the answer was lost")
        return applied


class Process:
    """The parts of counting in one process."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        clock = Clock(HANOI, backend.clock)
        self.backend = backend
        self.store = Trouble(backend.store)
        self.folder = JournalFolder(folder / "journals", Identity("main", "default"), clock)
        self.journal_writer = JournalWriter(self.folder)
        self.snapshot = Snapshot(self.store, "main", clock)
        self.pipeline = Pipeline(
            "main", self.store, self.journal_writer, Enricher(clock), self.snapshot, clock
        )

    def hear(self, *visitors: str, article: str = "1", pending_answer: PendingAnswer | None = None) -> None:
        for visitor in visitors:
            record = Record(
                self.backend.clock.milliseconds, visitor.encode().ljust(16), b"", "/", article, FIREFOX
            )
            if not self.journal_writer.write(record, pending_answer):
                self.journal_writer.keep_in_memory(record, pending_answer)

    def flush(self) -> None:
        self.pipeline.replay_visitors(self.store.prepare("main"))
        self.pipeline.flush()

    def die(self) -> None:
        self.journal_writer.release()

    def views(self, article: str = "1") -> int:
        return self.backend.store.views("main", article)


@pytest.fixture
def process(backend: Backend, tmp_path: Path) -> Process:
    return Process(backend, tmp_path)


def names(count: int) -> Sequence[str]:
    return [f"{number:08}" for number in range(count)]


def test_everything_heard_is_applied(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(backend.store), "largest_batch", 7)
    process = Process(backend, tmp_path)
    process.hear(*names(30))
    process.flush()

    assert process.views() == 30
    assert process.store.sizes == [7, 7, 7, 7, 2]
    process.die()


def test_a_lost_answer_counts_nothing_twice(process: Process):
    process.hear(*names(5))
    process.store.plan = ["after", "before", "none"]
    for _ in range(2):
        with pytest.raises(StoreUnavailableError):
            process.flush()
        process.hear("late")
    process.flush()

    assert process.views() == 6
    process.die()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["none", "before", "after", "kill"]), st.booleans()),
        max_size=12,
    )
)
def test_any_series_of_troubles_loses_nothing_and_doubles_nothing(
    backend: Backend, tmp_path_factory, troubles
):
    """Readers come, the store fails before or after applying, the process dies and its journal is adopted.
    Some of the readers wait, and their requests count.
    """
    folder = tmp_path_factory.mktemp("host")
    article = folder.name
    process = Process(backend, folder)
    heard = 0
    for arrivals, trouble, waits in troubles:
        for number in range(arrivals):
            answer = PendingAnswer() if waits else None
            process.hear(f"{heard + number:08}", article=article, pending_answer=answer)
        heard += arrivals
        process.store.plan = [trouble]
        if trouble == "kill":
            process.die()
            process = Process(backend, folder)
            process.journal_writer.adopt()
        try:
            if waits:
                process.pipeline.flush_for_readers()
            else:
                process.flush()
        except StoreUnavailableError:
            continue
    process.store.plan = []
    process.flush()

    assert process.views(article) == heard
    process.die()


def test_another_process_adopts_what_a_dead_one_had_heard(backend: Backend, tmp_path: Path):
    first, second = Process(backend, tmp_path), Process(backend, tmp_path)
    first.hear(*names(4))
    first.flush()
    first.hear("fifth", "sixth")
    second.journal_writer.adopt()
    second.flush()
    assert second.views() == 4
    first.die()
    second.journal_writer.adopt()
    second.flush()

    assert second.views() == 6
    second.die()


def test_a_journal_is_removed_when_it_is_no_longer_needed(process: Process, monkeypatch):
    monkeypatch.setattr(type(process.backend.store), "holds_milliseconds", 0)
    process.hear(*names(3))
    process.journal_writer.rotate(0, anyway=True)
    process.hear("next")
    process.flush()
    process.backend.commit_to_sql()
    process.pipeline.prune()

    assert process.journal_writer.held == []
    assert len(list(process.folder.path.iterdir())) == 1
    process.die()


def test_until_it_is_in_sql_a_journal_stays(redis_backend: Backend, tmp_path: Path, monkeypatch):
    """Only Redis may be lost."""
    process = Process(redis_backend, tmp_path)
    monkeypatch.setattr(type(redis_backend.store), "holds_milliseconds", 0)
    process.hear(*names(3))
    process.journal_writer.rotate(0, anyway=True)
    process.flush()
    process.pipeline.prune()

    assert len(process.journal_writer.held) == 1
    process.die()


def test_who_waits_is_told_the_verdict_and_the_fresh_total(process: Process):
    pending_answers = [PendingAnswer() for _ in range(3)]
    process.hear("an", pending_answer=pending_answers[0])
    process.hear("an", pending_answer=pending_answers[1])
    process.hear("binh", pending_answer=pending_answers[2])
    process.flush()

    assert [pending_answer.wait() for pending_answer in pending_answers] == [
        CountAnswer(2, None),
        CountAnswer(2, Reason.REPEAT),
        CountAnswer(2, None),
    ]
    process.die()


def test_a_request_counts_for_all_who_wait(redis_backend: Backend, tmp_path: Path):
    process = Process(redis_backend, tmp_path)
    process.hear("an")
    process.flush()
    waiting = [PendingAnswer() for _ in range(2)]
    process.hear("binh", pending_answer=waiting[0])
    process.hear("an", pending_answer=waiting[1])
    process.pipeline.flush_for_readers()

    assert all(answer.is_done for answer in waiting)
    assert [answer.wait() for answer in waiting] == [CountAnswer(2, None), CountAnswer(2, Reason.REPEAT)]
    process.die()


def test_a_new_journal_is_replayed_before_a_request_counts_in_it(redis_backend: Backend, tmp_path: Path):
    """Replayed later, the repeat of minute 25 would make that of minute 35 a repeat, too."""
    process, clock = Process(redis_backend, tmp_path), redis_backend.clock
    process.hear("an")
    process.flush()
    clock.advance(minutes=25)
    process.journal_writer.rotate(clock.milliseconds, anyway=True)
    waiting = PendingAnswer()
    process.hear("an", pending_answer=waiting)
    process.pipeline.flush_for_readers()
    process.flush()
    answer = waiting.wait()
    assert answer is not None
    assert answer.reason is Reason.REPEAT

    clock.advance(minutes=10)
    waiting = PendingAnswer()
    process.hear("an", pending_answer=waiting)
    process.flush()
    assert waiting.wait() == CountAnswer(2, None)
    process.die()


def test_a_request_does_not_work_off_what_others_have_left(
    redis_backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "READER_BYTES", 1000)
    process, waiting = Process(redis_backend, tmp_path), PendingAnswer()
    process.hear("an")
    process.flush()
    process.hear(*names(50))
    process.hear("binh", pending_answer=waiting)
    process.pipeline.flush_for_readers()
    assert not waiting.is_done

    process.flush()
    assert waiting.wait() == CountAnswer(52, None)
    process.die()


def test_what_takes_long_is_not_done_in_a_request(process: Process):
    """In SQL a transaction, in Redis a number for a new article, which SQL assigns."""
    waiting = PendingAnswer()
    process.flush()
    process.hear("an", pending_answer=waiting)
    process.pipeline.flush_for_readers()
    assert not waiting.is_done
    assert process.store.sizes == []

    process.flush()
    assert waiting.wait() == CountAnswer(1, None)
    process.die()


def test_a_request_that_cannot_count_leaves_everything_to_the_next_round(
    redis_backend: Backend, tmp_path: Path
):
    process, waiting = Process(redis_backend, tmp_path), PendingAnswer()
    process.hear("an")
    process.flush()
    process.hear("binh", pending_answer=waiting)
    process.store.plan = ["after"]
    with pytest.raises(StoreUnavailableError):
        process.pipeline.flush_for_readers()
    assert waiting.wait() is None
    assert not process.pipeline.prompt

    process.flush()
    assert process.views() == 2
    process.die()


def test_nobody_waits_for_a_store_that_is_away(process: Process):
    pending_answer = PendingAnswer()
    process.hear("an", pending_answer=pending_answer)
    process.store.plan = ["before"]
    with pytest.raises(StoreUnavailableError):
        process.flush()

    assert pending_answer.wait() is None
    assert not process.pipeline.prompt
    process.flush()
    assert process.pipeline.prompt
    assert process.views() == 1
    process.die()


def test_batches_shrink_in_trouble_and_grow_again(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(backend.store), "largest_batch", 8)
    monkeypatch.setattr(module, "FEWEST", 2)
    process = Process(backend, tmp_path)
    process.hear(*names(8))
    process.store.plan = ["before"] * 4
    for _ in range(4):
        with pytest.raises(StoreUnavailableError):
            process.flush()
    assert process.store.sizes == [8, 4, 2, 2]
    process.store.sizes.clear()
    for _ in range(4):
        process.flush()
        process.hear(*names(8))

    assert process.store.sizes == [2, 2, 2, 2, 4, 4, 8, 8]
    process.die()


def test_without_a_journal_views_are_applied_from_memory(backend: Backend, tmp_path: Path):
    (tmp_path / "journals").touch()  # a file in place of the folder
    process = Process(backend, tmp_path)
    pending_answers = [PendingAnswer(), PendingAnswer()]
    process.hear("an", pending_answer=pending_answers[0])
    process.flush()
    process.store.plan = ["after"]
    process.hear("binh", pending_answer=pending_answers[1])
    with pytest.raises(StoreUnavailableError):
        process.flush()
    process.hear("chi")
    process.flush()

    assert pending_answers[0].wait() == CountAnswer(1, None)
    assert pending_answers[1].wait() is None
    assert process.views() == 3


def test_what_is_in_memory_survives_the_loss_of_redis(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    """As long as the process lives, it resends the data that SQL does not have yet."""
    (tmp_path / "journals").touch()
    process = Process(redis_backend, tmp_path)
    process.hear(*names(5))
    process.flush()
    redis_backend.commit_to_sql()
    process.hear("later")
    process.flush()
    with redis.Redis.from_url(empty_redis) as client:
        client.flushall()
    process.flush()

    assert process.views() == 6


def test_memory_takes_only_so_much(process: Process, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(MemoryJournal, "MOST", 2)
    process.journal_writer.keep_in_memory(Record(1))
    process.journal_writer.keep_in_memory(Record(2))
    with pytest.raises(OSError, match="too many records wait in memory"):
        process.journal_writer.keep_in_memory(Record(3))


def test_a_journal_older_than_a_week_that_nobody_remembers_is_put_aside(
    backend: Backend, tmp_path: Path, caplog
):
    """Its counts would be a guess."""
    old = Process(backend, tmp_path)
    old.hear("an")
    old.die()
    backend.clock.advance(minutes=8 * 24 * 60)
    process = Process(backend, tmp_path)
    process.journal_writer.adopt()
    process.flush()

    assert process.views() == 0
    assert [file.suffix for file in process.folder.path.iterdir()] == [".refused"]
    assert "older than a week" in caplog.text


def test_views_count_on_the_day_they_happened(process: Process):
    """However late they are applied."""
    process.hear("an", "binh")
    process.backend.clock.advance(minutes=3 * 24 * 60)
    process.flush()
    today = Clock(HANOI, process.backend.clock).now().date()
    numbers = process.backend.store.numbers("main", Periods(today), process.backend.clock.milliseconds)

    assert (numbers.today, numbers.yesterday, numbers.week, numbers.total) == (0, 0, 2, 2)
    process.die()
