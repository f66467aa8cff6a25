"""The journal: records outlive their process, completely, and no journal of a living process is adopted."""

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Reason, Record
from portal_widgets.counting.journal import file as module
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.records import Decoder, encode, encode_agent
from portal_widgets.counting.journal.reserved_space import ReservedSpace
from support import HANOI, FrozenClock, run_alone

OURS = Identity("main", "default")
printable = st.text(st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" "), max_size=60)
records = st.builds(
    Record,
    at=st.integers(min_value=0, max_value=2**53),
    visitor=st.binary(min_size=16, max_size=16).filter(any),
    visitor_before=st.one_of(st.just(b""), st.binary(min_size=16, max_size=16).filter(any)),
    page=printable,
    article=printable,
    agent=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=256),
    referrer=printable,
    language=printable,
    country=printable,
    reason=st.sampled_from([None, *Reason]),
    link=st.just(""),
)
# A page load may belong to an article. A click belongs to a link only.
clicks = st.builds(lambda record, link: record._replace(article="", link=link), records, printable)
records |= clicks


@pytest.fixture
def folder(tmp_path: Path, clock: FrozenClock) -> JournalFolder:
    return JournalFolder(tmp_path / "journals", OURS, Clock(HANOI, clock))


def record(number: int = 0, agent: str = "Firefox") -> Record:
    return Record(1000 + number, bytes([1]) * 16, page="/", article=f"bài-{number}", agent=agent)


@given(records)
def test_a_record_comes_back_as_it_was(written: Record):
    decoder = Decoder()
    decoder.decode(encode_agent(7, written.agent))

    assert decoder.decode(encode(written, 7)) == written


def test_a_record_that_cannot_be_read_holds_nothing_up(folder: JournalFolder):
    journal = folder.create()
    journal.append(record(0)._replace(page="/x\x1fy"))
    journal.append(record(1))

    read = [one for _, one in journal.read(0, 10).records]

    assert [(one.reason, one.article) for one in read] == [(Reason.DEAD_LETTER, ""), (None, "bài-1")]
    journal.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records, max_size=30), st.integers(min_value=1, max_value=9))
def test_what_is_written_is_read_in_order_in_stretches_of_any_size(tmp_path_factory, written, most):
    folder = JournalFolder(tmp_path_factory.mktemp("journal"), OURS, Clock(HANOI))
    journal = folder.create()
    for one in written:
        journal.append(one)
    read, position = [], 0
    while position < journal.readable:
        stretch = journal.read(position, most)
        assert len(stretch.records) <= most
        read += [one for _, one in stretch.records]
        position = stretch.stop
    journal.remove()

    assert read == written


def test_the_folder_is_nobody_elses(folder: JournalFolder):
    journal = folder.create()

    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.close()


def test_a_part_can_be_read_again(folder: JournalFolder):
    """A batch that is not applied now is read again later."""
    journal = folder.create()
    start = journal.size
    for number in range(4):
        journal.append(record(number, agent=f"agent {number}"))
    first = journal.read(start, 2)
    rest = journal.read(first.stop, 9)

    assert journal.read(start, 2) == first
    assert journal.read(first.stop, 9) == rest
    assert [one.agent for _, one in rest.records] == ["agent 2", "agent 3"]
    journal.close()


def test_an_agents_name_stands_once_in_a_file(folder: JournalFolder):
    journal = folder.create()
    for number in range(10):
        journal.append(record(number, agent="Mozilla/5.0 (very long name)"))

    assert journal.path.read_bytes().count(b"very long name") == 1
    journal.close()


def test_a_living_processs_journal_is_not_adopted(folder: JournalFolder):
    journal = folder.create()
    assert folder.adopt() == []
    journal.close()

    adopted = folder.adopt()
    assert [file.name for file in adopted] == [journal.name]
    assert folder.adopt() == []
    adopted[0].remove()
    assert list(folder.path.iterdir()) == []


def test_reading_may_begin_in_the_middle(folder: JournalFolder):
    """The adopting process continues where the dead process stopped, and still knows earlier agents."""
    journal = folder.create()
    for number in range(6):
        journal.append(record(number, agent=f"agent {number % 2}"))
    middle = journal.read(0, 3).stop
    journal.close()
    (adopted,) = folder.adopt()
    rest = adopted.read(middle, 10)

    assert [one.article for _, one in rest.records] == ["bài-3", "bài-4", "bài-5"]
    assert [one.agent for _, one in rest.records] == ["agent 1", "agent 0", "agent 1"]
    again = adopted.read(0, 10)
    assert len(again.records) == 6
    adopted.close()


