"""JSON schemas (draft 2020-12) from the types of the data, so that the two cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints, is_typeddict

Schema = Mapping[str, object]

_PLAIN: Mapping[object, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    object: {},
}


def schema_of(kind: object) -> Schema:
    """The schema of the JSON that a value of this type becomes. A dataclass or TypedDict is an object with
    all its fields. Raises TypeError for a type without a schema.
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return {"anyOf": [schema_of(one) for one in arguments]}
    if origin in {list, tuple, Sequence}:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin in {dict, Mapping}:
        return {"type": "object", "additionalProperties": schema_of(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [one.value for one in kind]}
    if isinstance(kind, type) and (is_typeddict(kind) or is_dataclass(kind)):
        return _object(kind)
    raise TypeError(f"{kind!r} has no JSON schema")


def _object(kind: type) -> Schema:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(hints)
    return {
        "type": "object",
        "properties": {name: schema_of(hints[name]) for name in names},
        "required": names,
    }
