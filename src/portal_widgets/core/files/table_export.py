"""Tables as files: CSV, XLSX and JSON. Office programs run none of their texts as a formula."""

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ..text.slugs import slug
from .csv_file import write_csv

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# The largest number of rows of a file.
ROWS = 10_000
# Characters that XML 1.0 cannot hold. A carriage return would be read back as another character.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME = 31
_CELL = 32_767
_NARROW, _WIDE = 10, 60

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of a table for a file."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """The description in a file: whose figures, which days, and when it was made."""

    portal: str
    subject: str
    period: str
    first: date
    last: date
    zone: str
    generated: datetime


def write_table(kind: str, sheet: Sheet, about: TableInfo, gettext: Callable[[str], str]) -> bytes:
    """The file of one table. Raises KeyError for a kind that is not in KINDS."""
    make = {
        "csv": lambda: write_csv([sheet.columns, *sheet.rows]),
        "xlsx": lambda: as_xlsx([sheet], about, gettext),
        "json": lambda: as_json(sheet, about),
    }
    return make[kind]()


def file_name(subject: str, about: TableInfo, kind: str) -> str:
    """A file name in ASCII, with the period: articles_2026-10-01_2026-10-31.csv."""
    return f"{slug(subject, 80) or 'table'}_{about.first}_{about.last}.{kind}"


def as_json(sheet: Sheet, about: TableInfo) -> bytes:
    document = {
        "table": sheet.name,
        "title": sheet.title,
        "portal": about.portal,
        "subject": about.subject,
        "period": about.period,
        "from": about.first,
        "to": about.last,
        "timezone": about.zone,
        "generated": about.generated,
        "columns": sheet.columns,
        "rows": sheet.rows,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
    return text.encode("utf-8", "replace")


def as_xlsx(sheets: Sequence[Sheet], about: TableInfo, gettext: Callable[[str], str]) -> bytes:
    """A workbook of the tables, with a last sheet that describes them."""
    import xlsxwriter

    made = io.BytesIO()
    # Rows are written one by one and not kept in memory. A text never becomes a formula or a link.
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        said = {"title": f"{about.subject}, {about.period}", "author": about.portal}
        plain = {name: _without_control_characters(text) for name, text in said.items()}
        book.set_properties({**plain, "created": _wall(about)})
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0"}),
            "decimal": book.add_format({"num_format": "#,##0.0"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        }
        taken: set[str] = set()
        for sheet in [*sheets, _about_sheet(about, gettext)]:
            _fill(book.add_worksheet(_sheet_name(sheet.title, taken)), sheet, styles)
    return made.getvalue()


def _fill(page: "Worksheet", sheet: Sheet, styles: "dict[str, Format]") -> None:
    page.freeze_panes(1, 0)
    for place, name in enumerate(sheet.columns):
        page.set_column(place, place, _width(sheet, place))
        page.write_string(0, place, _without_control_characters(name), styles["head"])
    for number, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row):
            _write(page, number, place, value, styles)


def _write(page: "Worksheet", row: int, column: int, value: Value, styles: "dict[str, Format]") -> None:
    if isinstance(value, str):
        page.write_string(row, column, _without_control_characters(value))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, styles["day"])
    elif value is not None:
        page.write_number(row, column, value, styles["decimal" if isinstance(value, float) else "number"])


def _width(sheet: Sheet, column: int) -> int:
    """The width of a column in characters: the width of its content, within limits."""
    longest = max((len(str(row[column])) for row in sheet.rows), default=0)
    return min(_WIDE, max(_NARROW, longest + 2, len(sheet.columns[column]) // 2 + 2))


def _without_control_characters(text: str) -> str:
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_CELL]


def _sheet_name(title: str, taken: set[str]) -> str:
    """Excel allows 31 characters, excludes some characters, and requires distinct names."""
    name = wanted = _SHEET_SIGNS.sub(" ", _without_control_characters(title)).strip()[:_SHEET_NAME] or "-"
    number = 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted[: _SHEET_NAME - 4]} ({number})"
    taken.add(name.lower())
    return name


def _about_sheet(about: TableInfo, gettext: Callable[[str], str]) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (gettext("Portal"), about.portal),
        (gettext("Subject"), about.subject),
        (gettext("Period"), about.period),
        (gettext("From"), about.first),
        (gettext("To"), about.last),
        (gettext("Time zone"), about.zone),
        (gettext("Made at"), about.generated.strftime("%d/%m/%Y %H:%M")),
    ]
    title = gettext("About these figures")
    return Sheet("about", title, (title, ""), rows)


def _wall(about: TableInfo) -> datetime:
    return about.generated.replace(tzinfo=None)
