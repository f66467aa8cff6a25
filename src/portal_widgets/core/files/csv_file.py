"""CSV files. No written cell runs as a formula, wherever a program splits a line. Reading has limits."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date

# Office programs treat these as the beginning of a formula (OWASP, CSV injection), in every width of the
# character.
_SIGNS = "=+@＝＋－＠﹦﹢﹣﹫⁺⁼₊₌-"
# A program may begin a cell after these: Excel splits at the semicolon if numbers have a decimal comma.
_ENDS = ",;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
# Programs skip these at the beginning of a cell: quotes, blanks, and invisible characters.
_BLANKS = r"\"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BEFORE = f"[{_ENDS}{_BLANKS}']"
# Everything before a sign. Possessive, and anchored at its beginning, so that it takes linear time.
_BEFORE_SIGN = re.compile(f"(?<!{_BEFORE}){_BEFORE}*+(?=[{_SIGNS}])")
_END = re.compile(f"[{_ENDS}]")
_GUARD = "'"
_BY_ZERO = {0: "utf-16-be", 1: "utf-16-le"}
_DELIMITERS = ",;\t"
_SAYS_DELIMITER = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n)")


def write_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """RFC 4180: commas and CRLF; UTF-8 with a byte order mark, so that Excel recognises it. Texts are
    guarded. The first column must hold texts or days.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def read_csv(
    file: bytes, most_columns: int, fits: Callable[[list[str]], bool] = lambda _: True
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file, each with the number of its last line.

    The file may name its delimiter (`sep=;`). If it does not, the first of comma, semicolon and tab that fits
    the first row is used: spreadsheets write semicolons if numbers have a decimal comma. Raises ValueError if
    this is not a CSV file, or if a row has more columns.
    """
    text, delimiter, skipped = _decode(file), "", 0
    if said := _SAYS_DELIMITER.match(text):
        text, delimiter, skipped = text[said.end() :], said[1], 1
    bare = text.lstrip("\r\n")
    skipped += len(text[: len(text) - len(bare)].splitlines())
    text = bare
    delimiter = delimiter or _delimiter(text, fits)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        for row in lines:
            number = lines.line_num + skipped
            if len(row) > most_columns:
                raise ValueError(f"line {number} has more than {most_columns} columns")
            yield number, row
    except csv.Error as error:
        raise ValueError(f"this is not a CSV file: line {lines.line_num + skipped}: {error}") from error


def _decode(file: bytes) -> str:
    """Decode UTF-8, or UTF-16 (the "Unicode text" of Excel). Without a byte order mark, a zero beside the
    first letter shows UTF-16.
    """
    is_utf16 = file.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    encoding = "utf-16" if is_utf16 else _BY_ZERO.get(file[:2].find(b"\0"), "utf-8-sig")
    try:
        return file.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError("this is not a text in UTF-8 or UTF-16") from error


def _delimiter(text: str, fits: Callable[[list[str]], bool]) -> str:
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            first = next(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter), [])
            if fits(first):
                return delimiter
    return _DELIMITERS[0]


def guard(text: str) -> str:
    """The text with an apostrophe before every sign that could begin a formula."""
    return _BEFORE_SIGN.sub(lambda found: found[0] + _GUARD * _begins_cell(found), text)


def unguard(text: str) -> str:
    """The original of a text that `guard` has changed."""
    return _BEFORE_SIGN.sub(
        lambda found: found[0].removesuffix(_GUARD) if _begins_cell(found) else found[0], text
    )


def _begins_cell(before: re.Match[str]) -> bool:
    return before.start() == 0 or _END.search(before[0]) is not None


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return value.isoformat() if isinstance(value, date) else guard(str(value))
