"""A register with its drawings as one file: exported from one portal, shown or imported by another. Reading
it needs no further package.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .drawing import digest_of, load_drawing
from .register_data import as_data, read_register
from .rules import Register

# A province with insets takes 300 kilobytes.
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class MapPackage:
    """The register, and the stored form of each of its drawings by digest."""

    register: Register = field(default_factory=Register)
    drawings: Mapping[str, str] = field(default_factory=dict)
    name: str = "empty"

    def __repr__(self) -> str:
        """Short, because the configuration is part of a cache key."""
        return f"MapPackage({self.name})"


def write_package(register: Register, drawing: Callable[[str], str | None]) -> bytes:
    """The file with everything. `drawing` returns the stored form of a drawing."""
    digests = {one.digest for sheet in register.maps for one in sheet.drawings}
    drawings = {digest: json.loads(text) for digest in sorted(digests) if (text := drawing(digest))}
    data = {"register": as_data(register), "drawings": drawings}
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def read_package(content: bytes) -> MapPackage:
    """Read such a file. Raises ValueError with a sentence if it is not one."""
    if len(content) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST // 2**20} megabytes")
    try:
        data = json.loads(content.decode("utf-8"), parse_constant=_refuse)
        drawings = {digest: _dump(one) for digest, one in data["drawings"].items()}
        for text in drawings.values():
            load_drawing(text)
        register = read_register(data["register"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"this is not a file of `flask portal map export`: {error}") from error
    wanted = {one.digest for sheet in register.maps for one in sheet.drawings}
    if missing := wanted - drawings.keys():
        raise ValueError(f"the drawing {min(missing)} is missing in the file")
    for digest, text in drawings.items():
        if digest_of(text) != digest:
            raise ValueError(f"the drawing {digest} was changed after its export")
    return MapPackage(register, drawings, digest_of(content.decode())[:10])


def configured_package(value: object) -> MapPackage:
    """Check of the setting: the path of a file of `flask portal map export`."""
    if not isinstance(value, (str, Path)) or not Path(value).is_file():
        raise ValueError("must be a file of `flask portal map export`")
    return read_package(Path(value).read_bytes())


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a number")
