"""The form of an event, and the facts of units after it."""

from collections.abc import Mapping

from ...core.form_rows import Row, RowError, read_field, read_rows
from ...core.history.event_data import read_key
from ..rules import UnitFacts
from .unit_form import read_facts

FACT_NAMES = ("unit", "kind", "name", "name_en", "code", "parent")


def facts_of(form: Mapping[str, str]) -> list[Row]:
    return [row for row in read_rows(form, "unit", FACT_NAMES) if row["unit"] or row["name"]]


def read_new_facts(rows: list[Row]) -> dict[str, UnitFacts]:
    """The facts of units after the event, by key. Raises RowError with the first fault."""
    found: dict[str, UnitFacts] = {}
    for at, row in enumerate(rows):
        key = read_field(row, "unit", at, "key", read_key)
        if key in found:
            raise RowError(f"unit-{at}", "twice")
        found[key] = read_facts(row, at)
    return found
