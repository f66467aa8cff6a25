"""Attachments: checked by their content, stored under random names outside every served folder."""

import hashlib
import logging
import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from itsdangerous import BadSignature, URLSafeTimedSerializer

from ..core.files.private_files import PRIVATE, PrivateFiles
from ..core.text.normalization import JOINERS, one_line
from ..core.text.signed import read_signed
from .file_types import kind_of, named_kind, other_picture

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
LONGEST_NAME = 100
LONGEST_ENDING = 10
# How long a form may refer to its files. After it, files without a message are removed.
KEPT_SECONDS = 24 * 60 * 60
ABANDONED_SECONDS = 2 * KEPT_SECONDS

Scan = Callable[[Path], str | None]

log = logging.getLogger("portal_widgets")


class FileError(ValueError):
    """A file is refused. The reason is "empty", "large", "type", the kind of a picture that cannot be sent,
    "scan" or "away" (the disk or the scanner does not work).
    """

    def __init__(self, fault: str, name: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.name = name


@dataclass(frozen=True, slots=True)
class File:
    """A stored file. `id` is its name on the disk, `name` the sender's name for it."""

    id: str
    name: str
    kind: str
    bytes: int
    sha256: str


class Files:
    """The folder of attachments, and the files of forms that have not been sent yet."""

    def __init__(
        self,
        folder: Path,
        key: Callable[[], list[bytes]],
        scan: Scan | None,
        private: PrivateFiles = PRIVATE,
    ) -> None:
        self.folder = folder
        self._key = key
        self._scan = scan
        self._private = private

    def take(self, stream: IO[bytes], name: str, most: int) -> File:
        """Store a file. Raises FileError with the reason. Nothing remains of a refused file."""
        known = safe_name(name)
        kept = File(secrets.token_hex(16), known, named_kind(known), 0, "")
        path = self.path(kept.id)
        try:
            self._private.make_folder(self.folder)
            size, digest = _write(self._private.create(path), stream, most)
            kind = self._checked_kind(kept, path, size, most)
        except OSError as error:  # the disk is full or missing
            _remove(path)
            log.warning("portal_widgets: an attachment could not be stored: %s", error)
            raise FileError("away", known) from error
        except BaseException:
            _remove(path)
            raise
        name = known if kind == kept.kind else f"{known.rpartition('.')[0]}.{kind}"
        return File(kept.id, name, kind, size, digest)

    def _checked_kind(self, kept: File, path: Path, size: int, most: int) -> str:
        if size > most:
            raise FileError("large", kept.name)
        if not size:
            raise FileError("empty", kept.name)
        kind = kind_of(kept.kind, path)
        if not kind:
            raise FileError(other_picture(path) or "type", kept.name)
        if self._is_harmful(kept, path):
            raise FileError("scan", kept.name)
        return kind

    def _is_harmful(self, kept: File, path: Path) -> bool:
        try:
            return self._scan is not None and bool(self._scan(path))
        except Exception as error:  # the host's function: a file is accepted only after this check
            log.exception("portal_widgets: the scanner of attachments failed")
            raise FileError("away", kept.name) from error

    def path(self, number: str) -> Path:
        return self.folder / number

    def sign(self, files: Iterable[File]) -> str:
        """The signed list of files for a form, so that nobody must choose a file again because of an error in
        another field.
        """
        return self._signer().dumps([asdict(file) for file in files])

    def unsign(self, text: str) -> tuple[list[File], bool]:
        """The files of an earlier try that still exist, and whether one is missing."""
        if not text:
            return [], False
        try:
            given = read_signed(self._signer(), text, KEPT_SECONDS)
        except BadSignature:
            return [], True
        there = [file for one in given if self._is_kept(file := File(**one))]
        return there, len(there) < len(given)

    def _is_kept(self, file: File) -> bool:
        """Return whether the file exists. Its age begins at zero again."""
        with suppress(FileNotFoundError):
            os.utime(self.path(file.id))
            return True
        return False

    def tidy(self, wanted: Callable[[Collection[str]], Collection[str]]) -> int:
        """Remove files without a message. Returns how many files were removed."""
        if not self.folder.is_dir():
            return 0
        over = time.time() - ABANDONED_SECONDS
        there = [file for file in self.folder.iterdir() if file.is_file()]
        self._private.repair(there)
        old = {file.name for file in there if file.stat().st_mtime < over}
        return self.remove(old - set(wanted(old))) if old else 0

    def remove(self, names: Iterable[str]) -> int:
        """Remove files, and return how many. One that cannot be removed is logged; `tidy` tries again."""
        return sum(_remove(self.path(name)) for name in names)

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key(), salt="portal_widgets feedback files")


def _write(descriptor: int, stream: IO[bytes], most: int) -> tuple[int, str]:
    """Write to the disk before anything refers to the file. One byte more than allowed shows that it is too
    large.
    """
    digest, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "wb") as file:
        while size <= most and (some := stream.read(min(1 << 16, most + 1 - size))):
            file.write(some)
            digest.update(some)
            size += len(some)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.error("portal_widgets: an attachment could not be removed: %s", error)  # noqa: TRY400
        return False
    return True


def safe_name(name: str) -> str:
    """The last part of a name, without characters that some systems forbid."""
    last = _FORBIDDEN.sub(" ", re.split(r"[/\\]", name)[-1])
    shown = one_line(last.translate(JOINERS)).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return shown[:LONGEST_NAME].strip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip('. ')}.{ending}".strip(". ")
