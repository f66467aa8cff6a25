"""Documents as a table: a line for each, in CSV or XLSX. The first line names the columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ...core.files.csv_file import read_csv, unguard, write_csv
from ...core.text.normalization import one_line
from ..extracting.limits import FileRefusedError, Limits
from .drafts import MOST_DRAFTS, Draft, DraftFault, TableRefusedError

LARGEST = 64 * 2**20
DAYS = ("signed", "published", "effective", "expires")
LISTS = ("fields", "replaces", "related")
TEXTS = ("number", "body", "kind", "title", "abstract", "signer", "office", "source")
COLUMNS = (
    "number", "body", "kind", "year", "title", "abstract", "signed", "published", "effective", "expires",
    "signer", "office", "fields", "replaces", "related", "source",
)  # fmt: skip
NEEDED = ("number", "body", "kind", "title")
_LONGEST = {"title": 2000, "abstract": 10_000, "source": 2000}
_LOCAL_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MOST_COLUMNS = 60
# Between the values of one cell.
_BETWEEN = re.compile(r"\s*[;|\n]\s*")

Rows = Iterator[tuple[int, list[str]]]


def read_table(file: bytes) -> tuple[list[Draft], list[DraftFault]]:
    """The drafts of a file, and the faults of its lines. Raises TableRefusedError if it is not such a
    table.
    """
    if len(file) > LARGEST:
        raise TableRefusedError("too-large", most=LARGEST // 2**20)
    try:
        rows = _xlsx(file) if file.startswith(b"PK\x03\x04") else _csv(file)
        return _read(rows)
    except FileRefusedError as error:
        raise TableRefusedError(error.fault) from error
    except ValueError as error:
        raise TableRefusedError("not-csv", why=one_line(str(error), 160)) from error


def write_table(drafts: Iterable[Draft]) -> bytes:
    """CSV that `read_table` reads back."""
    return write_csv([COLUMNS, *([_cell(one, name) for name in COLUMNS] for one in drafts)])


def _cell(one: Draft, name: str) -> object:
    value: object = getattr(one, name)
    return "; ".join(value) if isinstance(value, tuple) else value


def _csv(file: bytes) -> Rows:
    for number, row in read_csv(file, _MOST_COLUMNS, lambda row: NEEDED[0] in _names(row)):
        yield number, [unguard(cell) for cell in row]


def _xlsx(file: bytes) -> Rows:
    from ..extracting.office import read_rows

    yield from read_rows(file, Limits(characters=50_000_000))


def _read(rows: Rows) -> tuple[list[Draft], list[DraftFault]]:
    _, first = next(rows, (0, []))
    names = _names(first)
    if missing := [name for name in NEEDED if name not in names]:
        raise TableRefusedError("no-column", column=missing[0])
    if unknown := [name for name in names if name and name not in COLUMNS]:
        raise TableRefusedError("unknown-column", column=unknown[0][:40], columns=", ".join(COLUMNS))
    drafts: list[Draft] = []
    faults: list[DraftFault] = []
    for count, (line, row) in enumerate(rows):
        if count >= MOST_DRAFTS:
            raise TableRefusedError("too-many-lines", most=MOST_DRAFTS)
        if any(cell.strip() for cell in row):
            draft, found = _draft(line, names, row)
            faults += found
            drafts += [draft] if not found else []
    return drafts, faults


def _names(row: Sequence[str]) -> list[str]:
    return [unguard(name).strip().casefold() for name in row]


def _draft(line: int, names: Sequence[str], row: Sequence[str]) -> tuple[Draft, list[DraftFault]]:
    said = {name: value for name, value in zip(names, row, strict=False) if name}
    faults = [DraftFault("too-many-values", line)] if any(row[len(names) :]) else []
    days: dict[str, date | None] = {}
    for name in DAYS:
        try:
            days[name] = read_day(said.get(name, ""))
        except ValueError:
            faults.append(DraftFault("no-day", line, {"column": name, "value": said[name][:40]}))
    year = said.get("year", "").strip()
    if year and not re.fullmatch("1[89][0-9]{2}|20[0-9]{2}", year):
        faults.append(DraftFault("wrong-year", line, {"value": year[:40]}))
    texts = {name: one_line(said.get(name, ""), _LONGEST.get(name, 300)) for name in TEXTS}
    lists = {name: _listed(said.get(name, "")) for name in LISTS}
    if faults:
        return Draft(line, "", "", "", ""), faults
    draft = Draft(
        line,
        year=int(year) if year else None,
        signed=days["signed"],
        published=days["published"],
        effective=days["effective"],
        expires=days["expires"],
        fields=lists["fields"],
        replaces=lists["replaces"],
        related=lists["related"],
        **texts,
    )
    return draft, []


def read_day(text: str) -> date | None:
    """A day as 2024-03-01 or 01/03/2024; None if it is empty. Raises ValueError otherwise."""
    said = text.strip()
    if found := _LOCAL_DAY.fullmatch(said):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(said) if said else None


def _listed(text: str) -> tuple[str, ...]:
    values = (one_line(one, 300) for one in _BETWEEN.split(text.strip()))
    return tuple(dict.fromkeys(one for one in values if one))
