"""Every record goes somewhere or its writer is told that it does not: nothing is dropped in silence."""

import ctypes
import errno
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Record
from portal_widgets.counting.journal import file as journals
from portal_widgets.counting.journal import system_write
from portal_widgets.counting.journal import writer as module
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer
from portal_widgets.counting.journal.writer import RETRY_SECONDS, JournalWriter
from support import HANOI, FrozenClock


@pytest.fixture
def folder(tmp_path: Path, clock: FrozenClock) -> JournalFolder:
    return JournalFolder(tmp_path / "journals", Identity("main", "default"), Clock(HANOI, clock))


@pytest.fixture
def intake(folder: JournalFolder):
    intake = JournalWriter(folder)
    yield intake
    intake.release()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass on the clock by which a broken disk is tried again."""
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now.seconds))

    def pass_by(seconds: float) -> None:
        now.seconds += seconds

    return pass_by


@pytest.fixture
def disk(intake: JournalWriter, monkeypatch: pytest.MonkeyPatch):
    """`disk.full = True`, and no journal grows any more."""
    disk = SimpleNamespace(full=False, tried=0)
    write = system_write._write

    def maybe(descriptor: int, data: bytes, length: int) -> int:
        disk.tried += 1
        if disk.full:
            ctypes.set_errno(errno.ENOSPC)
            return -1
        return write(descriptor, data, length)

    monkeypatch.setattr(system_write, "_write", maybe)
    return disk


def read(clock: FrozenClock, article: str) -> Record:
    return Record(clock.milliseconds, b"x" * 16, page="/", article=article, agent="Firefox")


def kept(intake: JournalWriter) -> list[str]:
    """The articles in all that this process answers for, oldest first."""
    return [record.article for one in intake.journals() for _, record in one.read(0, 1000).records]


def test_nothing_is_made_before_the_first_record(intake: JournalWriter, folder: JournalFolder):
    assert intake.journals() == []
    assert not folder.path.exists()


def test_all_records_go_into_one_journal_in_their_order(intake: JournalWriter, clock: FrozenClock):
    assert all(intake.write(read(clock, article)) for article in "abc")

    assert len(intake.journals()) == 1
    assert kept(intake) == ["a", "b", "c"]


def test_threads_that_begin_together_share_one_journal(intake: JournalWriter, clock: FrozenClock):
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        intake.write(read(clock, "1"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(intake.journals()) == 1
    assert kept(intake) == ["1"] * 8


def test_a_full_journal_is_followed_by_another(
    intake: JournalWriter, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    intake.write(read(clock, "a"))
    monkeypatch.setattr(journals, "FULL_BYTES", 10)
    intake.write(read(clock, "b"))

    assert len(intake.held) == 1
    assert kept(intake) == ["a", "b"]


def test_an_old_journal_is_put_aside_though_nobody_writes(intake: JournalWriter, clock: FrozenClock):
    """So that what it says of visitors is soon gone from the disk."""
    intake.write(read(clock, "a"))
    intake.rotate(clock.milliseconds)
    assert intake.held == []
    clock.advance(minutes=10)
    intake.rotate(clock.milliseconds)

    assert (len(intake.held), intake.journal) == (1, None)
    assert kept(intake) == ["a"]


def test_a_record_that_a_full_disk_refuses_is_not_said_to_be_kept(
    intake: JournalWriter, clock: FrozenClock, disk
):
    """What was written before stays, and its reader is told the verdict."""
    before, refused = PendingAnswer(), PendingAnswer()
    assert intake.write(read(clock, "a"), before)
    disk.full = True

    assert not intake.write(read(clock, "b"), refused)
    assert kept(intake) == ["a"]
    assert [*intake.held[0].waiting.values()] == [before]


def test_a_full_disk_is_tried_once_a_second(intake: JournalWriter, clock: FrozenClock, disk, wait):
    disk.full = True
    told = [intake.write(read(clock, "a")) for _ in range(5)]
    assert (told, disk.tried) == ([False] * 5, 1)
    disk.full = False
    wait(RETRY_SECONDS - 0.01)
    assert not intake.write(read(clock, "b"))
    wait(0.01)

    assert intake.write(read(clock, "c"))
    assert kept(intake) == ["c"]


def test_a_disk_that_filled_up_under_a_journal_is_tried_once_a_second(
    intake: JournalWriter, clock: FrozenClock, disk, wait
):
    intake.write(read(clock, "a"))
    disk.full, disk.tried = True, 0
    told = [intake.write(read(clock, "b")) for _ in range(5)]
    assert (told, disk.tried) == ([False] * 5, 1)
    disk.full = False
    wait(RETRY_SECONDS)

    assert intake.write(read(clock, "c"))
    assert kept(intake) == ["a", "c"]


def test_a_disk_that_takes_no_journal_leaves_none_behind(
    intake: JournalWriter, folder: JournalFolder, clock: FrozenClock, disk
):
    disk.full = True
    intake.write(read(clock, "a"))

    assert list(folder.path.iterdir()) == []


def test_without_a_folder_nothing_is_written(clock: FrozenClock, tmp_path: Path):
    """`PORTAL_WIDGETS_JOURNAL = "memory"`."""
    intake = JournalWriter(None)
    assert not intake.write(read(clock, "a"))
    intake.adopt()
    intake.keep_in_memory(read(clock, "a"))

    assert kept(intake) == ["a"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_memory_is_put_aside_when_the_disk_takes_records_again(
    intake: JournalWriter, clock: FrozenClock
):
    """It is applied and let go of like a full journal; while there is no disk, it goes on growing."""
    for article in "ab":
        intake.keep_in_memory(read(clock, article))
        intake.rotate(clock.milliseconds)
    assert intake.held == []
    intake.write(read(clock, "c"))
    intake.rotate(clock.milliseconds)

    assert intake.memory is None
    assert kept(intake) == ["a", "b", "c"]


def test_who_is_remembered_in_memory_is_told_the_verdict(intake: JournalWriter, clock: FrozenClock):
    waiter = PendingAnswer()
    intake.keep_in_memory(read(clock, "a"), waiter)
    ((stop, _),) = intake.journals()[0].read(0, 10).records
    intake.journals()[0].waiting[stop].set(CountAnswer(1, None))

    assert waiter.wait() == CountAnswer(1, None)


def test_a_processs_end_leaves_its_journals_to_others(
    intake: JournalWriter, folder: JournalFolder, clock: FrozenClock
):
    intake.write(read(clock, "a"))
    intake.rotate(clock.milliseconds, anyway=True)
    intake.write(read(clock, "b"))
    other = JournalWriter(folder)
    other.adopt()
    assert other.journals() == []
    intake.release()
    other.adopt()

    assert intake.journals() == []
    assert sorted(kept(other)) == ["a", "b"]
    other.release()
