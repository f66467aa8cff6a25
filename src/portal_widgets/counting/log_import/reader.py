"""Reads access logs, packed or not, as lines with the place where each ends; several files in the order of
their times.
"""

import gzip
import hashlib
import heapq
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from .formats import Line, NotALogError, Parse, parser

_GZIP = b"\x1f\x8b"
_BEGINNING = 200
# A line longer than this is no request; only so much of its end is kept.
LONGEST = 32 * 1024
_CHUNK = 1 << 20


class LogEntry(NamedTuple):
    """What stood on one line: None for what is no request. `end` counts unpacked bytes."""

    file: int
    number: int
    end: int
    line: Line | None
    text: bytes


@dataclass
class LogFile:
    """One file of log lines. `head` is what it is known by: the digest of its first request."""

    path: Path
    head: str = ""
    size: int = 0
    parse: Parse = field(default=lambda _: None)

    def open(self, tell: Callable[[int], None] = lambda _: None) -> IO[bytes]:
        """Unpacked; by its content, not by its name. `tell` hears how many bytes of the file were read."""
        raw = io.BufferedReader(_ProgressFile(self.path, tell), _CHUNK)  # type: ignore[type-var]
        packed = raw.peek(2)[:2] == _GZIP
        return gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[return-value]

    def look(self) -> None:
        """Find out what it is; NotALogError if it is no access log, OSError if it cannot be read."""
        with self.open() as lines:
            beginning = [line for _, line in islice(_lines(lines, self.path), _BEGINNING)]
        self.size = self.path.stat().st_size
        if beginning:
            self.parse = parser([_text(line) for line in beginning])
            # IIS begins every file with the same comments.
            requests = (line for line in beginning if not line.startswith(b"#"))
            self.head = digest(next(requests, beginning[0]))

    def line_before(self, end: int) -> bytes | None:
        """The end of the line that ends at a place; None if the file is shorter."""
        kept, left = b"", end
        with _whole(self.path), self.open() as lines:
            while left:
                chunk = lines.read(min(_CHUNK, left))
                if not chunk:
                    return None
                kept = (kept + chunk)[-LONGEST:]
                left -= len(chunk)
        return kept[kept.rfind(b"\n", 0, -1) + 1 :]

    def begins_like(self, other: "LogFile") -> bool:
        """Whether one of the two begins with all that is in the other."""
        with self.open() as mine, other.open() as theirs:
            while True:
                with _whole(self.path):
                    chunk = mine.read(_CHUNK)
                with _whole(other.path):
                    same = theirs.read(_CHUNK)
                shorter = min(len(chunk), len(same))
                if chunk[:shorter] != same[:shorter]:
                    return False
                if shorter < _CHUNK:
                    return True


def digest(line: bytes) -> str:
    """What a line is known by, but for its addresses: who knows the rest of a line could try them all."""
    words = (word for word in line.split() if not _is_address(word.strip(b'",[]')))
    return hashlib.sha256(b" ".join(words)).hexdigest()


def _is_address(word: bytes) -> bool:
    try:
        ip_address(word.decode("ascii"))
    except ValueError:
        return False
    return True


class _ProgressFile(io.RawIOBase):
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


def read_all(files: Sequence[LogFile], tell: Callable[[int], None] = lambda _: None) -> Iterator[LogEntry]:
    """The lines of all files, by their times: each file is nearly in order, and so is the whole. A line
    that is no request comes with the one before it.
    """
    merged = heapq.merge(
        *(_read(number, file, tell) for number, file in enumerate(files)), key=lambda pair: pair[0]
    )
    return (read for _, read in merged)


def _read(place: int, file: LogFile, tell: Callable[[int], None]) -> Iterator[tuple[int, LogEntry]]:
    end, at = 0, 0
    with file.open(tell) as lines:
        for number, (length, line) in enumerate(_lines(lines, file.path), 1):
            end += length
            found = file.parse(_text(line)) if length <= LONGEST else None
            # Servers note a request when it is done, so times may go back a little.
            at = max(at, found.at) if found else at
            yield at, LogEntry(place, number, end, found, line)


def _lines(lines: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """The length of each line, and the line, or the end of one that is too long. One that has no end yet
    is still being written.
    """
    with _whole(path):
        while line := lines.readline(LONGEST):
            length = len(line)
            while not line.endswith(b"\n"):
                more = lines.readline(LONGEST)
                if not more:
                    return
                length += len(more)
                line = (line + more)[-LONGEST:]
            yield length, line


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """NotALogError for a packed file that is not."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NotALogError(f"{path} is cut short or broken: {error}") from error


def _text(line: bytes) -> str:
    return line.rstrip(b"\r\n").decode("utf-8", "replace")
