"""Writing to the end of a file without letting go of the interpreter.

`os.write` hands the interpreter to another thread and waits to get it back. A record takes two microseconds
into the page cache; where many threads want the interpreter, getting it back takes far longer, and every
view would wait for it.
"""

import ctypes
import errno
import os

# descriptor, data, length -> bytes written, or -1. One call: a record is never continued by a second one.
write = ctypes.PyDLL(None, use_errno=True).write
write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
write.restype = ctypes.c_ssize_t


def failure(written: int, of: int) -> OSError:
    """What to raise after a write that did not write all."""
    if written < 0:
        code = ctypes.get_errno()
        return OSError(code, os.strerror(code))
    return OSError(errno.ENOSPC, f"{written} of {of} bytes written")
