"""The form of a unit: its key, and a row for each version."""

from collections.abc import Mapping

from ...core.form_rows import Row, RowError, read_field, read_rows
from ...core.history.event_data import read_day, read_key, read_text
from ...core.history.timeline import Entity, Version
from ...core.text.normalization import one_line
from ..register_data import read_kind, read_name
from ..rules import Unit, UnitFacts

NAMES = ("version-from", "version-to", "kind", "name", "name_en", "code", "parent", "system")
LONGEST_CODE = 20


def from_unit(unit: Unit) -> list[Row]:
    """The versions as the form shows them."""
    return [
        {
            "version-from": one.start.isoformat() if one.start else "",
            "version-to": one.end.isoformat() if one.end else "",
            "kind": one.facts.kind.value,
            "name": one.facts.name,
            "name_en": one.facts.name_en,
            "code": one.facts.code,
            "parent": one.facts.parent,
            "system": one.facts.system,
        }
        for one in unit.versions
    ]


def rows_of(form: Mapping[str, str]) -> list[Row]:
    """The rows as they were typed; a row in which only the kind is chosen is empty."""
    return [
        row for row in read_rows(form, "name", NAMES) if any(row[name] for name in NAMES if name != "kind")
    ]


def read_unit(key: str, rows: list[Row]) -> Unit:
    """The unit that the rows describe, in the order of time. Raises RowError with the first fault."""
    read_field({"key": key}, "key", None, "key", read_key)
    if not rows:
        raise RowError("name-0", "name")
    versions = [_version(row, at) for at, row in enumerate(rows)]
    versions.sort(key=lambda one: (one.start is not None, one.start or one.end))
    return Entity(key.strip(), tuple(versions))


def _version(row: Row, at: int) -> Version[UnitFacts]:
    start, end = (read_field(row, name, at, "day", read_day) for name in ("version-from", "version-to"))
    if start is not None and end is not None and end <= start:
        raise RowError(f"version-to-{at}", "order")
    return Version(start, end, read_facts(row, at))


def read_facts(row: Row, at: int) -> UnitFacts:
    """The facts of a row. Raises RowError with the first fault."""
    parent = row["parent"]
    return UnitFacts(
        read_field(row, "name", at, "name", read_name),
        read_field(row, "kind", at, "kind", read_kind),
        one_line(row["code"], LONGEST_CODE),
        read_field(row, "parent", at, "key", read_key) if parent else "",
        read_text(row["name_en"]),
        read_text(row.get("system", "")),
    )
