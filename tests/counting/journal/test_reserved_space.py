"""Records reach their file whole, with and without memory that belongs to the file."""

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.counting.journal import reserved_space
from portal_widgets.counting.journal.reserved_space import STEP, ReservedSpace, written_size
from support import run_alone

# Some are longer than the space that is reserved at once.
sizes = st.lists(st.integers(1, 300) | st.integers(1, 2 * STEP), max_size=6)


@pytest.fixture(params=["mapped", "by call"])
def way(request, monkeypatch: pytest.MonkeyPatch) -> str:
    """Not every file system can reserve space."""

    def unsupported(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    if request.param == "by call":
        monkeypatch.setattr(reserved_space.os, "posix_fallocate", unsupported)
    return str(request.param)


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=sizes)
def test_everything_is_in_the_file_when_a_write_returns(way: str, descriptor: int, sizes: list[int]):
    os.ftruncate(descriptor, 0)
    space, whole = ReservedSpace(descriptor), b""
    for number, size in enumerate(sizes):
        data = bytes([number + 1]) * size
        space.write(data, len(whole))
        whole += data
        assert os.pread(descriptor, size, len(whole) - size) == data

    assert written_size(descriptor) == len(whole)
    assert os.pread(descriptor, len(whole), 0) == whole
    space.close()


def test_reserved_space_is_part_of_the_file_from_the_start(descriptor: int):
    """A page in memory without a place on the disk would end the process once the disk is full."""
    space = ReservedSpace(descriptor)
    space.write(b"x", 0)

    assert os.fstat(descriptor).st_size == STEP
    assert os.fstat(descriptor).st_blocks * 512 >= STEP
    space.close()


def test_a_file_that_may_not_grow_refuses_and_keeps_what_it_has():
    code = """
        import os, resource, tempfile
        from portal_widgets.counting.journal.reserved_space import STEP, ReservedSpace, written_size

        descriptor = os.open(tempfile.mkdtemp() + "/file", os.O_RDWR | os.O_CREAT)
        resource.setrlimit(resource.RLIMIT_FSIZE, (STEP, STEP))
        space = ReservedSpace(descriptor)
        space.write(b"1" * 1000, 0)
        try:
            space.write(b"2" * STEP, 1000)
        except OSError as error:
            print(error.errno)
        space.write(b"3", 1000)
        print(written_size(descriptor), os.pread(descriptor, 2, 999))
    """

    assert run_alone(code) == f"{errno.EFBIG}\n1001 b'13'"


def test_a_full_device_refuses():
    with Path("/dev/full").open("r+b", buffering=0) as full, pytest.raises(OSError) as refused:  # noqa: PT011
        ReservedSpace(full.fileno()).write(b"record", 0)

    assert refused.value.errno == errno.ENOSPC


def test_nothing_is_written_after_the_end(way: str, descriptor: int):
    """The number of the descriptor may belong to another file by then."""
    space = ReservedSpace(descriptor)
    space.write(b"first", 0)
    space.close()

    with pytest.raises(OSError) as refused:  # noqa: PT011
        space.write(b"second", 5)

    assert refused.value.errno == errno.EBADF
    assert written_size(descriptor) == 5


def test_what_was_written_outlives_a_killed_process(tmp_path: Path, way: str):
    child = os.fork()
    if child == 0:
        space = ReservedSpace(os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT))
        space.write(b"record", 0)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    assert (tmp_path / "file").read_bytes().rstrip(b"\0") == b"record"
