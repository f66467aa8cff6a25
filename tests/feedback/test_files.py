"""Attachments: the content decides the type, not the name. No file is left over."""

import io
import operator
import os
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedback.sending import PDF
from portal_widgets.feedback.files import ABANDONED_SECONDS, LONGEST_NAME, FileError, Files, safe_name

MOST = 1 << 20
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + b"\0" * 40 + b"\xff\xd9"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), "<x/>")
    return file.getvalue()


HEIC = b"\0\0\0\x24ftypheic" + b"\0" * 40
DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "kept", lambda: [b"key"], None)


def take(files: Files, content: bytes, name: str, most: int = MOST):
    return files.take(io.BytesIO(content), name, most)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "Đơn kiến nghị.pdf", "pdf"),
        (PDF, "ĐƠN.PDF", "pdf"),
        (PNG, "a.png", "png"),
        (JPG, "a.jpg", "jpg"),
        (JPG, "a.jpeg", "jpg"),
        (JPG, "a.jfif", "jpg"),
        (JPG, "a.JPE", "jpg"),
        (DOCX, "a.docx", "docx"),
        (XLSX, "a.xlsx", "xlsx"),
        (b"\xef\xbb\xbf" + PDF, "a.pdf", "pdf"),
        (b"\r\n\n" + PDF, "a.pdf", "pdf"),
        (PDF, "a.php.pdf", "pdf"),  # it is never served by a server that runs scripts
    ],
)
def test_what_is_allowed_is_kept_unchanged(files: Files, content: bytes, name: str, kind: str):
    kept = take(files, content, name)

    assert (kept.name, kept.kind, kept.bytes) == (name, kind, len(content))
    assert files.path(kept.id).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "name", "kept_as", "kind"),
    [(PNG, "Ảnh.jpg", "Ảnh.png", "png"), (PNG, "a.b.JPEG", "a.b.png", "png"), (JPG, "a.png", "a.jpg", "jpg")],
)
def test_a_picture_is_kept_as_what_it_is(files: Files, content: bytes, name: str, kept_as: str, kind: str):
    kept = take(files, content, name)

    assert (kept.name, kept.kind) == (kept_as, kind)


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "a.pdf", "empty"),
        (b"x" * (MOST + 1), "a.pdf", "large"),
        (b"<html><script>alert(1)</script>", "a.pdf", "type"),
        (b"<html>" + PDF, "a.pdf", "type"),
        (b"GIF89a" + PDF, "a.pdf", "type"),
        (b"MZ" + b"\0" * 100, "a.pdf", "type"),
        (PDF, "a.png", "type"),
        (b"\xef\xbb\xbf<html>" + PDF, "a.pdf", "type"),
        (b" " * 40 + PDF, "a.pdf", "type"),
        (PNG, "a.pdf", "type"),
        (HEIC, "IMG_0001.HEIC", "HEIC"),
        (HEIC, "IMG_0001.jpg", "HEIC"),
        (b"\0\0\0\x20ftypavif" + b"\0" * 40, "a.avif", "AVIF"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40, "anh.jpg", "WebP"),
        (PDF, "a.pdf.exe", "type"),
        (PDF, "a.svg", "type"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "a.png", "type"),
        (PDF, "pdf", "type"),
        (PDF, "", "type"),
        (PDF, "a.pdf\0.exe", "type"),
        (archive("a.txt"), "a.docx", "type"),
        (XLSX, "a.docx", "type"),
        (PDF + DOCX, "a.docx", "type"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", "type"),
        (DOCX[:40], "a.docx", "type"),
        (b"PK\x03\x04" + b"\xff" * 200, "a.docx", "type"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    files: Files, content: bytes, name: str, fault: str
):
    with pytest.raises(FileError) as refused:
        take(files, content, name)

    assert refused.value.fault == fault
    assert list(files.path("").iterdir()) == []


def test_files_lie_under_random_names_that_only_the_portal_may_read(files: Files):
    one, two = take(files, PDF, "../../etc/passwd.pdf"), take(files, PDF, "../../etc/passwd.pdf")

    assert one.id != two.id
    assert len(one.id) == 32
    assert one.name == "passwd.pdf"
    assert stat.S_IMODE(files.path(one.id).stat().st_mode) == 0o600
    assert stat.S_IMODE(files.path("").stat().st_mode) == 0o700


def test_a_scanner_has_the_last_word(tmp_path: Path):
    seen = []

    def scan(path: Path) -> str | None:
        seen.append(path.read_bytes())
        return "EICAR" if b"EICAR" in seen[-1] else None

    files = Files(tmp_path / "kept", lambda: [b"key"], scan)
    take(files, PDF, "a.pdf")
    with pytest.raises(FileError, match="scan"):
        take(files, PDF + b"EICAR", "b.pdf")

    assert len(seen) == 2
    assert len(list(files.path("").iterdir())) == 1


def test_a_form_brings_its_own_files_back_and_no_others(files: Files):
    kept = take(files, PDF, "a.pdf")
    signed = files.sign([kept])

    assert files.unsign(signed) == ([kept], False)
    assert files.unsign("") == ([], False)
    assert files.unsign(signed[:-2] + "xx") == files.unsign("é" * 9) == ([], True)
    assert Files(files.path(""), lambda: [b"another"], None).unsign(signed) == ([], True)
    files.path(kept.id).unlink()
    assert files.unsign(signed) == ([], True)


def test_what_no_message_took_is_removed_when_no_form_can_refer_to_it(files: Files):
    attached, abandoned, new = (take(files, PDF, "a.pdf") for _ in range(3))
    for file in (attached, abandoned):
        os.utime(files.path(file.id), (0, files.path(file.id).stat().st_mtime - ABANDONED_SECONDS - 1))

    assert files.tidy(lambda names: {attached.id} & set(names)) == 1
    assert {file.name for file in files.path("").iterdir()} == {attached.id, new.id}


@given(st.builds(operator.mul, st.text(max_size=30), st.integers(1, 20)))
@example("x" * 99 + " y")
@example("x" * 94 + ". .docx")
@example("." * 120 + "a. .docx")
def test_a_name_is_one_that_every_system_can_write(text: str):
    name = safe_name(text)

    assert not set(name) & set('/\\:*?"<>|')
    assert name.isprintable()
    assert len(name) <= LONGEST_NAME
    assert name.strip(". ") == name
    assert safe_name(name) == name == unicodedata.normalize("NFC", name)


@given(st.text("aộ.\u0302\u0323 ", max_size=90))
def test_all_spellings_of_a_name_are_one(text: str):
    assert (
        safe_name(unicodedata.normalize("NFD", text)) == safe_name(f"\u202e{text}\u00ad") == safe_name(text)
    )


def test_an_archive_of_thousands_of_parts_is_no_document(files: Files):
    """The list of its parts would keep the server busy for seconds. A document has only some dozens."""
    parts = ("[Content_Types].xml", "word/document.xml")
    take(files, archive(*parts, *(f"word/{number}" for number in range(500))), "a.docx")

    with pytest.raises(FileError, match="type"):
        take(files, archive(*parts, *(f"word/{number}" for number in range(12_000))), "a.docx", 4 * MOST)


def test_a_name_of_macos_is_written_as_everywhere_else():
    assert safe_name(unicodedata.normalize("NFD", "Đơn kiến nghị.pdf")) == "Đơn kiến nghị.pdf"


@pytest.mark.parametrize("length", range(90, 110))
def test_a_name_is_no_longer_than_the_longest(length: int):
    assert len(safe_name("a" * length + ".docx")) <= LONGEST_NAME


def test_a_file_that_cannot_be_removed_stays_alone(files: Files, caplog: pytest.LogCaptureFixture):
    """The folder may contain something else, such as a folder of the disk."""
    names = [take(files, PDF, "a.pdf").id for _ in range(3)]
    files.path(names[1]).unlink()
    files.path(names[1]).mkdir()
    for path in files.folder.iterdir():
        os.utime(path, (0, path.stat().st_mtime - ABANDONED_SECONDS - 1))

    assert files.remove(names[:2]) == 1
    assert len(caplog.records) == 1
    assert files.tidy(lambda _: set()) == 1
    assert [path.name for path in files.folder.iterdir()] == [names[1]]
