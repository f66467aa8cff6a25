"""The limits of a file, and the reasons for refusing it."""

import time
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import BadZipFile, ZipFile

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes, pages, unpacked bytes, characters and seconds of a file."""

    size: int = 64 * MEGABYTE
    pages: int = 2000
    unpacked: int = 128 * MEGABYTE
    members: int = 2000
    characters: int = 2_000_000
    seconds: float = 60.0


class FileRefusedError(Exception):
    """`fault` names the sentence: encrypted, broken, not-supported, too-large, too-long or too-slow."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(slots=True)
class Budget:
    """Counts what the reading of one file has cost. Raises FileRefusedError if it costs too much time."""

    limits: Limits
    characters: int = 0
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.limits.seconds

    def check_time(self) -> None:
        if time.monotonic() > self.ends:
            raise FileRefusedError("too-slow")

    def take(self, text: str) -> str:
        """As much of the text as may still be read; "" after that."""
        self.check_time()
        text = text[: max(0, self.limits.characters - self.characters)]
        self.characters += len(text)
        return text

    @property
    def is_full(self) -> bool:
        return self.characters >= self.limits.characters


def open_zip(content: bytes, limits: Limits) -> ZipFile:
    """A zip file whose members are together smaller than the limit. The sizes that it states are checked
    again by `read_member`, because a bomb states wrong ones.
    """
    try:
        archive = ZipFile(BytesIO(content))
        members = archive.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError, OverflowError) as error:
        raise FileRefusedError("broken") from error
    if len(members) > limits.members or sum(one.file_size for one in members) > limits.unpacked:
        raise FileRefusedError("too-large")
    if any(one.flag_bits & 1 for one in members):
        raise FileRefusedError("encrypted")
    return archive


def read_member(archive: ZipFile, name: str, most: int) -> bytes:
    """One member, of at most so many bytes. Raises FileRefusedError if it is missing, broken or larger."""
    try:
        with archive.open(name) as member:
            content = member.read(most + 1)
    except Exception as error:  # zlib, lzma and zipfile each raise errors of their own
        raise FileRefusedError("broken") from error
    if len(content) > most:
        raise FileRefusedError("too-large")
    return content
