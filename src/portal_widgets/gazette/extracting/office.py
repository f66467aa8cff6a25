"""The words of DOCX files, and the rows of XLSX files."""

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element

from .limits import Budget, FileRefusedError, Limits, open_zip, read_member

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}br", f"{_W}cr", f"{_W}tab"}
_DOCUMENT = "word/document.xml"
MOST_COLUMNS = 200
MOST_ROWS = 200_000


def read_docx(content: bytes, limits: Limits) -> str:
    """The text, a line for each paragraph. Notes, headers and embedded files are left out."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    budget = Budget(limits)
    archive = open_zip(content, limits)
    try:
        root = fromstring(read_member(archive, _DOCUMENT, limits.unpacked // 4), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise FileRefusedError("broken") from error
    lines = []
    for paragraph in root.iter(f"{_W}p"):
        lines.append(budget.take("".join(_pieces(paragraph))))
        if budget.is_full:
            break
    return "\n".join(lines)


def _pieces(paragraph: Element) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{_W}t":
            yield one.text or ""
        elif one.tag in _BREAKS:
            yield " "


def read_rows(content: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet of an XLSX file, with their numbers. A formula counts by its stored
    value. Dates are written as YYYY-MM-DD.
    """
    import openpyxl

    archive = open_zip(content, limits)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            _check_xml(read_member(archive, name, limits.unpacked))
    try:
        book = openpyxl.load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        yield from _rows(sheet, Budget(limits))
    except FileRefusedError:
        raise
    except Exception as error:  # a broken file raises an error of any kind
        raise FileRefusedError("broken") from error


def _rows(sheet: Iterator[tuple[object, ...]], budget: Budget) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet, 1):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        budget.take("".join(cells))
        if number > MOST_ROWS or budget.is_full:
            raise FileRefusedError("too-long")
        yield number, cells


def _check_xml(content: bytes) -> None:
    """Refuse declarations of entities. openpyxl uses defusedxml, but not in each of its readers."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!DOCTYPE".encode("utf-16-le") in content:
        raise FileRefusedError("broken")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
