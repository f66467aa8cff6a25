"""CSV: a line for each group and each link, for spreadsheets. Everything a directory has."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from ..directory_data import as_data
from ..rules import Directory

TEXTS = ("title", "description", "icon_text")
SWITCHES = ("new_window", "nofollow")
PLAIN = ("url", "icon", "owner", "starts", "ends", "review")
# Where a file of somebody else names no group.
UNNAMED = "links"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(directory: Directory) -> bytes:
    """RFC 4180 with a byte order mark, by which Excel knows UTF-8. What would run as a formula gets an
    apostrophe before it, which `read` takes away again.
    """
    rows = list(_rows(as_data(directory), ""))
    columns = _columns(rows)
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    lines.writeheader()
    lines.writerows({name: _guard(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _columns(rows: list[dict[str, str]]) -> list[str]:
    used = {name for row in rows for name in row}
    texts = [
        name
        for text in TEXTS
        for name in sorted({text, *(one for one in used if one.startswith(f"{text}_"))})
    ]
    texts = [name for name in dict.fromkeys(texts) if name in TEXTS or name in used]
    return ["kind", "group", "key", "layout", *texts, *PLAIN, "languages", *SWITCHES]


def _rows(groups: list[dict[str, Any]], above: str) -> Iterator[dict[str, str]]:
    for group in groups:
        path = f"{above}/{group['key']}".strip("/")
        yield {"kind": "group", "group": path, "layout": group["layout"], **_texts(group)}
        for link in group.get("links", ()):
            plain = {name: link[name] for name in ("key", *PLAIN) if name in link}
            switches = {name: "yes" for name in SWITCHES if link.get(name)}
            languages = " ".join(link.get("languages", ()))
            yield {"kind": "link", "group": path, **_texts(link), **plain, **switches, "languages": languages}
        yield from _rows(group.get("groups", []), path)


def _texts(one: Mapping[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in TEXTS:
        text = one.get(name, "")
        by_code = text.items() if isinstance(text, Mapping) else [("", text)]
        texts |= {f"{name}_{code}" if code else name: said for code, said in by_code if said}
    return texts


def read(file: bytes) -> list[dict[str, Any]]:
    try:
        lines = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True)
        rows, columns = list(lines), lines.fieldnames or ()
    except (ValueError, csv.Error) as error:
        raise ValueError(f"this is not a CSV file in UTF-8: {error}") from error
    if "url" not in columns:
        raise ValueError('the first line must name the columns; one of them must be "url"')
    top: list[dict[str, Any]] = []
    for row in rows:
        said = {
            name: _unguard(value) for name, value in row.items() if name and isinstance(value, str) and value
        }
        group = _at(top, [part for part in said.pop("group", UNNAMED).split("/") if part] or [UNNAMED])
        if said.pop("kind", "link") == "group":
            group.update({**_read_texts(said), **{name: said[name] for name in ("layout",) if name in said}})
        else:
            group.setdefault("links", []).append(_link(said))
    return top


def _at(groups: list[dict[str, Any]], path: list[str]) -> dict[str, Any]:
    """The group that a path of keys leads to; those on the way are made."""
    group = next((one for one in groups if one["key"] == path[0]), None)
    if group is None:
        group = {"key": path[0]}
        groups.append(group)
    return _at(group.setdefault("groups", []), path[1:]) if path[1:] else group


def _link(said: dict[str, str]) -> dict[str, Any]:
    plain = {name: said[name] for name in ("key", *PLAIN) if name in said}
    switches = {name: said.get(name, "").lower() in {"yes", "true", "1", "x"} for name in SWITCHES}
    return {**plain, **switches, **_read_texts(said), "languages": said.get("languages", "").split()}


def _read_texts(said: Mapping[str, str]) -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for name in TEXTS:
        by_code = {
            column.removeprefix(f"{name}_"): said[column] for column in said if column.startswith(f"{name}_")
        }
        texts[name] = by_code or said.get(name, "")
    return texts


def _guard(value: str) -> str:
    quoted = value.startswith("'") and value[1:].startswith((*_FORMULA, "'"))
    return f"'{value}" if value.startswith(_FORMULA) or quoted else value


def _unguard(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith((*_FORMULA, "'")) else value
