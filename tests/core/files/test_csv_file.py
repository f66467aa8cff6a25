"""CSV files run nothing in any program, however it splits them, and their values can be read back."""

import csv
import io
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.core.files.csv_file import guard, read_csv, unguard, write_csv

# Characters that begin formulas, that end cells, that programs skip, and letters.
SIGNS = "=+-@＝＋－＠﹣⁺,;\t\n\r\x0b\x1c\x85\u2028\"' \xa0\u200b\ufeff\x00aộ1"
TEXTS = st.one_of(
    st.text(SIGNS, max_size=12),
    st.text(max_size=20),
    st.sampled_from(
        ["x;=1+1;y", 'x ="=1+1', "x =1+1;=2+2", ",-1", "＝1", '"a";"=1"', "'=x", "''=x", "5; -3"]
    ),
)
VALUES = TEXTS | st.integers() | st.floats(allow_nan=False) | st.dates() | st.none()
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?|-?inf")
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def begins_formula(cell: str) -> bool:
    """Read a cell as the most tolerant program does: without quotes, blanks and invisible characters before
    it.
    """
    seen = cell
    while seen and (seen[0] == '"' or unicodedata.category(seen[0]) in UNSEEN):
        seen = seen[1:]
    return unicodedata.normalize("NFKC", seen[:1]) in {"=", "+", "-", "@"} and not NUMBER.fullmatch(seen)


def cells(file: bytes, delimiter: str, quoting: int) -> list[str]:
    text = file.decode("utf-8-sig")
    # A program may also treat any of these as the end of a line.
    pieces = [text, *re.split("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)]
    lines = [
        csv.reader(io.StringIO(one, newline=None), delimiter=delimiter, quoting=quoting) for one in pieces
    ]
    return [cell for line in lines for row in line for cell in row]


@given(st.lists(st.tuples(TEXTS | st.dates(), VALUES, VALUES), min_size=1, max_size=3))
def test_no_cell_is_a_formula_wherever_a_program_splits_the_lines(rows: list):
    file = write_csv(rows)
    for delimiter in (",", ";", "\t"):
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            formulas = [cell for cell in cells(file, delimiter, quoting) if begins_formula(cell)]
            assert formulas == []


@example("'=x")
@example("''=x")
@example("' '=x")
@given(TEXTS)
def test_a_guarded_text_is_had_back(text: str):
    assert unguard(guard(text)) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_file_is_read_as_it_was_written(rows: list[list[str]]):
    read = [[unguard(cell) for cell in row] for _, row in read_csv(write_csv(rows), 2)]

    assert read == [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nước sạch - điện", "Nước sạch - điện"),
        ('Hội thi "Tìm hiểu" - kết quả', 'Hội thi "Tìm hiểu" - kết quả'),
        ("a=b, c+d; e@f", "a=b, c+d; e@f"),
        ("2026-10-01", "2026-10-01"),
        ("=1+1", "'=1+1"),
        ("x;=1+1;y", "x;'=1+1;y"),
        ('x; "=1', "x; \"'=1"),
        ("\t=1", "\t'=1"),
    ],
)
def test_only_what_could_run_is_changed(text: str, shown: str):
    assert guard(text) == shown


def test_numbers_and_days_are_not_texts():
    assert write_csv([["a", -3, 2.5, None, date(2026, 10, 1)]]) == "\ufeffa,-3,2.5,,2026-10-01\r\n".encode()


@pytest.mark.parametrize("run", ["\t", ";", "'", '"', " ", "a'", "=", ";'", "a,"])
def test_long_runs_take_no_longer_than_other_texts(run: str):
    """If this fails, the test does not end."""
    text = run * (1_000_000 // len(run))

    assert unguard(guard(text + "=")) == text + "="


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("đ;b".encode("cp1258"), "UTF-8"),
        ("a;b".encode("utf-16")[:-1], "UTF-16"),
        (b'"a', "line 1"),
        (b'"a"b', "line 1"),
        (b"a" * 200_000, "field larger"),
        (b"a,b,c", "more than 2 columns"),
    ],
)
def test_what_is_no_csv_file_is_refused_with_its_line(file: bytes, why: str):
    with pytest.raises(ValueError, match=why):
        list(read_csv(file, 2))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", [True, False])
def test_a_file_of_any_spreadsheet_is_read(delimiter: str, encoding: str, said: bool):
    rows = [["tên", "url"], ["một; hai, ba\tbốn", "/a\r\nb"]]
    text = io.StringIO(newline="")
    text.write(f"sep={delimiter}\r\n" if said else "")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    read = read_csv(text.getvalue().encode(encoding), 2, lambda row: "url" in row)

    assert list(read) == [(1 + said, rows[0]), (3 + said, rows[1])]
