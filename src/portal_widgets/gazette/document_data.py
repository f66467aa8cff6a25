"""Documents, relations and issues as plain data, as revisions and exports contain them, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from ..core.history.event_data import day_text, read_day, texts, without_empty
from ..core.plain_data import mapping, sequence, text, whole
from .rules.document import (
    Document,
    FileForm,
    FileRole,
    Issue,
    IssueItem,
    Publication,
    Signer,
    StoredFile,
    Withdrawal,
    Work,
)
from .rules.effects import DayWording, DocumentRef, Relation, RelationKind

_WORK = ("body", "kind", "number", "double", "double_reason")

# An issue with the documents in it, in their order.
FilledIssue = tuple[Issue, tuple[IssueItem, ...]]


def document_data(document: Document) -> dict[str, object]:
    """Empty facts are left out."""
    taken_back = document.withdrawal
    return without_empty(
        {
            "id": document.id or "",
            **{name: getattr(document.work, name) for name in _WORK},
            "year": document.work.year,
            "title": document.title,
            "abstract": document.abstract,
            "signed": day_text(document.signed),
            "published": day_text(document.published),
            "signer": document.signer.name,
            "office": document.signer.office,
            "fields": list(document.fields),
            "files": [without_empty(asdict(one)) for one in document.files],
            "publication": document.publication.value,
            "source": document.source,
            "withdrawn_on": day_text(taken_back.on) if taken_back is not None else "",
            "withdrawn_reason": taken_back.reason if taken_back is not None else "",
            "withdrawn_office": taken_back.office if taken_back is not None else "",
        }
    )


def read_document(data: object) -> Document:
    """Raises ValueError or LookupError if the data are not a document."""
    given = mapping(data)
    said = texts(given, "title", "abstract", "signer", "office", "source")
    withdrawn = texts(given, "withdrawn_reason", "withdrawn_office")
    on = read_day(given.get("withdrawn_on"))
    return Document(
        Work(year=whole(given["year"]), **texts(given, *_WORK)),
        said["title"],
        said["abstract"],
        read_day(given.get("signed")),
        read_day(given.get("published")),
        Signer(said["signer"], said["office"]),
        tuple(text(one) for one in sequence(given.get("fields", ()))),
        tuple(read_file(mapping(one)) for one in sequence(given.get("files", ()))),
        Publication(text(given.get("publication", "draft"))),
        Withdrawal(on, withdrawn["withdrawn_reason"], withdrawn["withdrawn_office"]) if on else None,
        said["source"],
        whole(given.get("id", 0)),
    )


def read_file(data: Mapping[str, object]) -> StoredFile:
    """Raises ValueError or LookupError if the data are not facts of a file."""
    pages, replaced = data.get("pages"), data.get("replaced_at")
    return StoredFile(
        text(data["digest"]),
        text(data["name"]),
        text(data["media_type"]),
        whole(data.get("size", 0)),
        whole(pages) if pages is not None else None,
        FileForm(text(data.get("form", ""))),
        FileRole(text(data.get("role", "original"))),
        whole(data.get("at", 0)),
        whole(replaced) if replaced is not None else None,
        text(data.get("replaced_reason", "")),
    )


def relation_data(relation: Relation) -> dict[str, object]:
    """Empty facts are left out."""
    return without_empty(
        {
            "id": relation.id or "",
            "kind": relation.kind.value,
            "acting": _reference_data(relation.acting),
            "target": _reference_data(relation.target),
            "from": day_text(relation.date_from),
            "to": day_text(relation.date_to),
            "wording": relation.wording.value,
            "note": relation.note,
            "source": relation.source,
            "position": relation.position or "",
        }
    )


def read_relation(data: object) -> Relation:
    """Raises ValueError or LookupError if the data are not a relation."""
    given = mapping(data)
    return Relation(
        RelationKind(text(given["kind"])),
        _reference(mapping(given.get("acting", {}))),
        _reference(mapping(given.get("target", {}))),
        read_day(given.get("from")),
        read_day(given.get("to")),
        DayWording(text(given.get("wording", "from"))),
        position=whole(given.get("position", 0)),
        id=whole(given.get("id", 0)),
        **texts(given, "note", "source"),
    )


def _reference_data(reference: DocumentRef) -> dict[str, object]:
    return without_empty({"id": reference.id, "text": reference.text, "part": reference.part})


def _reference(data: Mapping[str, object]) -> DocumentRef:
    number = data.get("id")
    return DocumentRef(whole(number) if number is not None else None, **texts(data, "text", "part"))


def issue_data(issue: Issue, items: Iterable[IssueItem]) -> dict[str, object]:
    """Empty facts are left out."""
    return without_empty(
        {
            "id": issue.id or "",
            "number": issue.number,
            "year": issue.year,
            "on": day_text(issue.on),
            "special": issue.special or "",
            "file": without_empty(asdict(issue.file)) if issue.file is not None else "",
            "items": [_item_data(one) for one in items],
        }
    )


def read_issue(data: object) -> FilledIssue:
    """Raises ValueError or LookupError if the data are not an issue."""
    given = mapping(data)
    issue = Issue(
        text(given["number"]),
        whole(given["year"]),
        read_day(given.get("on")),
        given.get("special") is True,
        read_file(mapping(given["file"])) if "file" in given else None,
        whole(given.get("id", 0)),
    )
    items = (mapping(one) for one in sequence(given.get("items", ())))
    return issue, tuple(_item(one, issue.id, position) for position, one in enumerate(items))


def _item_data(item: IssueItem) -> dict[str, object]:
    return without_empty(
        {
            "document": item.document,
            "part": item.part if item.parts > 1 else "",
            "parts": item.parts if item.parts > 1 else "",
            "first_page": item.first_page,
            "last_page": item.last_page,
        }
    )


def _item(data: Mapping[str, object], issue: int, position: int) -> IssueItem:
    first, last = (whole(data[name]) if name in data else None for name in ("first_page", "last_page"))
    part, parts = (whole(data.get(name, 1)) for name in ("part", "parts"))
    return IssueItem(issue, whole(data["document"]), position, part, parts, first, last)
