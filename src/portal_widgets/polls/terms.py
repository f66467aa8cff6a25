"""Terms as data: each field of a dataclass of terms describes itself. The form, JSON, the command line, rows
and stored versions are derived from the fields, so a new term is one field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import MAXYEAR, MINYEAR, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Default = TypeVar("Default")
Some = TypeVar("Some", bound="DataclassInstance")

_EACH: dict[type, tuple["Term", ...]] = {}


class TermKind(StrEnum):
    """The type of a term: an instant, one of several values, or yes or no."""

    INSTANT = "instant"
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `label` and `hint` are messages for the form. `name` is its name in the form and in JSON.
    `unknown` replaces a stored value that this version does not know. A term that `stays` cannot be changed
    after the first ballot.
    """

    label: str
    hint: str = ""
    name: str = ""
    unknown: object = None
    stays: bool = True
    attribute: str = ""
    default: object = None

    @property
    def kind(self) -> TermKind:
        if isinstance(self.default, bool):
            return TermKind.SWITCH
        return TermKind.CHOICE if isinstance(self.default, StrEnum) else TermKind.INSTANT

    @property
    def choices(self) -> tuple[StrEnum, ...]:
        """The values of a choice; empty for the other kinds."""
        return tuple(type(self.default)) if isinstance(self.default, StrEnum) else ()


def term(
    default: Default,
    label: str,
    *,
    hint: str = "",
    name: str = "",
    unknown: object = None,
    stays: bool = True,
) -> Default:
    """Declare a field of a dataclass of terms. Terms stored before the field existed get its default."""
    said = Term(label, hint, name, unknown, stays, default=default)
    return field(default=default, metadata={"term": said})


def each_term(kind: "type[DataclassInstance]") -> tuple[Term, ...]:
    """The terms of a dataclass, in its order. They are cached, because every row needs them."""
    if kind not in _EACH:
        known = [(one.name, one.metadata["term"]) for one in fields(kind)]
        _EACH[kind] = tuple(replace(said, attribute=name, name=said.name or name) for name, said in known)
    return _EACH[kind]


def as_stored(terms: "DataclassInstance") -> dict[str, object]:
    """The terms by attribute, as rows and versions store them."""
    given = {one.attribute: getattr(terms, one.attribute) for one in each_term(type(terms))}
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in given.items()}


def read_stored(kind: type[Some], stored: Mapping[str, object]) -> Some:
    """Terms that were stored by any version."""
    known = [one for one in each_term(kind) if one.attribute in stored]
    return kind(**{one.attribute: _known_value(one, stored[one.attribute]) for one in known})


def read_json(kind: type[Some], given: object, zone: tzinfo) -> Some:
    """Terms in JSON that a person wrote. Instants are ISO 8601, in `zone` if they have no zone. Raises
    ValueError with the fault.
    """
    each = {one.name: one for one in each_term(kind)}
    if not isinstance(given, dict) or not given.keys() <= each.keys():
        raise ValueError(f"terms must be an object with some of: {', '.join(sorted(each))}")
    return kind(
        **{each[name].attribute: _from_json(each[name], value, zone) for name, value in given.items()}
    )


def as_form(terms: "DataclassInstance", zone: tzinfo) -> dict[str, str]:
    """The values of the form by name. A switch is "on" or ""."""
    return {one.name: _form_text(getattr(terms, one.attribute), zone) for one in each_term(type(terms))}


def read_form(kind: type[Some], typed: Mapping[str, str], zone: tzinfo, before: Some | None = None) -> Some:
    """Terms of a form. Raises ValueError for an invalid instant or choice. A field that was not changed keeps
    its exact value from `before`, because a form shows seconds but polls open to the microsecond.
    """
    shown = as_form(before, zone) if before is not None else {}
    return kind(
        **{
            one.attribute: getattr(before, one.attribute)
            if shown.get(one.name) == typed[one.name]
            else _from_form(one, typed[one.name], zone)
            for one in each_term(kind)
        }
    )


def _known_value(said: Term, value: object) -> object:
    if said.kind is TermKind.SWITCH:
        return said.default if value is None else value
    if said.kind is TermKind.INSTANT:
        return value
    return _choice(said, value) or said.unknown


def _from_json(said: Term, value: object, zone: tzinfo) -> object:
    if said.kind is TermKind.SWITCH:
        if not isinstance(value, bool):
            raise ValueError(f"terms: {said.name} must be true or false")
        return value
    if said.kind is TermKind.CHOICE:
        chosen = _choice(said, value)
        if chosen is None:
            raise ValueError(f"terms: {said.name} must be one of {', '.join(said.choices)}, not {value!r}")
        return chosen
    if value is not None and not isinstance(value, str):
        raise ValueError(f"terms: {said.name} must be an instant such as 2026-11-01T07:00")
    return read_instant(value, zone) if value is not None else None


def _from_form(said: Term, text: str, zone: tzinfo) -> object:
    if said.kind is TermKind.SWITCH:
        return bool(text)
    if said.kind is TermKind.CHOICE:
        chosen = _choice(said, text)
        if chosen is None:
            raise ValueError(f"{said.name} must be one of {', '.join(said.choices)}, not {text!r}")
        return chosen
    return read_instant(text, zone) if text else None


def _choice(said: Term, value: object) -> StrEnum | None:
    return next((one for one in said.choices if one == value), None)


def read_instant(text: str, zone: tzinfo) -> int:
    """Microseconds since 1970 of an ISO 8601 text, in `zone` if it names none. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(f"terms: the year {moment.year} has no time in every zone")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return round(aware.timestamp() * 1_000_000)


def _form_text(value: object, zone: tzinfo) -> str:
    if value is None or isinstance(value, bool):
        return "on" if value else ""
    if not isinstance(value, int):
        return str(value)
    moment = datetime.fromtimestamp(value // 1_000_000, zone).replace(tzinfo=None)
    # The format of browsers. They refuse a value that is more exact than milliseconds.
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")
