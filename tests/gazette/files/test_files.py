"""The words of files. A hostile file is refused, and never raises another error."""

import io
import zlib
from contextlib import suppress
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from portal_widgets.gazette.extracting.extraction import extract
from portal_widgets.gazette.extracting.limits import FileRefusedError, Limits
from portal_widgets.gazette.extracting.office import read_rows
from portal_widgets.gazette.rules.document import FileForm

SMALL = Limits(size=2**20, pages=20, unpacked=2**20, characters=5000, seconds=5)


def pdf(*pages: str, packed: bytes | None = None) -> bytes:
    """A PDF with one text on each page, or with a stream of bytes that are already packed."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        stream = packed or zlib.compress(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1"))
        resources = "<< /Font << /F1 3 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources} /Contents {5 + 2 * number} 0 R >>"
        objects.append(page.encode())
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
        )
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        file + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


def archive(name: str, content: str) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, before: str = "") -> bytes:
    return archive("word/document.xml", f"{before}<w:document {W}><w:body>{body}</w:body></w:document>")


def xlsx(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


SENTENCE = "Quyet dinh ban hanh bang gia dat nam 2024 tren dia ban tinh"


def test_the_text_and_the_pages_of_a_pdf() -> None:
    found = extract(pdf(SENTENCE, f"{SENTENCE} Trang hai"))
    assert (found.form, found.pages) == (FileForm.TEXT, 2)
    assert "Trang hai" in found.text


@pytest.mark.parametrize("pages", [("", ""), ("Ky boi: UBND",), (SENTENCE, "", "1", "2")])
def test_a_pdf_with_few_words_is_a_scan(pages: tuple[str, ...]) -> None:
    assert extract(pdf(*pages)).form is FileForm.SCAN


def test_the_text_of_a_docx() -> None:
    file = docx("<w:p><w:r><w:t>Điều 5a.</w:t><w:tab/><w:t>Giá đất</w:t></w:r></w:p><w:p/>")
    assert extract(file).text == "Điều 5a. Giá đất\n"


def test_the_rows_of_an_xlsx() -> None:
    file = xlsx(["Số", "Ngày"], ["15/2024/QĐ-UBND", datetime(2024, 3, 1)], [7.0, None])  # noqa: DTZ001
    assert [row for _, row in read_rows(file, SMALL)] == [
        ["Số", "Ngày"], ["15/2024/QĐ-UBND", "2024-03-01"], ["7"],
    ]  # fmt: skip
    assert "15/2024/QĐ-UBND" in extract(file).text


def locked() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not-supported"),
    "a text": (b"Quyet dinh", "not-supported"),
    "a program": (b"MZ\x90\x00", "not-supported"),
    "only a header": (b"%PDF-1.7\n", "broken"),
    "cut off": (pdf(SENTENCE)[:400], "broken"),
    "a password": (locked(), "encrypted"),
    "too many pages": (pdf(*["x"] * 21), "too-long"),
    "pages that contain themselves": (
        pdf(SENTENCE).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "broken",
    ),
    "too many bytes": (b"%PDF-1.7" + bytes(2**20), "too-large"),
    "a zip that is cut off": (docx("<w:p/>")[:60] + b"word/document.xml", "broken"),
    "a zip bomb": (docx(" " * 3 * 2**20), "too-large"),
    "entities": (docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", ENTITIES), "broken"),
    "an external entity": (
        docx("<w:p>&x;</w:p>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "broken",
    ),
    "not XML": (archive("word/document.xml", "<w:p"), "broken"),
    "a workbook without sheets": (archive("xl/workbook.xml", "<x/>"), "broken"),
    "a workbook with entities": (archive("xl/workbook.xml", f"{ENTITIES}<x>&b;</x>"), "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    content, fault = HOSTILE[name]
    with pytest.raises(FileRefusedError) as refused:
        extract(content, SMALL)
    assert refused.value.fault == fault


def test_a_bomb_in_a_pdf_is_refused() -> None:
    bomb = zlib.compress(b" " * 100 * 2**20, 9)
    with pytest.raises(FileRefusedError):
        extract(pdf("x", packed=bomb))


def test_a_long_text_is_cut() -> None:
    assert len(extract(docx("<w:p><w:r><w:t>giá đất</w:t></w:r></w:p>" * 2000), SMALL).text) < 10_000


def test_a_file_that_takes_too_long_is_refused() -> None:
    with pytest.raises(FileRefusedError) as refused:
        extract(pdf(SENTENCE), Limits(seconds=-1))
    assert refused.value.fault == "too-slow"


GOOD = [pdf(SENTENCE, SENTENCE), docx("<w:p><w:r><w:t>Giá đất</w:t></w:r></w:p>"), xlsx(["a", 1], ["b", 2])]


@settings(max_examples=150)
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=20))
def test_no_changed_file_raises_another_error(file: bytes, changes: list[tuple[float, int]]) -> None:
    changed = bytearray(file)
    for place, value in changes:
        changed[int(place * len(changed))] = value
    with suppress(FileRefusedError):
        extract(bytes(changed), SMALL)
