"""The words of any file: what kind it is, and whether it can be searched."""

from dataclasses import dataclass

from ..rules.document import FileForm
from .limits import FileRefusedError, Limits
from .office import read_docx, read_rows
from .pdf import read_pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The contents of a file. `pages` is None if they are not known. `method` names the reader."""

    text: str
    form: FileForm
    pages: int | None = None
    method: str = ""


def media_type_of(content: bytes) -> str:
    """The kind of a file by its content, whatever its name says; "" if there is no reader for it."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if not content.startswith(b"PK\x03\x04"):
        return ""
    if b"word/document.xml" in content:
        return DOCX
    return XLSX if b"xl/workbook.xml" in content else ""


def extract(content: bytes, limits: Limits | None = None) -> Extraction:
    """Read the words of a file. Raises FileRefusedError for a file that is broken, hostile or too large, and
    ImportError without portal_widgets[gazette].
    """
    limits = limits or Limits()
    if len(content) > limits.size:
        raise FileRefusedError("too-large")
    match media_type_of(content):
        case "application/pdf":
            text, pages, is_scan = read_pdf(content, limits)
            return Extraction(text, FileForm.SCAN if is_scan else FileForm.TEXT, pages, "pypdf")
        case kind if kind == DOCX:
            return Extraction(read_docx(content, limits), FileForm.TEXT, None, "docx")
        case kind if kind == XLSX:
            rows = (" ".join(filter(None, cells)) for _, cells in read_rows(content, limits))
            return Extraction("\n".join(rows), FileForm.TEXT, None, "openpyxl")
    raise FileRefusedError("not-supported")
