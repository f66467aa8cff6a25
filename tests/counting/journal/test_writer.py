"""Every record is stored, or the caller learns that it is not. No record is lost silently."""

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Record
from portal_widgets.counting.journal import file as journals
from portal_widgets.counting.journal import writer as module
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer
from portal_widgets.counting.journal.reserved_space import ReservedSpace
from portal_widgets.counting.journal.writer import RETRY_SECONDS, JournalWriter
from support import HANOI, FrozenClock


@pytest.fixture
def folder(tmp_path: Path, clock: FrozenClock) -> JournalFolder:
    return JournalFolder(tmp_path / "journals", Identity("main", "default"), Clock(HANOI, clock))


@pytest.fixture
def journal_writer(folder: JournalFolder):
    journal_writer = JournalWriter(folder)
    yield journal_writer
    journal_writer.release()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Advances the clock that decides when a broken disk is tried again."""
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now.seconds))

    def pass_by(seconds: float) -> None:
        now.seconds += seconds

    return pass_by


@pytest.fixture
def disk(journal_writer: JournalWriter, monkeypatch: pytest.MonkeyPatch):
    """After `disk.full = True` no journal can grow."""
    disk = SimpleNamespace(full=False, tried=0)
    write = ReservedSpace.write

    def maybe(space: ReservedSpace, data: bytes, at: int) -> None:
        disk.tried += 1
        if disk.full:
            raise OSError(errno.ENOSPC, "no space left")
        write(space, data, at)

    monkeypatch.setattr(ReservedSpace, "write", maybe)
    return disk


def read(clock: FrozenClock, article: str) -> Record:
    return Record(clock.milliseconds, b"x" * 16, page="/", article=article, agent="Firefox")


def kept(journal_writer: JournalWriter) -> list[str]:
    """The articles in all journals of this process, oldest first."""
    return [record.article for one in journal_writer.journals() for _, record in one.read(0, 1000).records]


def test_nothing_is_made_before_the_first_record(journal_writer: JournalWriter, folder: JournalFolder):
    assert journal_writer.journals() == []
    assert not folder.path.exists()


def test_all_records_go_into_one_journal_in_their_order(journal_writer: JournalWriter, clock: FrozenClock):
    assert all(journal_writer.write(read(clock, article)) for article in "abc")

    assert len(journal_writer.journals()) == 1
    assert kept(journal_writer) == ["a", "b", "c"]


def test_threads_that_begin_together_share_one_journal(journal_writer: JournalWriter, clock: FrozenClock):
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        journal_writer.write(read(clock, "1"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(journal_writer.journals()) == 1
    assert kept(journal_writer) == ["1"] * 8


def test_a_full_journal_is_followed_by_another(
    journal_writer: JournalWriter, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    journal_writer.write(read(clock, "a"))
    monkeypatch.setattr(journals, "FULL_BYTES", 10)
    journal_writer.write(read(clock, "b"))

    assert len(journal_writer.held) == 1
    assert kept(journal_writer) == ["a", "b"]


def test_an_old_journal_is_put_aside_though_nobody_writes(journal_writer: JournalWriter, clock: FrozenClock):
    """So its data about visitors are deleted from the disk soon."""
    journal_writer.write(read(clock, "a"))
    journal_writer.rotate(clock.milliseconds)
    assert journal_writer.held == []
    clock.advance(minutes=10)
    journal_writer.rotate(clock.milliseconds)

    assert (len(journal_writer.held), journal_writer.journal) == (1, None)
    assert kept(journal_writer) == ["a"]


def test_a_journal_that_is_put_aside_is_found_at_every_moment(
    journal_writer: JournalWriter, clock: FrozenClock
):
    """A request that counts looks for its report among the journals while the background thread rotates."""
    found: list[set[object]] = []

    class Held(list):
        def append(self, journal: object) -> None:
            found.append(set(journal_writer.journals()))
            super().append(journal)

    journal_writer.held = Held()
    journal_writer.write(read(clock, "1"))
    journal = journal_writer.journal
    journal_writer.rotate(clock.milliseconds, anyway=True)

    assert found == [{journal}]
    assert journal_writer.journals() == [journal]


def test_a_journal_from_the_future_is_put_aside(journal_writer: JournalWriter, clock: FrozenClock):
    """The clock was set back. Otherwise the data about visitors would stay until it reaches that time
    again.
    """
    journal_writer.write(read(clock, "a"))
    clock.advance(minutes=-10)
    journal_writer.write(read(clock, "b"))

    assert len(journal_writer.held) == 1
    assert kept(journal_writer) == ["a", "b"]


def test_a_record_that_a_full_disk_refuses_is_not_said_to_be_kept(
    journal_writer: JournalWriter, clock: FrozenClock, disk
):
    """Earlier records stay, and their readers get their results."""
    before, refused = PendingAnswer(), PendingAnswer()
    assert journal_writer.write(read(clock, "a"), before)
    disk.full = True

    assert not journal_writer.write(read(clock, "b"), refused)
    assert kept(journal_writer) == ["a"]
    assert [*journal_writer.held[0].waiting.values()] == [before]


def test_a_full_disk_is_tried_once_a_second(journal_writer: JournalWriter, clock: FrozenClock, disk, wait):
    disk.full = True
    told = [journal_writer.write(read(clock, "a")) for _ in range(5)]
    assert (told, disk.tried) == ([False] * 5, 1)
    disk.full = False
    wait(RETRY_SECONDS - 0.01)
    assert not journal_writer.write(read(clock, "b"))
    wait(0.01)

    assert journal_writer.write(read(clock, "c"))
    assert kept(journal_writer) == ["c"]


def test_a_disk_that_filled_up_under_a_journal_is_tried_once_a_second(
    journal_writer: JournalWriter, clock: FrozenClock, disk, wait
):
    journal_writer.write(read(clock, "a"))
    disk.full, disk.tried = True, 0
    told = [journal_writer.write(read(clock, "b")) for _ in range(5)]
    assert (told, disk.tried) == ([False] * 5, 1)
    disk.full = False
    wait(RETRY_SECONDS)

    assert journal_writer.write(read(clock, "c"))
    assert kept(journal_writer) == ["a", "c"]


def test_a_disk_that_takes_no_journal_leaves_none_behind(
    journal_writer: JournalWriter, folder: JournalFolder, clock: FrozenClock, disk
):
    disk.full = True
    journal_writer.write(read(clock, "a"))

    assert list(folder.path.iterdir()) == []


def test_without_a_folder_nothing_is_written(clock: FrozenClock, tmp_path: Path):
    """`PORTAL_WIDGETS_JOURNAL = "memory"`."""
    journal_writer = JournalWriter(None)
    assert not journal_writer.write(read(clock, "a"))
    journal_writer.adopt()
    journal_writer.keep_in_memory(read(clock, "a"))

    assert kept(journal_writer) == ["a"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_memory_is_put_aside_when_the_disk_takes_records_again(
    journal_writer: JournalWriter, clock: FrozenClock
):
    """It is applied and released like a full journal. While there is no disk, it keeps growing."""
    for article in "ab":
        journal_writer.keep_in_memory(read(clock, article))
        journal_writer.rotate(clock.milliseconds)
    assert journal_writer.held == []
    journal_writer.write(read(clock, "c"))
    journal_writer.rotate(clock.milliseconds)

    assert journal_writer.memory is None
    assert kept(journal_writer) == ["a", "b", "c"]


def test_who_is_remembered_in_memory_is_told_the_verdict(journal_writer: JournalWriter, clock: FrozenClock):
    pending_answer = PendingAnswer()
    journal_writer.keep_in_memory(read(clock, "a"), pending_answer)
    ((stop, _),) = journal_writer.journals()[0].read(0, 10).records
    journal_writer.journals()[0].waiting[stop].set(CountAnswer(1, None))

    assert pending_answer.wait() == CountAnswer(1, None)


def test_a_processs_end_leaves_its_journals_to_others(
    journal_writer: JournalWriter, folder: JournalFolder, clock: FrozenClock
):
    journal_writer.write(read(clock, "a"))
    journal_writer.rotate(clock.milliseconds, anyway=True)
    journal_writer.write(read(clock, "b"))
    other = JournalWriter(folder)
    other.adopt()
    assert other.journals() == []
    journal_writer.release()
    other.adopt()

    assert journal_writer.journals() == []
    assert sorted(kept(other)) == ["a", "b"]
    other.release()
