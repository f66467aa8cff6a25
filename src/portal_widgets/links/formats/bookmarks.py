"""Browser bookmarks: folders, titles, addresses, descriptions."""

import re
from html import escape, unescape

from ...core.text.normalization import one_line
from ..directory_data import as_data, check_count
from ..rules import Directory, GroupData, LinkData
from .csv_file import UNNAMED

_HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
"""
# A tag with its attributes. The parts are possessive, so that other text is rejected in linear time; Python's
# own parser of HTML needs quadratic time in many versions.
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9]{0,9})\b((?:[^<>"']|"[^"]{0,9999}"|'[^']{0,9999}')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'=]++)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def write(directory: Directory) -> bytes:
    return "".join((_HEAD, *_list(as_data(directory), []))).encode()


def _list(groups: list[GroupData], links: list[LinkData]) -> list[str]:
    lines = ["<DL><p>\n"]
    for link in links:
        lines.append(f'<DT><A HREF="{escape(str(link["url"]))}">{escape(_first(link["title"]))}</A>\n')
        if link.get("description"):
            lines.append(f"<DD>{escape(_first(link['description']))}\n")
    for group in groups:
        lines.append(f"<DT><H3>{escape(_first(group.get('title', '')) or group['key'])}</H3>\n")
        lines += _list(group.get("groups", []), group.get("links", []))
    return [*lines, "</DL><p>\n"]


def _first(text: object) -> str:
    return str(next(iter(text.values()), "")) if isinstance(text, dict) else str(text)


def read(file: bytes) -> list[GroupData]:
    text = file.decode("utf-8-sig", "replace")
    if "<dl" not in text.lower():
        raise ValueError("this is not a file of bookmarks: it has no list <DL>")
    reader, place = _Reader(), 0
    for tag in _TAG.finditer(text):
        reader.hear(text[place : tag.start()])
        reader.end(tag[2].lower()) if tag[1] else reader.begin(tag[2].lower(), tag[3])
        place = tag.end()
    return reader.groups()


class _Reader:
    """Elements of bookmarks are never closed properly, so only opening tags and </DL> are read."""

    def __init__(self) -> None:
        self._top: GroupData = {"key": UNNAMED, "links": [], "groups": []}
        self._open = [self._top]
        self._folder: GroupData | None = None
        self._said: list[str] | None = None
        self._address = ""
        self._count = 0

    def groups(self) -> list[GroupData]:
        self._take_description()
        loose: list[GroupData] = [{"key": UNNAMED, "links": self._top["links"]}] if self._top["links"] else []
        return [*loose, *self._top["groups"]]

    def begin(self, tag: str, attributes: str) -> None:
        self._take_description()
        if tag == "dl":
            self._open.append(self._folder or self._open[-1])
            self._folder = None
        elif tag == "a":
            self._address, self._said = _address(attributes), []
        elif tag == "h3":
            self._said = []
        elif tag == "dd":
            self._said, self._address = [], "dd"

    def hear(self, text: str) -> None:
        if self._said is not None:
            self._said.append(text)

    def end(self, tag: str) -> None:
        self._take_description()
        if tag == "dl" and len(self._open) > 1:
            self._open.pop()
        if self._said is None:
            return
        said = self._text()
        if tag == "a":
            self._count_one()
            self._open[-1]["links"].append({"title": said or self._address, "url": self._address})
        elif tag == "h3":
            self._folder = {"key": said or UNNAMED, "title": said, "links": [], "groups": []}
            self._count_one()
            self._open[-1]["groups"].append(self._folder)
        self._said, self._address = None, ""

    def _count_one(self) -> None:
        self._count += 1
        check_count(self._count)

    def _take_description(self) -> None:
        """A description has no closing tag: the next tag ends it."""
        if self._said is None or self._address != "dd":
            return
        said, links = self._text(), self._open[-1]["links"]
        if said and links:
            links[-1]["description"] = said
        self._said, self._address = None, ""

    def _text(self) -> str:
        return one_line(unescape("".join(self._said or ())))


def _address(attributes: str) -> str:
    """The value of `href`, or ""."""
    for name, *values in _ATTRIBUTE.findall(attributes):
        if name.lower() == "href":
            return unescape("".join(values))
    return ""
