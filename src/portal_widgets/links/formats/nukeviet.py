"""NukeViet's module weblinks, as phpMyAdmin exports its tables to JSON."""

import json
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def read(file: bytes) -> list[dict[str, Any]]:
    """The categories with their links, in the order of their weights; links that are off are left out."""
    try:
        document = json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is not JSON: {error}") from error
    categories, links = _table(document, "_weblinks_cat"), _table(document, "_weblinks_rows")
    if not categories and not links:
        raise ValueError("the tables ..._weblinks_cat and ..._weblinks_rows are not in this file")
    known = {str(one.get("catid")) for one in categories}
    loose = [one for one in links if str(one.get("catid")) not in known]
    orphans = [{"key": "links", "links": _links(loose)}] if loose else []
    return [*_groups(categories, links, "0", known), *orphans]


def _table(document: Any, ending: str) -> list[Row]:
    tables = document if isinstance(document, list) else []
    for table in tables:
        if isinstance(table, Mapping) and str(table.get("name", "")).endswith(ending):
            rows = table.get("data")
            return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return []


def _groups(categories: list[Row], links: list[Row], above: str, left: set[str]) -> list[dict[str, Any]]:
    """`left` are the categories not yet placed: one that stands in itself is placed once."""
    made = []
    for one in sorted(categories, key=lambda row: _number(row.get("weight"))):
        number, parent = str(one.get("catid")), str(one.get("parentid", "0"))
        if parent != above or number not in left:
            continue
        left.discard(number)
        own = [link for link in links if str(link.get("catid")) == number]
        made.append(
            {
                "key": str(one.get("alias") or f"weblinks-{number}"),
                "title": str(one.get("title", "")),
                "layout": "list",
                "links": _links(own),
                "groups": _groups(categories, links, number, left),
            }
        )
    return made


def _links(rows: list[Row]) -> list[dict[str, Any]]:
    on = [row for row in rows if str(row.get("status", "1")) == "1"]
    return [
        {
            "key": f"weblinks-{row.get('id')}",
            "title": str(row.get("title", "")),
            "url": str(row.get("url", "")),
            "description": str(row.get("description") or ""),
        }
        for row in on
    ]


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else 0
