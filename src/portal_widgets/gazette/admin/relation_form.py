"""The form of a document's relations: a row for each one in which it acts."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ...core.form_rows import Row, RowError, read_field, read_rows
from ...core.history.event_data import day_text, read_day
from ...core.text.normalization import one_line
from ..rules.document import Document
from ..rules.effects import DayWording, DocumentRef, Relation, RelationKind

NAMES = ("id", "relation", "target", "choice", "part", "own_part", "from", "to", "wording", "note", "source")
# They may concern the document itself: its beginning and its term.
OF_ITSELF = frozenset({RelationKind.COMMENCES, RelationKind.EXPIRES})
AS_TEXT = "text"
ONE_DAY = timedelta(days=1)

Find = Callable[[str], list[Document]]


def rows_of(form: Mapping[str, str]) -> list[Row]:
    """The rows as they were typed. A row without a kind and a number is left out."""
    return [row for row in read_rows(form, "relation", NAMES) if row["relation"] or row["target"]]


def from_relation(one: Relation, number: str) -> Row:
    """A relation as the form shows it. `number` is that of its target, "" for the document itself."""
    return {
        "id": str(one.id or ""),
        "relation": one.kind.value,
        "target": number,
        "choice": str(one.target.id) if number and one.target.id is not None else "",
        "part": one.target.part,
        "own_part": one.acting.part,
        "from": day_text(_typed_day(one)),
        "to": day_text(one.date_to),
        "wording": one.wording.value,
        "note": one.note,
        "source": one.source,
    }


def read_relation(row: Row, at: int, document: int, find: Find) -> Relation:
    """The relation of a row. `find` returns the documents with a number. Raises RowError with the first
    fault.
    """
    if row["relation"] not in set(RelationKind):
        raise RowError(f"relation-{at}", "relation")
    kind = RelationKind(row["relation"])
    start, end = (read_field(row, name, at, "day", read_day) for name in ("from", "to"))
    is_last = kind.ends and row["wording"] == DayWording.THROUGH.value
    wording = DayWording.THROUGH if is_last else DayWording.FROM
    if start is not None and end is not None and end <= start:
        raise RowError(f"to-{at}", "order")
    return Relation(
        kind,
        DocumentRef(document, part=one_line(row["own_part"], 200)),
        _target(row, at, kind, document, find),
        _first_day(start, wording),
        end,
        wording,
        one_line(row["note"], 500),
        one_line(row["source"], 500),
        at,
        int(row["id"]) if row["id"].isdecimal() and row["id"].isascii() else 0,
    )


def _target(row: Row, at: int, kind: RelationKind, document: int, find: Find) -> DocumentRef:
    part, typed = one_line(row["part"], 200), one_line(row["target"], 300)
    if not typed:
        if kind not in OF_ITSELF:
            raise RowError(f"target-{at}", "target")
        return DocumentRef(document, part=part)
    found = [one.id for one in find(typed)]
    if row["choice"] == AS_TEXT or not found:
        return DocumentRef(text=typed, part=part)
    chosen = [number for number in found if str(number) == row["choice"]] or found
    if len(chosen) > 1:
        raise RowError(f"choice-{at}", "choice")
    return DocumentRef(chosen[0], part=part)


def _first_day(day: date | None, wording: DayWording) -> date | None:
    return day + ONE_DAY if day is not None and wording is DayWording.THROUGH and day < date.max else day


def _typed_day(one: Relation) -> date | None:
    """The day in the words of the act."""
    return one.date_from - ONE_DAY if one.date_from and one.wording is DayWording.THROUGH else one.date_from
