"""The journal: a record is in its file before the answer is sent, and outlives its process.

One file per process, written from its beginning to its end. Each frame is length, CRC-32 and payload; behind
the last one there may be reserved space, which is zero. The process holds a lock (flock) on its files. If the
lock of a file is free, its process has died, and any living process may adopt it.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ...core.files.private_files import PRIVATE, PrivateFiles
from ...core.tasks.turns import in_turns
from ...core.text.clock import Clock, Milliseconds
from ..hits import Record
from .frames import JournalHeader, frame, read_header, split
from .pending import PendingAnswer
from .records import Decoder, encode, encode_agent
from .reserved_space import ReservedSpace, written_size

if sys.platform != "win32":
    import fcntl

FORMAT = 1
FULL_BYTES = 8 * 1024 * 1024
# A journal is closed after ten minutes even if it is not full, so that its data about visitors are deleted
# soon after they were counted.
FULL_MILLISECONDS = 10 * 60 * 1000
SUFFIX = ".journal"
_READ_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """The owner of these journals: files of another site or another store are ignored."""

    site: str
    store: str


@dataclass(frozen=True, slots=True)
class JournalSlice:
    """Records read from a journal, each with the offset of its end, and the offset where reading stopped. If
    `for_reader`, they are counted in the request of a reader who waits.
    """

    records: list[tuple[int, Record]]
    stop: int
    for_reader: bool = False


class JournalFile:
    """A journal of this process: its own, or one it has adopted. It holds the file's lock."""

    def __init__(self, path: Path, descriptor: int, size: int, created: Milliseconds) -> None:
        self.path = path
        self.name = path.stem
        self.created = created
        self.size = size
        # The end of the last complete frame. Everything after it is incomplete because the machine crashed.
        self.readable = size
        # The requests that wait for the result of the record that ends at an offset.
        self.waiting: dict[int, PendingAnswer] = {}
        self._descriptor = descriptor
        self._decoder = Decoder()
        self._decoded = 0

    def read(self, start: int, most: int) -> JournalSlice:
        """Records from `start` on, at most `most` of them."""
        if self._decoded < start:
            # An agent's name is only in the record where it first occurs. So applied records are read too,
            # but skipped.
            for _ in self._frames(self._decoded, start):
                continue
        records: list[tuple[int, Record]] = []
        stop = start
        for end, record in in_turns(self._frames(start, self.readable)):
            stop = end
            if record is not None:
                records.append((end, record))
            if len(records) >= most:
                break
        self._decoded = max(self._decoded, stop)
        return JournalSlice(records, stop)

    def close(self) -> None:
        """Release the lock; the file stays."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.close()

    def dead_letter(self) -> None:
        """Keep the file for the operator, under a name that no process adopts."""
        self.path.rename(self.path.with_suffix(".refused"))
        self.close()

    @property
    def changed_at(self) -> float:
        """The time of the last write, in milliseconds of the file system's clock."""
        return os.fstat(self._descriptor).st_mtime * 1000

    def _frames(self, start: int, end: int) -> Iterator[tuple[int, Record | None]]:
        while start < end:
            chunk = os.pread(self._descriptor, min(_READ_BYTES, end - start), start)
            used = 0
            for stop, payload in split(chunk):
                used = stop
                yield start + stop, self._decoder.decode(payload)
            if used == 0:
                self.readable = start
                return
            start += used


class Journal(JournalFile):
    """The journal that this process writes."""

    def __init__(self, path: Path, descriptor: int, header: bytes, created: Milliseconds) -> None:
        super().__init__(path, descriptor, len(header), created)
        self._lock = threading.Lock()
        self._space = ReservedSpace(descriptor)
        self._space.write(header, 0)
        self._agents: dict[str, int] = {}

    def append(self, record: Record, pending_answer: PendingAnswer | None = None) -> None:
        """Write a record. Raises OSError if it could not be written completely. Then nothing of it counts:
        the next record takes its place.
        """
        with self._lock:
            known = self._agents.get(record.agent)
            number = len(self._agents) if known is None else known
            framed = frame(encode(record, number))
            if known is None:
                framed = frame(encode_agent(number, record.agent)) + framed
            self._space.write(framed, self.size)
            self._agents[record.agent] = number
            size = self.size + len(framed)
            # Before the new size is visible, so that nobody waits for a result that exists already.
            if pending_answer is not None:
                self.waiting[size] = pending_answer
            self.size = self.readable = size

    def close(self) -> None:
        self._space.close()
        super().close()

    def finish(self) -> None:
        """Nothing more is written. The kernel notes the time of a write through memory only roughly."""
        with suppress(OSError):
            os.utime(self._descriptor)

    def is_full(self, at: Milliseconds) -> bool:
        # If the clock was set back, it would take long to reach the deadline again.
        age = at - self.created
        return self.size >= FULL_BYTES or not -FULL_MILLISECONDS < age < FULL_MILLISECONDS


class JournalFolder:
    """The folder of all journals of this host."""

    def __init__(self, path: Path, identity: Identity, clock: Clock, files: PrivateFiles = PRIVATE) -> None:
        self.path = path
        self._identity = identity
        self._clock = clock
        self._files = files
        self._foreign: set[str] = set()

    def create(self) -> Journal:
        """A new journal, locked before anyone else can see it. Raises OSError if it cannot be created."""
        self._files.make_folder(self.path)
        path = self.path / f"{uuid4().hex}{SUFFIX}"
        hidden = path.with_suffix(".new")
        created = self._clock.milliseconds()
        descriptor = self._files.create(hidden, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            journal = Journal(path, descriptor, frame(self._header(created)), created)
            hidden.rename(path)
        except OSError:
            hidden.unlink(missing_ok=True)
            os.close(descriptor)
            raise
        return journal

    def adopt(self) -> list[JournalFile]:
        """The journals of dead processes, except those of another site, another store or a newer version."""
        try:
            names = sorted(entry.name for entry in os.scandir(self.path) if entry.name.endswith(SUFFIX))
        except OSError:
            return []
        adopted = (self._adopt(self.path / name) for name in names if name not in self._foreign)
        return [journal for journal in adopted if journal is not None]

    def foreign(self) -> int:
        """How many journals were refused."""
        return len(self._foreign)

    def _adopt(self, path: Path) -> JournalFile | None:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None  # its process has just removed it
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.stat()  # fails if it was removed between opening and locking
            size = written_size(descriptor)
            created = self._creation_time(os.pread(descriptor, 4096, 0))
        except (OSError, ValueError, KeyError):
            os.close(descriptor)
            return None
        if created is None:
            self._foreign.add(path.name)
            os.close(descriptor)
            return None
        return JournalFile(path, descriptor, size, created)

    def _header(self, created: Milliseconds) -> bytes:
        said: JournalHeader = {
            "format": FORMAT,
            "site": self._identity.site,
            "store": self._identity.store,
            "created": created,
        }
        return b"H" + json.dumps(said).encode()

    def _creation_time(self, beginning: bytes) -> int | None:
        """The creation time of a journal of ours; None for other files."""
        for _, payload in split(beginning):
            said = read_header(payload)
            ours = (FORMAT, self._identity.site, self._identity.store)
            return said["created"] if (said["format"], said["site"], said["store"]) == ours else None
        return None  # its process died before the header was complete
