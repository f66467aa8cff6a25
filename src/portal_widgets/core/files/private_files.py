"""The only place where the widgets create files and folders: readable by the portal's own user only, whatever
the umask.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

_OTHERS, _OTHERS_WRITE, _OTHERS_ENTER = stat.S_IRWXO, stat.S_IWOTH, stat.S_IXOTH
_GROUP_OF_FOLDER = stat.S_ISGID | stat.S_IRWXG
# Without this flag Windows translates line ends.
_BINARY = getattr(os, "O_BINARY", 0)


class PrivateFiles(NamedTuple):
    """Creates files (0600) and folders (0700). With `for_group` the folder's group may use them, too (0660,
    2770), for a web server and cron that run as two users. Existing files and folders are not changed.
    """

    for_group: bool = False

    @property
    def file_mode(self) -> int:
        return 0o660 if self.for_group else 0o600

    @property
    def folder_mode(self) -> int:
        return 0o2770 if self.for_group else 0o700

    def make_folder(self, path: Path) -> None:
        """Create a folder and its missing parents. Raises OSError if it cannot be created."""
        if path.is_dir():
            return
        self.make_folder(path.parent)
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            if not path.is_dir():
                raise
            return  # another process was faster
        self._set_access(path, path.parent, self.folder_mode)

    def create(self, path: Path, flags: int = os.O_WRONLY) -> int:
        """A descriptor of a new file. Raises FileExistsError if it exists already."""
        descriptor = os.open(path, flags | _BINARY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            self._set_access(descriptor, path.parent, self.file_mode)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def open(self, path: Path, flags: int = os.O_WRONLY) -> int:
        """A descriptor of a file, which is created if it is missing."""
        with suppress(FileExistsError):
            return self.create(path, flags)
        return os.open(path, flags | _BINARY)

    @contextmanager
    def writing(self, path: Path) -> Iterator[BinaryIO]:
        """Open a file for writing, and empty it if it exists."""
        with os.fdopen(self.open(path, os.O_WRONLY | os.O_TRUNC), "wb") as file:
            yield file

    def write(self, path: Path, content: bytes) -> None:
        with self.writing(path) as file:
            file.write(content)

    def repair(self, files: Iterable[Path]) -> None:
        """Give our existing files, which may be from an earlier version, the current modes. Files of other
        users and other kinds of objects are not changed.
        """
        if sys.platform == "win32":
            return
        for path in files:
            with suppress(OSError):
                found = path.lstat()
                # The group gets the owner's permissions, if it has any.
                mode = (found.st_mode | (found.st_mode & 0o600) >> 3) & self.file_mode
                own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
                if own and mode != stat.S_IMODE(found.st_mode):
                    self._set_access(path, path.parent, mode)

    def exposed(self, files: Iterable[Path]) -> list[Path]:
        """Files that every user of the machine can read or change, because the folder is open to them."""
        return [path for path in files if _mode(path) & _OTHERS and _mode(path.parent) & _OTHERS_ENTER]

    def danger_of(self, folder: Path) -> str:
        """A danger or fault in a folder's permissions, with the remedy; "" if there is none."""
        mode = _mode(folder)
        if mode & _OTHERS_WRITE:
            return f"folder {folder} can be changed by all users of this machine: {self._remedy(folder)}"
        if self.for_group and folder.is_dir() and mode & _GROUP_OF_FOLDER != _GROUP_OF_FOLDER:
            return f"folder {folder} is not shared with its group: {self._remedy(folder)}"
        return ""

    def opening_of(self, folder: Path) -> str:
        """A warning if all users can see the content of a folder, with the remedy; "" otherwise."""
        if not _mode(folder) & _OTHERS:
            return ""
        return f"folder {folder} is open to all users of this machine: {self._remedy(folder)}"

    def _remedy(self, folder: Path) -> str:
        return f"chmod {self.folder_mode:o} {folder}"

    def _set_access(self, made: Path | int, parent: Path, mode: int) -> None:
        """Set group and mode, in this order: a new group clears the set-group-ID bit."""
        if sys.platform == "win32":
            return
        if self.for_group:
            with suppress(PermissionError):  # this user is not in the group
                os.chown(made, -1, parent.stat().st_gid)
        os.chmod(made, mode)  # noqa: PTH101 - of a descriptor, too


PRIVATE = PrivateFiles()


def _mode(path: Path) -> int:
    """The permissions; 0 for a missing file, and on Windows, which has other permissions."""
    try:
        return stat.S_IMODE(path.stat().st_mode) if sys.platform != "win32" else 0
    except OSError:
        return 0


def is_missing(path: Path) -> bool:
    """Return whether a path does not exist; False if this user may not look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
