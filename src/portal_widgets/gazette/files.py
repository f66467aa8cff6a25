"""The files of documents, on disk under the SHA-256 of their content. A stored file never changes; only those
of deleted drafts are removed.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..core.files.private_files import PrivateFiles

CHUNK = 1024 * 1024


class ContentFiles:
    """The folder with the files."""

    def __init__(self, folder: Path, private: PrivateFiles) -> None:
        self.folder = folder
        self._private = private

    def path(self, digest: str) -> Path:
        """Where a file is, or would be. Its folder has the first two letters of the digest."""
        return self.folder / digest[:2] / digest

    def put(self, stream: IO[bytes]) -> tuple[str, int]:
        """Store a content and return its digest and its size in bytes. Raises OSError if the disk is full."""
        self._private.make_folder(self.folder)
        draft = self.folder / f"incoming-{os.urandom(8).hex()}"
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(self._private.create(draft), "wb") as written:
                for part in _parts(stream):
                    digest.update(part)
                    size += written.write(part)
            path = self.path(digest.hexdigest())
            self._private.make_folder(path.parent)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def remove(self, digest: str) -> None:
        """Remove a content that nothing refers to. If it cannot be removed, it stays, and nobody can
        open it.
        """
        with suppress(OSError):
            self.path(digest).unlink()

    def is_intact(self, digest: str) -> bool:
        """Whether the stored file still has this content. False if it is missing."""
        found = hashlib.sha256()
        try:
            with self.path(digest).open("rb") as file:
                for part in _parts(file):
                    found.update(part)
        except OSError:
            return False
        return found.hexdigest() == digest


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(CHUNK):
        yield part
