"""Reads access logs, compressed or not, as lines with the place of their ends; several files in the order of
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

from ...core.ip_addresses import read_address
from .formats import Line, NotALogError, Parse, parser

_GZIP = b"\x1f\x8b"
# A file that begins with these bytes has no lines that can be read directly.
_UNREAD = {
    b"\xfd7zXZ\x00": "it is packed with xz; unpack it first",
    b"BZh": "it is packed with bzip2; unpack it first",
    b"\x28\xb5\x2f\xfd": "it is packed with zstd; unpack it first",
    b"PK\x03\x04": "it is a ZIP archive; unpack it first",
    b"\xff\xfe": "it is written in UTF-16; save it as UTF-8",
    b"\xfe\xff": "it is written in UTF-16; save it as UTF-8",
}
_BEGINNING = 200
# A longer line is not a request. Only this much of its end is kept.
LONGEST = 32 * 1024
_CHUNK = 1 << 20


class LogEntry(NamedTuple):
    """The content of one line; None if it is not a request. `end` counts uncompressed bytes."""

    file: int
    number: int
    end: int
    line: Line | None
    text: bytes


@dataclass
class LogFile:
    """One file of log lines. `heads` identify it: the digests of its first request, the current one first."""

    path: Path
    heads: tuple[str, ...] = ("",)
    size: int = 0
    parse: Parse = field(default=lambda _: None)

    def open(self, tell: Callable[[int], None] = lambda _: None) -> IO[bytes]:
        """Open the file and decompress it. Its content shows the compression, not its name. `tell` gets the
        number of bytes read from the file.
        """
        raw = io.BufferedReader(_ProgressFile(self.path, tell), _CHUNK)  # type: ignore[type-var]
        packed = raw.peek(2)[:2] == _GZIP
        return gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[return-value]

    @property
    def head(self) -> str:
        return self.heads[0]

    def look(self) -> None:
        """Identify the file. Raises NotALogError if it is not an access log, OSError if it cannot be read."""
        with self.path.open("rb") as raw:
            head = raw.read(max(map(len, _UNREAD)))
        if why := next((why for sign, why in _UNREAD.items() if head.startswith(sign)), ""):
            raise NotALogError(why)
        with self.open() as lines:
            beginning = [line for _, line in islice(_lines(lines, self.path), _BEGINNING)]
        self.size = self.path.stat().st_size
        if beginning:
            self.parse = parser([_text(line) for line in beginning])
            # IIS begins every file with the same comments.
            requests = (line for line in beginning if not line.startswith(b"#"))
            self.heads = digests(next(requests, beginning[0]))

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
        """Return whether one of the two begins with the whole content of the other."""
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
    """The digest of a line without its addresses. If it included them, a person who knows the rest of the
    line could try all addresses.
    """
    return digests(line)[0]


def digests(line: bytes) -> tuple[str, ...]:
    """The digest of a line, and the one that earlier imports have stored: it had the addresses that are
    written with a port.
    """
    return tuple(
        dict.fromkeys(_digest_without(line, is_address) for is_address in (_is_address, _is_bare_address))
    )


def _digest_without(line: bytes, is_address: Callable[[bytes], bool]) -> str:
    words = (word for word in line.split() if not is_address(word))
    return hashlib.sha256(b" ".join(words)).hexdigest()


def _is_address(word: bytes) -> bool:
    text = word.decode("ascii", "replace").strip('",')
    return any(read_address(one) is not None for one in (text, text.strip("[]")))


def _is_bare_address(word: bytes) -> bool:
    try:
        ip_address(word.strip(b'",[]').decode("ascii"))
    except ValueError:
        return False
    return True


class _ProgressFile(io.RawIOBase):
    """A file that reports how much of it was read."""

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
    """The lines of all files in the order of their times. Each file is nearly in order, and so is the result.
    A line that is not a request follows the line before it.
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
            # Servers log a request when it is finished, so times may go back a little.
            at = max(at, found.at) if found else at
            yield at, LogEntry(place, number, end, found, line)


def _lines(lines: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """The length and the text of each line; of a line that is too long, only its end. A line without a line
    break is still being written and is left out.
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
    """Raise NotALogError for an invalid compressed file."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NotALogError(f"{path} is cut short or broken: {error}") from error


def _text(line: bytes) -> str:
    return line.rstrip(b"\r\n").decode("utf-8", "replace")
