"""NukeViet's module laws, as phpMyAdmin exports its tables to JSON."""

import html
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

from ...core.text.normalization import one_line
from .drafts import MOST_DRAFTS, Draft, DraftFault, TableRefusedError

LARGEST = 256 * 2**20
# The module stores midnight in the time of Vietnam.
_VIETNAM = timezone(timedelta(hours=7))
_TAG = re.compile(r"<[^<>]*>")
_TABLE = re.compile(r"nv[0-9]*_(?P<module>.+)_row$")

Row = Mapping[str, object]


def read_nukeviet(file: bytes) -> tuple[list[Draft], list[DraftFault]]:
    """The documents, also inactive ones, with their bodies (subjects), kinds, fields and signers by name.
    Raises TableRefusedError if the file is not such an export.

    The module stores no body with a document except its subject, and no day of an end except a term. So
    nothing that it does not store is guessed.
    """
    if len(file) > LARGEST:
        raise TableRefusedError("too-large", most=LARGEST // 2**20)
    tables = _tables(file)
    found = next((name for name in tables if _TABLE.fullmatch(name) and f"{name}_area" in tables), "")
    if not found:
        raise TableRefusedError("not-nukeviet")
    if len(tables[found]) > MOST_DRAFTS:
        raise TableRefusedError("too-many-lines", most=MOST_DRAFTS)
    return _Laws(tables, found.removesuffix("_row")).drafts()


def _tables(file: bytes) -> dict[str, list[Row]]:
    try:
        document = json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableRefusedError("not-json", why=one_line(str(error), 160)) from error
    tables: dict[str, list[Row]] = {}
    for one in document if isinstance(document, list) else []:
        rows = one.get("data") if isinstance(one, Mapping) else None
        if isinstance(rows, list):
            tables[_text(one, "name")] = [row for row in rows if isinstance(row, Mapping)]
    return tables


class _Laws:
    """The tables of one module and language."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], prefix: str) -> None:
        def named(ending: str) -> dict[str, Row]:
            return {_text(row, "id"): row for row in tables.get(f"{prefix}_{ending}", ())}

        self._rows = tables[f"{prefix}_row"]
        self._by_id = named("row")
        self._kinds, self._subjects, self._signers = named("cat"), named("subject"), named("signer")
        areas = named("area")
        self._fields: defaultdict[str, list[str]] = defaultdict(list)
        for row in tables.get(f"{prefix}_row_area", ()):
            if area := areas.get(_text(row, "area_id")):
                self._fields[_text(row, "row_id")].append(_line(area, "title"))
        self._replaced: defaultdict[str, list[str]] = defaultdict(list)
        for row in tables.get(f"{prefix}_set_replace", ()):
            self._replaced[_text(row, "nid")].append(_text(row, "oid"))

    def drafts(self) -> tuple[list[Draft], list[DraftFault]]:
        drafts: list[Draft] = []
        faults: list[DraftFault] = []
        for line, row in enumerate(self._rows, 1):
            try:
                drafts.append(self._draft(line, row))
            except (ValueError, OverflowError, OSError):
                faults.append(DraftFault("wrong-time", line, {"number": _line(row, "code")}))
        return drafts, faults

    def _draft(self, line: int, row: Row) -> Draft:
        signer = self._signers.get(_text(row, "sgid"), {})
        number = _text(row, "id")
        replaced = [*self._replaced[number], *_text(row, "replacement").split(",")]
        return Draft(
            line,
            _line(row, "code"),
            _line(self._subjects.get(_text(row, "sid"), {}), "title"),
            _line(self._kinds.get(_text(row, "cid"), {}), "title"),
            _line(row, "title"),
            abstract=_plain(_text(row, "introtext")),
            signed=_day(row, "publtime"),
            effective=_day(row, "startvalid"),
            expires=_day(row, "exptime"),
            signer=_line(signer, "title"),
            office=_line(signer, "positions"),
            fields=tuple(dict.fromkeys(self._fields[number])),
            replaces=self._numbers(replaced),
            related=self._numbers(_text(row, "relatement").split(",")),
            source=f"NukeViet {number}",
        )

    def _numbers(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Numbers of documents. An id whose document was deleted stays as a text."""
        listed = dict.fromkeys(one.strip() for one in ids if one.strip().strip("0"))
        return tuple(
            _line(self._by_id[one], "code") if one in self._by_id else f"NukeViet {one[:20]}"
            for one in listed
        )


def _day(row: Row, column: str) -> date | None:
    """A day of seconds since 1970; None for zero, which the module writes for an unknown day."""
    seconds = int(_text(row, column) or "0")
    return datetime.fromtimestamp(seconds, _VIETNAM).date() if seconds else None


def _line(row: Row, column: str) -> str:
    return one_line(html.unescape(_text(row, column)), 2000)


def _plain(text: str) -> str:
    return one_line(html.unescape(_TAG.sub(" ", text[:100_000])), 10_000)


def _text(row: Row, column: str) -> str:
    """A column as text: some versions of phpMyAdmin write numbers as numbers."""
    value = row.get(column)
    return str(value) if isinstance(value, str | int) else ""
