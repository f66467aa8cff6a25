"""Small PDF files of the invented documents: with words, or a picture of them."""

from dataclasses import replace
from io import BytesIO

from portal_widgets.gazette.rules.document import Document, FileForm, FileRole, StoredFile
from portal_widgets.gazette.service import GazetteService

PDF = "application/pdf"
# A picture of one bit for each dot: dark lines on white.
_WIDTH, _LINES, _HEIGHT = 240, 12, 336


def with_files(key: str, one: Document, service: GazetteService) -> Document:
    """The document with its invented files, which are stored."""
    signed = one.signed.isoformat() if one.signed else ""
    name = one.work.number.replace("/", "-")

    def stored(content: bytes, form: FileForm, role: FileRole, suffix: str = "") -> StoredFile:
        digest, size = service.files.put(BytesIO(content))
        return StoredFile(digest, f"{name}{suffix}.pdf", PDF, size, 1, form, role)

    def text(suffix: str = "", role: FileRole = FileRole.ORIGINAL) -> StoredFile:
        lines = (
            "TINH LAM CHAU",
            "Tep minh hoa cua cong mau, khong phai van ban that.",
            f"Ten: {key}{suffix}. Ngay ky: {signed}.",
        )
        return stored(text_pdf(lines), FileForm.TEXT, role, suffix)

    match key:
        case "prices-2024":
            return replace(one, files=(text(), text("-phu-luc-1", FileRole.ANNEX)))
        case "village-market" | "cemetery" | "market":
            return replace(one, files=(stored(scan_pdf(), FileForm.SCAN, FileRole.ORIGINAL),))
        case "lorries":
            earlier = replace(
                text("-ban-cu"), replaced_at=1_700_000_000_000, replaced_reason="Thiếu trang cuối."
            )
            return replace(one, files=(earlier, text()))
        case "prices-text":
            return replace(one, files=(text(role=FileRole.CONSOLIDATED),))
        case "water" | "water-guide" | "fees-2026" | "waste-2027" | "drought":
            return replace(one, files=(text(),))
    return one


def text_pdf(lines: tuple[str, ...]) -> bytes:
    """A page with lines of ASCII words."""
    shown = b" T* ".join(b"(%b) Tj" % line.encode("ascii") for line in lines)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return _pdf(b"BT /F1 14 Tf 20 TL 72 770 Td " + shown + b" ET", b"/Font << /F1 5 0 R >>", font)


def scan_pdf() -> bytes:
    """A page with a picture only."""
    row, white = b"\xff\xe0" + b"\x00" * (_WIDTH // 8 - 4) + b"\x07\xff", b"\xff" * (_WIDTH // 8)
    space = _HEIGHT // _LINES
    picture = b"".join(row if 8 < y % space < 14 else white for y in range(_HEIGHT))  # noqa: PLR2004 - a line
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
    image = head % (_WIDTH, _HEIGHT) + b" /BitsPerComponent 1 /Length %d >> stream\n" % len(picture)
    return _pdf(
        b"q 451 0 0 632 72 105 cm /I1 Do Q", b"/XObject << /I1 5 0 R >>", image + picture + b"\nendstream"
    )


def _pdf(content: bytes, resources: bytes, extra: bytes) -> bytes:
    """A file with one page of A4 (ISO 32000-1, 7.5)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %b >> >>"
        % resources,
        b"<< /Length %d >> stream\n%b\nendstream" % (len(content), content),
        extra,
    )
    file, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return (
        file + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
        + end % (len(objects) + 1, len(file))
    )  # fmt: skip
