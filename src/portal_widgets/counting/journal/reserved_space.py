"""Writing to a growing file through memory.

A system call takes longer than all other work on a record, and Python gives the interpreter to another thread
for it. So the file is mapped: what is written there outlives the process, as after write(2), and the kernel
brings it to the disk. The space is reserved first. Then a full disk is an error here, and not a signal that
ends the process. SQLite writes the index of its log (WAL) in the same way.
"""

import errno
import mmap
import os
import sys

# Reserved at once: the space of some two thousand records.
STEP = 256 * 1024
# Nothing can be written now. Other errors mean that this system or file system cannot reserve or map.
_REFUSED = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


class ReservedSpace:
    """The space of one file. Used by one thread at a time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._reserved = 0
        self._memory: mmap.mmap | None = None

    def write(self, data: bytes, at: int) -> None:
        """Write all of the data at an offset. Raises OSError if the disk refuses it, or after `close`."""
        end = at + len(data)
        if end > self._reserved:
            self._reserve(end)
        memory = self._memory
        if memory is None:
            self._write_by_call(data, at)
            return
        try:
            memory[at:end] = data
        except ValueError as error:
            raise OSError(errno.EBADF, str(error)) from error

    def close(self) -> None:
        """Release the memory. It has its own copy of the descriptor, and so a part in the file's lock."""
        self._descriptor, self._reserved = -1, sys.maxsize
        self._release()

    def _reserve(self, end: int) -> None:
        size = -(-end // STEP) * STEP
        try:
            os.posix_fallocate(self._descriptor, self._reserved, size - self._reserved)
            memory = mmap.mmap(self._descriptor, size)
        except (AttributeError, OSError) as error:
            if isinstance(error, OSError) and error.errno in _REFUSED:
                raise
            self._release()
            self._reserved = sys.maxsize
        else:
            self._release()
            self._memory, self._reserved = memory, size

    def _release(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _write_by_call(self, data: bytes, at: int) -> None:
        written = os.pwrite(self._descriptor, data, at)
        if written != len(data):
            os.ftruncate(self._descriptor, at)
            raise OSError(errno.ENOSPC, f"{written} of {len(data)} bytes written")


def written_size(descriptor: int) -> int:
    """The size of a file without the reserved space at its end. Zeros at the end of the
    data would count as such space.
    """
    end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - STEP)
        written = os.pread(descriptor, end - start, start).rstrip(b"\0")
        if written:
            return start + len(written)
        end = start
    return 0
