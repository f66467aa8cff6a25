"""The forms of bodies, kinds and fields, each with rows."""

from collections.abc import Mapping

from ....core.form_rows import Row, RowError, read_field, read_rows
from ....core.history.event_data import day_text, read_day, read_key
from ....core.history.timeline import Entity, Version
from ....core.text.normalization import one_line
from ....core.text.slugs import slug
from ...register_data import LONGEST_KEY, LONGEST_NAME
from ...rules.register import Body, BodyFacts, BodyVersion, DocumentKind, Field, GazetteRegister

BODY_NAMES = ("version-from", "version-to", "name", "name_en", "short", "level", "unit")
KIND_NAMES = ("key", "name", "name_en", "short", "normative", "force")
FIELD_NAMES = ("key", "name", "name_en", "parent")
LEVELS = (0, 1, 2, 3)


def body_rows(form: Mapping[str, str]) -> list[Row]:
    """The rows as they were typed; a row in which only the level is chosen is empty."""
    found = read_rows(form, "name", BODY_NAMES)
    return [row for row in found if any(row[name] for name in BODY_NAMES if name != "level")]


def from_body(body: Body) -> list[Row]:
    """The versions as the form shows them."""
    return [
        {
            "version-from": day_text(one.start),
            "version-to": day_text(one.end),
            "name": one.facts.name,
            "name_en": one.facts.name_en,
            "short": one.facts.short,
            "level": str(one.facts.level),
            "unit": one.facts.unit,
        }
        for one in body.versions
    ]


def read_body(key: str, rows: list[Row]) -> Body:
    """The body that the rows describe, in the order of time. Raises RowError with the first fault."""
    if not rows:
        raise RowError("name-0", "name")
    versions = [_version(row, at) for at, row in enumerate(rows)]
    versions.sort(key=lambda one: (one.start is not None, one.start or one.end))
    return Entity(_key(key or rows[-1]["name"], None), tuple(versions))


def _version(row: Row, at: int) -> BodyVersion:
    start, end = (read_field(row, name, at, "day", read_day) for name in ("version-from", "version-to"))
    if start is not None and end is not None and end <= start:
        raise RowError(f"version-to-{at}", "order")
    level = int(row["level"]) if row["level"] in map(str, LEVELS) else 0
    facts = BodyFacts(
        _name(row, at),
        one_line(row["short"], 40),
        level,
        one_line(row["unit"], 40),
        one_line(row["name_en"], 200),
    )
    return Version(start, end, facts)


def kind_rows(form: Mapping[str, str]) -> list[Row]:
    return [row for row in read_rows(form, "name", KIND_NAMES) if row["name"] or row["key"]]


def from_kind(kind: DocumentKind) -> Row:
    return {
        "key": kind.key,
        "name": kind.name,
        "name_en": kind.name_en,
        "short": kind.short,
        "normative": "1" if kind.normative else "",
        "force": str(kind.force or ""),
    }


def read_kinds(rows: list[Row], used: frozenset[str]) -> tuple[DocumentKind, ...]:
    """The kinds of the rows. Raises RowError with the first fault. Kinds of documents stay."""
    kinds = [
        DocumentKind(
            _key(row["key"] or row["name"], at),
            _name(row, at),
            one_line(row["short"], 20),
            row["normative"] == "1",
            read_field(row, "force", at, "whole", _force),
            one_line(row["name_en"], 200),
        )
        for at, row in enumerate(rows)
    ]
    _refuse_doubles([one.key for one in kinds])
    _refuse_lost(used, [one.key for one in kinds])
    return tuple(kinds)


def field_rows(form: Mapping[str, str]) -> list[Row]:
    return [row for row in read_rows(form, "name", FIELD_NAMES) if row["name"] or row["key"]]


def from_field(field: Field) -> Row:
    return {"key": field.key, "name": field.name, "name_en": field.name_en, "parent": field.parent}


def read_fields(rows: list[Row], used: frozenset[str]) -> tuple[Field, ...]:
    """The fields of the rows. Raises RowError with the first fault. Fields of documents stay."""
    fields = [
        Field(
            _key(row["key"] or row["name"], at), _name(row, at), row["parent"], one_line(row["name_en"], 200)
        )
        for at, row in enumerate(rows)
    ]
    _refuse_doubles([one.key for one in fields])
    _refuse_lost(used, [one.key for one in fields])
    tree = GazetteRegister(fields=tuple(fields))
    for at, one in enumerate(fields):
        path = tree.field_path(one.key)
        if one.parent and (tree.field(one.parent) is None or path[0].parent):
            raise RowError(f"parent-{at}", "parent")
    return tuple(fields)


def _key(text: str, at: int | None) -> str:
    key = slug(text, LONGEST_KEY)
    return read_field({"key": key}, "key", at, "key", read_key)


def _name(row: Row, at: int) -> str:
    name = one_line(row["name"], LONGEST_NAME)
    if not name:
        raise RowError(f"name-{at}", "name")
    return name


def _force(text: str) -> int:
    number = int(text or 0)
    if not 0 <= number < 1000:  # noqa: PLR2004 - more than there are kinds
        raise ValueError(text)
    return number


def _refuse_doubles(keys: list[str]) -> None:
    for at, key in enumerate(keys):
        if key in keys[:at]:
            raise RowError(f"key-{at}", "twice")


def _refuse_lost(used: frozenset[str], keys: list[str]) -> None:
    if used - set(keys):
        raise RowError("name-0", "used")
