"""The facts that a recorded change changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...core.history.event_data import day_text
from ...core.plain_data import mapping
from ..document_data import read_issue
from ..rules.document import Issue, IssueItem, Revision


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
    return differences(*(_facts(one, revision.document) for one in (revision.before, revision.after)))


def _facts(stored: str, document: int) -> Mapping[str, object]:
    if not stored:
        return {}
    data = mapping(json.loads(stored))
    if "relation" in data:
        relation = dict(mapping(data["relation"]))
        return {"relation": relation.pop("kind", ""), **relation}
    if "issue" in data:
        return _places(*read_issue(data["issue"]), document)
    return mapping(data.get("document", {}))


def _places(issue: Issue, items: Iterable[IssueItem], document: int) -> Mapping[str, object]:
    """The places of a document in an issue as one fact, such as "12 + 13/2024: 2/4, 3-9"."""
    own = [one for one in items if one.document == document]
    places = [
        f"{issue.number}/{issue.year}: {one.part}/{one.parts}"
        + (f", {one.first_page}-{one.last_page or one.first_page}" if one.first_page else "")
        for one in own
    ]
    return {"issue": "; ".join(places), "issued": day_text(issue.on) if own else ""}


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
