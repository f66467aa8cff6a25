"""The file of an SQLite database: creates it for the portal's user only, and notices when it is replaced."""

import errno
import logging
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..files.private_files import PrivateFiles, is_missing

if sys.platform != "win32":
    import fcntl

_BESIDE = ("-wal", "-shm", "-journal")

log = logging.getLogger("portal_widgets")


class SqliteFile:
    """The location of the database. SQLite continues to use a file that was removed or replaced, and
    everything it writes there is lost when the process ends. So the file is checked before a transaction, and
    after a write.
    """

    def __init__(self, path: Path, files: PrivateFiles, *, ours: bool) -> None:
        self.path = path
        self._files = files
        # The file is in our folder with our name: repair the mode that an earlier version gave it.
        self._ours = ours
        self._known: tuple[int, int] | None = None

    @property
    def lock_path(self) -> Path:
        return self.path.with_name("portal_widgets.lock")

    @property
    def parts(self) -> list[Path]:
        """The file and the additional files of SQLite, which have its mode."""
        return [self.path, *(self.path.with_name(self.path.name + end) for end in _BESIDE)]

    @property
    def is_new(self) -> bool:
        """Return whether this process has not seen the file, and no process has created it."""
        return self._known is None and is_missing(self.path)

    @property
    def is_gone(self) -> bool:
        """Return whether the file existed before: this process has seen it, or a migration has left its
        lock.
        """
        was_there = self._known is not None or (self._ours and not is_missing(self.lock_path))
        return was_there and is_missing(self.path)

    def open(self) -> None:
        """Create the file if this process has not seen it before, and record which file it is. Raises OSError
        if it cannot be created, or if it has disappeared.
        """
        if self.is_new:
            self._make()
        if self._ours:
            self._files.repair([*self.parts, self.lock_path])
        self._known = self._identity()

    def require(self) -> None:
        """Raise OSError if the opened file no longer exists, or if it was replaced."""
        if not self.is_same():
            raise OSError(errno.ESTALE, "the file was replaced", str(self.path))

    def is_same(self) -> bool:
        """Return whether the file is the opened one. Raises OSError if there is no file."""
        return self._identity() == self._known

    def obstacle(self) -> str:
        """The reason why this user cannot write to it, with the path; "" if there is none."""
        folder = next(folder for folder in self.path.parents if not is_missing(folder))
        for place in (folder, *(part for part in self.parts if not is_missing(part))):
            if not os.access(place, os.W_OK):
                return f"{place} cannot be written: {os.strerror(errno.EACCES)}"
        return ""

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

    def _make(self) -> None:
        if self.is_gone:
            log.warning("portal_widgets: %s was missing; a new empty database replaces it", self.path)
        if self._ours:
            self._files.make_folder(self.path.parent)
        try:
            os.close(self._files.create(self.path))
        except FileExistsError:
            return  # another process was faster

    def _identity(self) -> tuple[int, int]:
        found = self.path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "is not a file", str(self.path))
        return found.st_dev, found.st_ino
