"""The facts that a recorded change changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ...core.plain_data import mapping
from ..rules.document import Revision


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact before and after a change, as texts; "" for nothing."""

    name: str
    before: str
    after: str


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """The facts that differ, in the order of their names in the data. Ids are left out."""
    names = dict.fromkeys((*before, *after))
    pairs = ((name, _text(before.get(name)), _text(after.get(name))) for name in names if name != "id")
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def differences_of(revision: Revision) -> list[Difference]:
    """The facts that a recorded change changed. For a relation, its kind is the fact `relation`."""
    return differences(_facts(revision.before), _facts(revision.after))


def _facts(stored: str) -> Mapping[str, object]:
    if not stored:
        return {}
    data = mapping(json.loads(stored))
    if "relation" in data:
        relation = dict(mapping(data["relation"]))
        return {"relation": relation.pop("kind", ""), **relation}
    return mapping(data.get("document", {}))


def _text(value: object) -> str:
    match value:
        case None:
            said = ""
        case list() | tuple():
            said = ", ".join(_text(one) for one in value)
        case {"name": name, "digest": _}:
            said = str(name)
        case {"id": number, "part": part}:
            said = f"#{number}, {part}"
        case {"id": number}:
            said = f"#{number}"
        case {"text": text, "part": part}:
            said = f"{text}, {part}"
        case {"text": text}:
            said = str(text)
        case _:
            said = str(value)
    return said
