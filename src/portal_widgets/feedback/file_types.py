"""The types of attachments, by the content of a file. Its name only says what the sender takes it for."""

import io
import re
import zipfile
from pathlib import Path

# The allowed types, and the content type for downloads.
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The folder of the archive that identifies the kind of document.
_PARTS = {"docx": "word/", "xlsx": "xl/"}
_MACROS = "vbaproject.bin"
# In bytes: thousands of parts. An archive with very many names would occupy a server for seconds.
_LARGEST_DIRECTORY = 1 << 19
# A picture's first part; the signature is not sufficient.
_PNG_BEGINS = b"IHDR"
# Browsers and cameras use these endings for a JPEG. Chrome on Windows writes .jfif.
_JPEG = frozenset({"jpeg", "jpe", "jfif"})
# Programs often give a picture the name of another kind of picture.
_PICTURES = frozenset({"jpg", "png"})
# Scanners write line breaks or a byte order mark in front of a PDF file, and every reader skips them.
_BEFORE_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]{0,16}")
_HEAD_BYTES = 4096
# Pictures that telephones and browsers save, with their signs.
OTHER_PICTURES = {
    "HEIC": re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL),
    "AVIF": re.compile(rb"....ftypavi", re.DOTALL),
    "WebP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


def named_kind(name: str) -> str:
    """The last extension. Earlier ones do not matter to a server that never serves the file."""
    _, dot, ending = name.lower().rpartition(".")
    if not dot:
        return ""
    return "jpg" if ending in _JPEG else ending


def kind_of(named: str, path: Path) -> str:
    """The type of a file that is named as one of this kind; "" if it is of another. A picture may be named as
    another kind of picture.
    """
    if named in _PARTS:
        return named if _is_document(path, _PARTS[named]) else ""
    head = _head(path)
    if named == "pdf":
        head = _BEFORE_PDF.sub(b"", head, count=1)
    allowed = _PICTURES if named in _PICTURES else {named} & TYPES.keys()
    return next((kind for kind in sorted(allowed) if _begins_as(kind, head, path.name)), "")


def other_picture(path: Path) -> str:
    """The name of a kind of picture that cannot be sent, such as HEIC; "" for any other file."""
    head = _head(path)
    return next((kind for kind, sign in OTHER_PICTURES.items() if sign.match(head)), "")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _begins_as(kind: str, head: bytes, name: str) -> bool:
    """Whether the content has this type, from its first byte on."""
    import puremagic

    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_string(head, name)}
    except (puremagic.PureError, ValueError):
        return False
    return kind in found and (kind != "png" or head[12:16] == _PNG_BEGINS)


def _is_document(path: Path, part: str) -> bool:
    """An Office document without macros. The archive begins at the first byte, so the file is not of another
    type, too.
    """
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with _ArchiveFile(path) as limited, zipfile.ZipFile(limited) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    plain = "[Content_Types].xml" in names and any(name.startswith(part) for name in names)
    return plain and not any(name.lower().endswith(_MACROS) for name in names)


class _ArchiveFile(io.FileIO):
    """Limits each read to the largest list of a document's parts, which is read in one piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        one_more = _LARGEST_DIRECTORY + 1
        found = super().read(one_more if size is None or size < 0 else min(size, one_more)) or b""
        if len(found) == one_more:
            raise zipfile.BadZipFile("no document has so many parts")
        return found
