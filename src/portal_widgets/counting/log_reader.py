"""Reads access logs, packed or not, as lines with the place where each ends; several files in the order of
their times.
"""

import gzip
import hashlib
import heapq
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from .access_log import Line, NotALogError, Parse, parser

_GZIP = b"\x1f\x8b"
_BEGINNING = 200
# A line longer than this is no request; what is behind it on the line is passed over.
LONGEST = 32 * 1024
_CHUNK = 1 << 20


class Read(NamedTuple):
    """What stood on one line: None for what is no request. `end` counts unpacked bytes."""

    file: int
    number: int
    end: int
    line: Line | None
    text: bytes


@dataclass
class LogFile:
    """One file of log lines. `head` is what it is known by: the digest of its first line."""

    path: Path
    head: str = ""
    size: int = 0
    parse: Parse = field(default=lambda _: None)

    def open(self, tell: Callable[[int], None] = lambda _: None) -> IO[bytes]:
        """Unpacked; by its content, not by its name. `tell` hears how many bytes of the file were read."""
        raw = io.BufferedReader(_Told(self.path, tell), _CHUNK)  # type: ignore[type-var]
        packed = raw.peek(2)[:2] == _GZIP
        return gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[return-value]

    def look(self) -> None:
        """Find out what it is; NotALogError if it is no access log, OSError if it cannot be read."""
        with self.open() as lines:
            beginning = list(islice(_lines(lines, self.path), _BEGINNING))
        self.size = self.path.stat().st_size
        if beginning:
            self.head = hashlib.sha256(beginning[0]).hexdigest()
            self.parse = parser([_text(line) for line in beginning])

    def line_before(self, end: int) -> bytes | None:
        """The line that ends at a place; None if none does."""
        kept, left = b"", end
        with self.open() as lines:
            while left:
                chunk = lines.read(min(_CHUNK, left))
                if not chunk:
                    return None
                kept = (kept + chunk)[-LONGEST:]
                left -= len(chunk)
        return kept[kept.rfind(b"\n", 0, -1) + 1 :] if kept.endswith(b"\n") else None


class _Told(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, tell: Callable[[int], None]) -> None:
        self._file = path.open("rb", buffering=0)
        self._tell = tell

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = self._file.readinto(buffer) or 0
        self._tell(count)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def read_all(files: Sequence[LogFile], tell: Callable[[int], None] = lambda _: None) -> Iterator[Read]:
    """The lines of all files, by their times: each file is nearly in order, and so is the whole. A line
    that is no request comes with the one before it.
    """
    merged = heapq.merge(
        *(_read(number, file, tell) for number, file in enumerate(files)), key=lambda pair: pair[0]
    )
    return (read for _, read in merged)


def _read(place: int, file: LogFile, tell: Callable[[int], None]) -> Iterator[tuple[int, Read]]:
    end, at = 0, 0
    with file.open(tell) as lines:
        for number, line in enumerate(_lines(lines, file.path), 1):
            if not line.endswith(b"\n"):
                return  # it is still being written
            end += len(line)
            found = file.parse(_text(line)) if len(line) <= LONGEST else None
            # Servers note a request when it is done, so times may go back a little.
            at = max(at, found.at) if found else at
            yield at, Read(place, number, end, found, line)


def _lines(lines: IO[bytes], path: Path) -> Iterator[bytes]:
    try:
        yield from lines
    except (EOFError, gzip.BadGzipFile) as error:
        raise NotALogError(f"{path} is cut short or broken: {error}") from error


def _text(line: bytes) -> str:
    return line.rstrip(b"\r\n").decode("utf-8", "replace")
