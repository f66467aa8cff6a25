"""NukeViet's module weblinks, as phpMyAdmin exports its tables to JSON."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..directory_data import DEEPEST
from ..rules import GroupData, LinkData
from .json_file import load

Row = Mapping[str, object]
# Rows by their category.
ByCategory = Mapping[str, list[Row]]


def read(file: bytes) -> list[GroupData]:
    """The categories with their links, in the order of their weights; inactive links are left out."""
    document = load(file)
    categories, links = _table(document, "_weblinks_cat"), _table(document, "_weblinks_rows")
    if not categories and not links:
        raise ValueError("the tables ..._weblinks_cat and ..._weblinks_rows are not in this file")
    known = {_text(one, "catid") for one in categories}
    loose = [one for one in links if _text(one, "catid") not in known]
    orphans: list[GroupData] = [{"key": "links", "links": _links(loose)}] if loose else []
    below = _sort_into(sorted(categories, key=_weight), "parentid")
    return [*_groups(below, _sort_into(links, "catid"), "0", known), *orphans]


def _table(document: object, ending: str) -> list[Row]:
    tables = document if isinstance(document, list) else []
    for table in tables:
        if isinstance(table, Mapping) and _text(table, "name").endswith(ending):
            rows = table.get("data")
            return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return []


def _sort_into(rows: Iterable[Row], column: str) -> ByCategory:
    sorted_: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sorted_[_text(row, column) or "0"].append(row)
    return sorted_


def _groups(
    below: ByCategory, links: ByCategory, above: str, left: set[str], depth: int = 0
) -> list[GroupData]:
    """`left` are the categories that are not placed yet, so that a category inside itself is placed once.
    Groups that are too deep for a directory are refused later, with a message.
    """
    made: list[GroupData] = []
    for one in below.get(above, ()) if depth <= DEEPEST else ():
        number = _text(one, "catid")
        if number not in left:
            continue
        left.discard(number)
        made.append(
            {
                "key": _text(one, "alias") or f"weblinks-{number}",
                "title": _text(one, "title"),
                "layout": "list",
                "links": _links(links.get(number, [])),
                "groups": _groups(below, links, number, left, depth + 1),
            }
        )
    return made


def _links(rows: list[Row]) -> list[LinkData]:
    on = [row for row in rows if (_text(row, "status") or "1") == "1"]
    return [
        {
            "key": f"weblinks-{_text(row, 'id')}",
            "title": _text(row, "title"),
            "url": _text(row, "url"),
            "description": _text(row, "description"),
        }
        for row in on
    ]


def _weight(row: Row) -> int:
    text = _text(row, "weight")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _text(row: Row, column: str) -> str:
    """A column as text: some versions of phpMyAdmin write numbers as numbers."""
    value = row.get(column)
    return str(value) if isinstance(value, str | int) else ""
