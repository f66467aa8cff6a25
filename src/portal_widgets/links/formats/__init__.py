"""File formats for export and import of a directory: JSON, CSV, OPML, bookmarks; import from
NukeViet, too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..directory_data import DEEPEST, DirectoryReader, MayBeLinked, check_count
from ..rules import Directory
from . import bookmarks, csv_file, json_file, nukeviet, opml

# The largest file, in bytes. It is read into memory at once. A directory of ten thousand links has a tenth of
# this size.
LARGEST_BYTES = 20 * 1024 * 1024

# Groups as plain data, which are checked when the directory is made of them.
Groups = Sequence[object]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: the function that reads it, and the function that writes it if it can hold a
    directory.
    """

    name: str
    ending: str
    read: Callable[[bytes], Groups]
    write: Callable[[Directory], bytes] | None = None
    media: str = "application/json"


FORMATS: Mapping[str, Format] = {
    "json": Format("JSON", "json", json_file.read, json_file.write),
    "csv": Format("CSV", "csv", csv_file.read, csv_file.write, "text/csv"),
    "opml": Format("OPML, WordPress", "opml", opml.read, opml.write, "text/x-opml"),
    "bookmarks": Format("Bookmarks", "html", bookmarks.read, bookmarks.write, "text/html"),
    "nukeviet": Format("NukeViet (phpMyAdmin, JSON)", "json", nukeviet.read),
}


def import_file(kind: str, file: bytes, may_be_linked: MayBeLinked) -> tuple[Directory, list[str]]:
    """The directory in a file, and the entries that cannot be used. Raises ValueError for a file of another
    kind.
    """
    if len(file) > LARGEST_BYTES:
        raise ValueError(f"the file is larger than {LARGEST_BYTES // 1024 // 1024} MB")
    groups = FORMATS[kind].read(file)
    check_count(_count(groups))
    reading = DirectoryReader(may_be_linked)
    return reading.directory(groups), reading.refused


def _count(groups: object, depth: int = 0) -> int:
    """The number of groups and links, up to the depth that is read."""
    some = [one for one in groups if isinstance(one, Mapping)] if isinstance(groups, list) else []
    below = sum(_count(one.get("groups"), depth + 1) for one in some) if depth < DEEPEST else 0
    links = sum(len(one["links"]) for one in some if isinstance(one.get("links"), list))
    return len(some) + links + below
