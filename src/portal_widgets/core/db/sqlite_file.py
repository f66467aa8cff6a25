"""The file of an SQLite database: made for the portal alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..private_files import PrivateFiles

if sys.platform != "win32":
    import fcntl

_BESIDE = ("-wal", "-shm", "-journal")


class SqliteFile:
    """Where the database lies."""

    def __init__(self, path: Path, files: PrivateFiles, *, ours: bool) -> None:
        self.path = path
        self._files = files
        # In our folder under our name: what an earlier version made is repaired.
        self._ours = ours

    @property
    def lock_path(self) -> Path:
        return self.path.with_name("portal_widgets.lock")

    @property
    def parts(self) -> list[Path]:
        """The file and those that SQLite lays beside it, which have its mode."""
        return [self.path, *(self.path.with_name(self.path.name + end) for end in _BESIDE)]

    def open(self) -> None:
        """Make the file if it is missing. OSError if there is no place for it."""
        if self._ours:
            self._files.make_folder(self.path.parent)
        with suppress(FileExistsError):
            os.close(self._files.create(self.path))
        if self._ours:
            self._files.repair([*self.parts, self.lock_path])

    @contextmanager
    def migration_lock(self) -> Iterator[None]:
        """Migrations of several processes take turns."""
        descriptor = self._files.open(self.lock_path, os.O_RDWR)
        try:
            if sys.platform != "win32":
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
