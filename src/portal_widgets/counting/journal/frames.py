"""Frames of a journal: each is a payload after its length and CRC-32, so that an incomplete one can be
detected.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from typing import TypedDict

from ...core.text.clock import Milliseconds

_FRAME = struct.Struct(">II")


class JournalHeader(TypedDict):
    """The first payload of a journal: its format, whose it is, and when it began in milliseconds."""

    format: int
    site: str
    store: str
    created: Milliseconds


def read_header(payload: bytes) -> JournalHeader:
    """The content of a journal's first payload. Raises ValueError if it is not a header, and KeyError if a
    part is missing.
    """
    try:
        said = json.loads(payload[1:])
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(said, dict) or not isinstance(said.get("created"), int):
        raise ValueError("not the header of a journal")  # noqa: TRY004 - a fault of the file
    return {
        "format": said["format"],
        "site": said["site"],
        "store": said["store"],
        "created": said["created"],
    }


def frame(payload: bytes) -> bytes:
    return _FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def split(chunk: bytes) -> Iterator[tuple[int, bytes]]:
    """The payloads of the complete frames in a chunk, each with the offset where its frame ends."""
    position = 0
    while position + _FRAME.size <= len(chunk):
        length, checksum = _FRAME.unpack_from(chunk, position)
        stop = position + _FRAME.size + length
        payload = chunk[position + _FRAME.size : stop]
        # No payload is empty: a length of zero is reserved space.
        if not length or stop > len(chunk) or zlib.crc32(payload) != checksum:
            return
        yield stop, payload
        position = stop
