"""Writing to the end of a file without releasing the interpreter lock.

`os.write` releases the lock to another thread and waits to get it back. A record takes two microseconds into
the page cache. If many threads need the interpreter, getting the lock back takes far longer, and every view
would wait for it.
"""

import ctypes
import errno
import os

# Without `use_errno`: keeping a copy of errno for each thread costs more than the write.
write = ctypes.PyDLL(None).write
write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
write.restype = ctypes.c_ssize_t


def write_whole(descriptor: int, data: bytes) -> None:
    """Write with one call of write(2). Raises OSError if not all of it was written: a second call never
    continues a record.
    """
    written = write(descriptor, data, len(data))
    if written < 0:
        written = os.write(descriptor, data)  # nothing was written: this tries again or tells why
    if written != len(data):
        raise OSError(errno.ENOSPC, f"{written} of {len(data)} bytes written")
