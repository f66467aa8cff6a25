"""Issues of a file: those that the gazette lacks, and documents that are missing in those that it has."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..document_data import FilledIssue, issue_data
from ..rules.document import Issue, IssueItem, placed
from .checking import YEARS, is_file, is_text

LONGEST_NUMBER = 60
# A column of whole numbers.
_MOST = 2**31


def is_storable(filled: FilledIssue) -> bool:
    """Whether every database can store an issue with its documents."""
    issue, items = filled
    places = [(one.document, one.part) for one in items]
    return (
        0 < len(issue.number.strip()) <= LONGEST_NUMBER
        and issue.year in YEARS
        and (issue.file is None or is_file(issue.file))
        and len(set(places)) == len(places)
        and all(map(_is_item, items))
        and is_text(issue_data(issue, items))
    )


def plan_issues(
    incoming: Iterable[FilledIssue], ids: Mapping[int, int], stored: Iterable[FilledIssue]
) -> list[FilledIssue]:
    """The issues to write. `ids` are those of the documents by their ids in the file; documents that the
    import leaves out are not in it. A stored issue keeps its facts and its documents.
    """
    known = {_key(issue): (issue, items) for issue, items in stored}
    changed: dict[tuple[int, str], FilledIssue] = {}
    for issue, listed in incoming:
        before = changed.get(_key(issue)) or known.get(_key(issue))
        own, items = before or (replace(issue, id=0), ())
        places = {(one.document, one.part) for one in items}
        mapped = [
            replace(one, issue=own.id, document=ids[one.document]) for one in listed if one.document in ids
        ]
        new = [one for one in mapped if (one.document, one.part) not in places]
        if new or before is None:
            changed[_key(issue)] = own, placed((*items, *new))
    return list(changed.values())


def with_numbers(filled: FilledIssue, ids: Mapping[int, int]) -> FilledIssue:
    """The issue with documents that are stored. `ids` are those of new ones by their ids in the plan."""
    issue, items = filled
    renamed = (replace(one, document=ids.get(one.document, one.document)) for one in items)
    return issue, placed([one for one in renamed if one.document > 0])


def _key(issue: Issue) -> tuple[int, str]:
    return issue.year, issue.number


def _is_item(item: IssueItem) -> bool:
    pages = [one for one in (item.first_page, item.last_page) if one is not None]
    return 0 < item.part <= item.parts < _MOST and all(0 <= one < _MOST for one in pages)