@pytest.mark.parametrize("torn", [1, 7, 20])
def test_a_torn_end_is_passed_over(folder: JournalFolder, torn: int):
    """The power failed in the middle of a write."""
    journal = folder.create()
    for number in range(3):
        journal.append(record(number))
    journal.close()
    os.truncate(journal.path, journal.size - torn)
    (adopted,) = folder.adopt()
    stretch = adopted.read(0, 100)
    rest = adopted.read(stretch.stop, 100)

    assert [one.article for _, one in stretch.records] == ["bài-0", "bài-1"]
    assert (rest.records, rest.stop, adopted.readable) == ([], stretch.stop, stretch.stop)
    adopted.close()


def test_a_changed_byte_is_noticed(folder: JournalFolder):
    journal = folder.create()
    for number in range(3):
        journal.append(record(number))
    journal.close()
    data = bytearray(journal.path.read_bytes())
    data[journal.size - 3] ^= 0xFF
    journal.path.write_bytes(data)
    (adopted,) = folder.adopt()

    assert len(adopted.read(0, 100).records) == 2
    adopted.close()


@pytest.mark.parametrize(
    "identity", [Identity("ward", "default"), Identity("main", "another")], ids=["site", "store"]
)
def test_a_foreign_journal_is_left_alone(folder: JournalFolder, identity: Identity, clock: FrozenClock):
    foreign = JournalFolder(folder.path, identity, Clock(HANOI, clock)).create()
    foreign.close()

    assert folder.adopt() == []
    assert folder.foreign() == 1
    assert foreign.path.exists()


def test_a_newer_versions_journal_is_left_alone(folder: JournalFolder, monkeypatch):
    monkeypatch.setattr(module, "FORMAT", 2)
    folder.create().close()
    monkeypatch.undo()

    assert folder.adopt() == []
    assert len(list(folder.path.iterdir())) == 1


def test_rubbish_in_the_folder_harms_nobody(folder: JournalFolder):
    folder.path.mkdir(parents=True)
    (folder.path / "empty.journal").touch()
    (folder.path / "rubbish.journal").write_bytes(b"\0" * 100)
    (folder.path / "notes.txt").write_text(json.dumps({}))

    assert folder.adopt() == []


def test_a_full_disk_leaves_nothing_half_written(folder: JournalFolder, monkeypatch):
    journal = folder.create()
    journal.append(record(0))
    write = ReservedSpace.write

    def half(space: ReservedSpace, data: bytes, at: int) -> None:
        write(space, data[:5], at)
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(ReservedSpace, "write", half)
    with pytest.raises(OSError, match="no space left"):
        journal.append(record(1))
    monkeypatch.undo()
    assert [one.article for _, one in journal.read(0, 10).records] == ["bài-0"]
    journal.append(record(2))
    journal.close()

    (adopted,) = folder.adopt()
    assert [one.article for _, one in adopted.read(0, 10).records] == ["bài-0", "bài-2"]
    assert adopted.size == journal.size
    adopted.close()


def test_a_journal_is_full_by_size_or_age(folder: JournalFolder, clock: FrozenClock, monkeypatch):
    journal = folder.create()
    assert not journal.is_full(clock.milliseconds)
    assert journal.is_full(clock.milliseconds + module.FULL_MILLISECONDS)
    monkeypatch.setattr(module, "FULL_BYTES", 10)
    assert journal.is_full(clock.milliseconds)
    journal.close()


def test_a_forked_child_frees_its_parents_lock():
    """Otherwise nobody could adopt the journal of a dead parent while a child of it lives."""
    code = """
        import os, sys, tempfile
        from pathlib import Path
        from portal_widgets.core.text.clock import Clock
        from portal_widgets.counting.hits import Record
        from portal_widgets.counting.journal.writer import JournalWriter
        from portal_widgets.counting.journal.file import Identity, JournalFolder
        from zoneinfo import ZoneInfo

        folder = JournalFolder(Path(tempfile.mkdtemp()), Identity("main", "default"), Clock(ZoneInfo("UTC")))
        journal_writer = JournalWriter(folder)
        journal_writer.write(Record(1))
        born, tell = os.pipe()
        wait, end = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(tell, b"x")
            os.read(wait, 1)
            os._exit(0)
        os.read(born, 1)
        journal_writer.release()
        print(len(folder.adopt()))
        os.write(end, b"x")
        os.waitpid(child, 0)
    """

    assert run_alone(code) == "1"
