"""OPML 2.0, in which feed readers and WordPress exchange links. Our export has everything, in attributes of
its own.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from ..directory_data import as_data, check_count
from ..rules import Directory, GroupData, LinkData
from .csv_file import UNNAMED

OURS = "urn:portal-widgets:links"
_TEXTS = ("title", "description", "icon_text")
_OF_GROUPS = ("key", "title", "layout")
_FLAGS = ("new_window", "nofollow")
# Far deeper than a directory may be. A lower limit applies later, with a message.
_DEEPEST = 100
# In bytes: the first element must begin before the first number. Until then the parser reads in steps of the
# second.
_PROLOG, _STEP = 64 * 1024, 1024


def write(directory: Directory) -> bytes:
    ET.register_namespace("pw", OURS)
    document = ET.Element("opml", {"version": "2.0"})
    ET.SubElement(ET.SubElement(document, "head"), "title").text = "Links"
    _write_groups(ET.SubElement(document, "body"), as_data(directory))
    ET.indent(document)
    text: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _write_groups(above: ET.Element, groups: list[GroupData]) -> None:
    for group in groups:
        outline = ET.SubElement(above, "outline", {"text": _first(group.get("title")) or group["key"]})
        _write_fields(outline, {name: value for name, value in group.items() if name in _OF_GROUPS})
        for link in group.get("links", ()):
            known = {"type": "link", "text": _first(link["title"]), "url": str(link["url"])}
            rest = {name: value for name, value in link.items() if name != "url"}
            _write_fields(ET.SubElement(outline, "outline", known), rest)
        _write_groups(outline, group.get("groups", []))


def _write_fields(outline: ET.Element, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            for code, text in value.items():
                outline.set(f"{{{OURS}}}{name}.{code}", text)
        elif isinstance(value, bool):
            outline.set(f"{{{OURS}}}{name}", "true")
        else:
            outline.set(f"{{{OURS}}}{name}", " ".join(value) if isinstance(value, list) else str(value))


def _first(text: object) -> str:
    return str(next(iter(text.values()), "") if isinstance(text, Mapping) else text or "")


def read(file: bytes) -> list[GroupData]:
    try:
        body = _parse(file).find("body")
    except (ET.ParseError, LookupError) as error:  # LookupError: an unknown encoding
        raise ValueError(f"this is not XML: {error}") from error
    if body is None:
        raise ValueError("this is not OPML: it has no body")
    top = _read_group(body)
    loose: list[GroupData] = [{"key": UNNAMED, "links": top["links"]}] if top["links"] else []
    return [*loose, *top["groups"]]


def _parse(file: bytes) -> ET.Element:
    """The document. Entities can be declared only before the first element, so this part is parsed in steps:
    after the refusal the parser must not process the declarations.
    """
    builder = _Builder()
    parser = ET.XMLParser(target=builder)  # noqa: S314 - no entities: the builder refuses declarations
    begun = 0
    while not builder.count and begun < min(len(file), _PROLOG):
        parser.feed(file[begun : begun + _STEP])
        begun += _STEP
    parser.feed(file[begun:] if builder.count else b"")
    root: ET.Element = parser.close()
    return root


class _Builder(ET.TreeBuilder):
    """Detects a file's declarations with the parser itself, in any encoding, and counts its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._depth = 0

    def doctype(self, *_declared: str | None) -> None:
        raise ValueError("the file declares a document type or entities, which no file of links needs")

    def start(self, tag: str, attrs: Mapping[str, str], /) -> ET.Element:
        self.count += 1
        self._depth += 1
        check_count(self.count)
        if self._depth > _DEEPEST:
            raise ValueError(f"elements are nested more than {_DEEPEST} deep")
        return super().start(tag, dict(attrs))

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def _read_group(outline: ET.Element) -> GroupData:
    group: GroupData = {"links": [], "groups": []}
    for one in outline.findall("outline"):
        address = one.get("url") or one.get("htmlUrl") or one.get("xmlUrl")
        if address is not None:
            group["links"].append(_read_link(one, address))
        else:
            group["groups"].append(_read_named_group(one, one.get("text") or one.get("title") or ""))
    return group


def _read_named_group(outline: ET.Element, said: str) -> GroupData:
    fields, group = _read_fields(outline), _read_group(outline)
    group["key"] = str(fields.get("key", said or UNNAMED))
    group["title"] = fields.get("title", said)
    if "layout" in fields:
        group["layout"] = fields["layout"]
    return group


def _read_link(outline: ET.Element, address: str) -> LinkData:
    said = {"title": outline.get("text") or outline.get("title") or address, "url": address}
    return {**said, "description": outline.get("description", ""), **_read_fields(outline)}


def _read_fields(outline: ET.Element) -> dict[str, object]:
    fields: dict[str, object] = {}
    texts: dict[str, dict[str, str]] = {}
    for attribute, value in outline.attrib.items():
        if not attribute.startswith(f"{{{OURS}}}"):
            continue
        name, _, code = attribute.removeprefix(f"{{{OURS}}}").partition(".")
        if code and name in _TEXTS:
            fields[name] = texts.setdefault(name, {})
            texts[name][code] = value
        elif name in _FLAGS:
            fields[name] = value == "true"
        else:
            fields[name] = value.split() if name == "languages" else value
    if "title" not in fields and "key" in fields and "url" not in outline.attrib:
        fields["title"] = ""  # a group of ours without a heading: its text is its key
    return fields
