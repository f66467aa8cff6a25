"""Bookmarks as every browser writes and reads them: folders, titles, addresses, descriptions."""

from html import escape
from html.parser import HTMLParser
from typing import Any

from ..directory_data import as_data
from ..rules import Directory
from .csv_file import UNNAMED

_HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
"""


def write(directory: Directory) -> bytes:
    return "".join((_HEAD, *_list(as_data(directory), []))).encode()


def _list(groups: list[dict[str, Any]], links: list[dict[str, Any]]) -> list[str]:
    lines = ["<DL><p>\n"]
    for link in links:
        lines.append(f'<DT><A HREF="{escape(link["url"])}">{escape(_first(link["title"]))}</A>\n')
        if link.get("description"):
            lines.append(f"<DD>{escape(_first(link['description']))}\n")
    for group in groups:
        lines.append(f"<DT><H3>{escape(_first(group.get('title', '')) or group['key'])}</H3>\n")
        lines += _list(group.get("groups", []), group.get("links", []))
    return [*lines, "</DL><p>\n"]


def _first(text: Any) -> str:
    return next(iter(text.values()), "") if isinstance(text, dict) else str(text)


def read(file: bytes) -> list[dict[str, Any]]:
    text = file.decode("utf-8-sig", "replace")
    if "<dl" not in text.lower():
        raise ValueError("this is not a file of bookmarks: it has no list <DL>")
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return parser.groups()


class _Parser(HTMLParser):
    """Its elements are never closed properly, so only what opens is looked at, and </DL>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._top: dict[str, Any] = {"key": UNNAMED, "links": [], "groups": []}
        self._open = [self._top]
        self._folder: dict[str, Any] | None = None
        self._said: list[str] | None = None
        self._address = ""

    def groups(self) -> list[dict[str, Any]]:
        loose = [{"key": UNNAMED, "links": self._top["links"]}] if self._top["links"] else []
        return [*loose, *self._top["groups"]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take_description()
        if tag == "dl":
            self._open.append(self._folder or self._open[-1])
            self._folder = None
        elif tag == "a":
            self._address, self._said = dict(attrs).get("href") or "", []
        elif tag == "h3":
            self._said = []
        elif tag == "dd":
            self._said, self._address = [], "dd"

    def handle_data(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._take_description()
        if tag == "dl" and len(self._open) > 1:
            self._open.pop()
        if self._said is None:
            return
        said = " ".join("".join(self._said).split())
        if tag == "a":
            self._open[-1]["links"].append({"title": said or self._address, "url": self._address})
        elif tag == "h3":
            self._folder = {"key": said or UNNAMED, "title": said, "links": [], "groups": []}
            self._open[-1]["groups"].append(self._folder)
        self._said, self._address = None, ""

    def _take_description(self) -> None:
        """A description has no end of its own: the next tag ends it."""
        if self._said is None or self._address != "dd":
            return
        said, links = " ".join("".join(self._said).split()), self._open[-1]["links"]
        if said and links:
            links[-1]["description"] = said
        self._said, self._address = None, ""
