"""Issues of the gazette as plain data, as revisions and exports contain them, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from ..core.history.event_data import day_text, read_day, without_empty
from ..core.plain_data import mapping, sequence, text, whole
from .document_data import read_file
from .rules.document import Issue, IssueItem

# An issue with the documents in it, in their order.
FilledIssue = tuple[Issue, tuple[IssueItem, ...]]


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
