"""CSV for spreadsheets: a line for each group and each link. It contains everything in a directory."""

from collections.abc import Iterator, Mapping

from ...core.files.csv_file import read_csv, unguard, write_csv
from ..directory_data import DEEPEST, as_data, check_count
from ..rules import Directory, GroupData, LinkData

TEXTS = ("title", "description", "icon_text")
SWITCHES = ("new_window", "nofollow")
PLAIN = ("url", "icon", "owner", "starts", "ends", "review")
_COLUMNS = frozenset({"kind", "group", "key", "layout", "languages", *TEXTS, *PLAIN, *SWITCHES})
# The group of links from a foreign file that names no group.
UNNAMED = "links"
# The most columns: three texts in a hundred languages each, and the other columns.
_MOST_COLUMNS = 400


def write(directory: Directory) -> bytes:
    """A text that could run as a formula gets an apostrophe before it, which `read` removes again."""
    rows = list(_rows(as_data(directory), ""))
    columns = _columns(rows)
    return write_csv([columns, *([row.get(name, "") for name in columns] for row in rows)])


def _columns(rows: list[dict[str, str]]) -> list[str]:
    used = {name for row in rows for name in row}
    texts = [
        name
        for text in TEXTS
        for name in sorted({text, *(one for one in used if one.startswith(f"{text}_"))})
    ]
    texts = [name for name in dict.fromkeys(texts) if name in TEXTS or name in used]
    return ["kind", "group", "key", "layout", *texts, *PLAIN, "languages", *SWITCHES]


def _rows(groups: list[GroupData], above: str) -> Iterator[dict[str, str]]:
    for group in groups:
        path = f"{above}/{group['key']}".strip("/")
        yield {"kind": "group", "group": path, "layout": str(group["layout"]), **_texts(group)}
        for link in group.get("links", ()):
            plain = {name: str(link[name]) for name in ("key", *PLAIN) if name in link}
            switches = {name: "yes" for name in SWITCHES if link.get(name)}
            languages = link.get("languages")
            listed = " ".join(languages) if isinstance(languages, list) else ""
            yield {"kind": "link", "group": path, **_texts(link), **plain, **switches, "languages": listed}
        yield from _rows(group.get("groups", []), path)


def _texts(one: Mapping[str, object]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in TEXTS:
        text = one.get(name, "")
        by_code = text.items() if isinstance(text, Mapping) else [("", text)]
        texts |= {f"{name}_{code}" if code else name: str(said) for code, said in by_code if said}
    return texts


def read(file: bytes) -> list[GroupData]:
    top: list[GroupData] = []
    known: dict[tuple[str, ...], GroupData] = {}
    for number, said in enumerate(_lines(file), 1):
        check_count(number)
        path = tuple(part for part in said.pop("group", UNNAMED).split("/") if part)
        # A deeper group is refused later, with a message.
        group = _group(top, known, path[: DEEPEST + 1] or (UNNAMED,))
        if said.pop("kind", "link") == "group":
            group["title"] = _read_texts(said)["title"]
            if "layout" in said:
                group["layout"] = said["layout"]
        else:
            group.setdefault("links", []).append(_link(said))
    return top


def _lines(file: bytes) -> Iterator[dict[str, str]]:
    """Yield the values of each line, by column."""
    lines = read_csv(file, _MOST_COLUMNS, lambda row: "url" in _names(row))
    _, first = next(lines, (0, []))
    columns = _names(first)
    if "url" not in columns:
        raise ValueError('the first line must name the columns; one of them must be "url"')
    for number, row in lines:
        # A comma within a text that has no quotes would move all texts after it into other columns.
        if any(row[len(columns) :]):
            raise ValueError(
                f"line {number} has more values than columns; put quotes around texts with commas"
            )
        if row:
            pairs = zip(columns, row, strict=False)
            yield {name: unguard(value) for name, value in pairs if name and value}


def _names(row: list[str]) -> list[str]:
    read = [unguard(name).strip() for name in row]
    return [name.lower() if name.lower() in _COLUMNS else name for name in read]


def _group(top: list[GroupData], known: dict[tuple[str, ...], GroupData], path: tuple[str, ...]) -> GroupData:
    """The group at a path of keys. Missing groups on the path are created."""
    found = known.get(path)
    if found is None:
        found = known[path] = {"key": path[-1]}
        above = _group(top, known, path[:-1]).setdefault("groups", []) if path[1:] else top
        above.append(found)
    return found


def _link(said: dict[str, str]) -> LinkData:
    plain = {name: said[name] for name in ("key", *PLAIN) if name in said}
    switches = {name: said.get(name, "").lower() in {"yes", "true", "1", "x"} for name in SWITCHES}
    return {**plain, **switches, **_read_texts(said), "languages": said.get("languages", "").split()}


def _read_texts(said: Mapping[str, str]) -> dict[str, str | dict[str, str]]:
    texts: dict[str, str | dict[str, str]] = {}
    for name in TEXTS:
        by_code = {
            column.removeprefix(f"{name}_"): said[column] for column in said if column.startswith(f"{name}_")
        }
        texts[name] = by_code or said.get(name, "")
    return texts
