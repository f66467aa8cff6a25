"""The link directory as plain data: parsed with its faults, and written."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from ..config import Text
from ..core.text.lazy import is_text
from ..core.text.normalization import normalize, one_line
from .rules import Directory, Group, GroupData, Layout, Link, LinkData

MayBeLinked = Callable[[str], bool]

LONGEST_TEXT = 500
LONGEST_URL = 2000
# Readers find nothing in a deeper directory, and a recursive parser needs a limit.
DEEPEST = 6
# Links and groups in one file. Nobody reads more, and a file with millions would occupy the server.
MOST = 20_000


@dataclass
class DirectoryReader:
    """Parses a directory from plain data and collects its faults in `refused`. A missing key is derived from
    the group and the address of the link, so the same data always have the same keys.
    """

    may_be_linked: MayBeLinked
    refused: list[str] = field(default_factory=list)
    # The used keys, each with the last number that was appended to it.
    _taken: dict[str, int] = field(default_factory=dict)

    def directory(self, groups: object) -> Directory:
        return Directory(tuple(self._groups(groups, 1)))

    def _groups(self, given: object, depth: int) -> Iterator[Group]:
        if not isinstance(given, Sequence) or isinstance(given, str):
            self.refused.append('groups must be a list of dictionaries with "key" and "links"')
            return
        for one in given:
            if not isinstance(one, Mapping) or not isinstance(one.get("key"), str) or not one["key"]:
                self.refused.append('each group must be a dictionary with a "key"')
            elif depth > DEEPEST:
                self.refused.append(f"{one['key'][:80]!r}: groups may be nested at most {DEEPEST} deep")
            else:
                yield self._group(one, depth)

    def _group(self, given: Mapping[str, object], depth: int) -> Group:
        name = str(given["key"])
        key = self._own_key(_read_key(name) or derive_key(name))
        title, layout = self._title(given.get("title", "")), given.get("layout", Layout.ROW)
        if not isinstance(layout, str) or layout not in set(Layout):
            self.refused.append(f"{key!r}: layout must be one of {', '.join(Layout)}")
            layout = Layout.ROW
        links = given.get("links", ())
        if isinstance(links, str) or not isinstance(links, Sequence):
            self.refused.append(f"{key!r}: links must be a list")
            links = ()
        read = tuple(link for one in links if (link := self._link(key, one)))
        return Group(
            key, title, Layout(layout), read, tuple(self._groups(given.get("groups", ()), depth + 1))
        )

    def _title(self, given: object) -> Text:
        try:
            return read_text(given, "title")
        except ValueError as error:
            self.refused.append(str(error))
            return ""

    def _link(self, group: str, given: object) -> Link | None:
        try:
            link = read_link(given, self.may_be_linked)
        except ValueError as error:
            self.refused.append(f"{group!r}: {error}")
            return None
        return replace(link, key=self._own_key(link.key or derive_key(group, link.url)))

    def _own_key(self, wanted: str) -> str:
        key, number = wanted, self._taken.get(wanted, 1)
        while key in self._taken:
            number += 1
            key = f"{wanted}-{number}"
        self._taken[wanted] = number
        self._taken.setdefault(key, 1)
        return key


def check_count(count: int) -> None:
    """Raise ValueError for a file with too many links and groups."""
    if count > MOST:
        raise ValueError(f"the file has more than {MOST} links and groups")


def derive_key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:10]


def read_configured(value: object, may_be_linked: MayBeLinked) -> Directory:
    """The configured directory: groups by key, each a list of links or a dictionary with `title`, `layout`,
    `links` and `groups`. Raises ValueError with the first fault.
    """
    if not isinstance(value, Mapping):
        raise ValueError('must be a dictionary of groups such as {"services": [{"title": ..., "url": ...}]}')  # noqa: TRY004 - every check raises ValueError
    reading = DirectoryReader(may_be_linked)
    read = reading.directory(_as_list(value))
    if reading.refused:
        raise ValueError(reading.refused[0])
    return read


def _as_list(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return [
        {**one, "key": str(key), "groups": _as_list(one.get("groups", ()))}
        if isinstance(one, Mapping)
        else {"key": str(key), "links": one}
        for key, one in value.items()
    ]


def read_link(given: object, may_be_linked: MayBeLinked) -> Link:
    """A link from plain data. Raises ValueError with the fault."""
    names = [one.name for one in fields(Link)]
    if not isinstance(given, Mapping) or not given.get("title") or not isinstance(given.get("url"), str):
        raise ValueError('each link must have a "title" and a "url"')
    unknown = given.keys() - set(names)
    if unknown:
        raise ValueError(
            f"{min(map(str, unknown))[:80]!r} is not a field of a link; the fields are {', '.join(names)}"
        )
    if len(given["url"]) > LONGEST_URL or not may_be_linked(given["url"]):
        raise ValueError(f"{given['url'][:200]!r} must begin with http://, https://, mailto:, tel: or /")
    icon = given.get("icon") or ""
    if icon and not (isinstance(icon, str) and icon.startswith("/") and may_be_linked(icon)):
        raise ValueError(f"the icon {_quote(icon)} must be a picture of this site, such as /static/icon.svg")
    texts = {name: read_text(given.get(name, ""), name) for name in ("title", "description", "icon_text")}
    if not texts["title"]:
        raise ValueError('each link must have a "title" and a "url"')
    return Link(
        **{
            **given,
            **texts,
            **_dates(given),
            **_switches(given),
            "icon": icon,
            "key": _read_key(given.get("key", "")),
        }
    )


def _switches(given: Mapping[str, object]) -> dict[str, object]:
    languages, owner = given.get("languages", ()), given.get("owner", "")
    if not isinstance(languages, list | tuple | set | frozenset) or not all(
        _is_language(one) for one in languages
    ):
        raise ValueError(f'"languages" of {given["url"]!r} must be a list of language codes')
    if not isinstance(owner, str):
        raise ValueError(f'"owner" of {given["url"]!r} must be a text')  # noqa: TRY004 - as all checks
    flags = {name: bool(given.get(name, False)) for name in ("new_window", "nofollow")}
    return {**flags, "languages": tuple(dict.fromkeys(languages)), "owner": read_line(owner)}


def _dates(given: Mapping[str, object]) -> dict[str, date | None]:
    read = {name: _date(given.get(name)) for name in ("starts", "ends", "review")}
    if read["starts"] and read["ends"] and read["ends"] < read["starts"]:
        raise ValueError(f"{given['url']!r} ends before it starts")
    return read


def _date(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(f"{_quote(value)} is not a day such as 2026-12-31") from error


def _quote(value: object) -> str:
    """The value for an error message. For a value other than a text, its type: it may be deeply nested."""
    return repr(value[:200]) if isinstance(value, str) else type(value).__name__


def read_text(value: object, name: str) -> Text:
    """A text, or text by language code. Each text is on one line and without invisible characters."""
    texts = value if isinstance(value, Mapping) else {"": value}
    if not all(is_text(text) for text in texts.values()):
        raise ValueError(f'"{name}" must be a text, or text by language code')
    if is_text(value):
        return read_line(value) if isinstance(value, str) else value
    if not all(_is_language(code) for code in texts):
        raise ValueError(f'"{name}" must be given by language codes such as "vi"')
    return {code: line for code, text in texts.items() if (line := read_line(str(text)))}


def read_line(text: str) -> str:
    return one_line(text, LONGEST_TEXT)


def _is_language(code: object) -> bool:
    return isinstance(code, str) and re.fullmatch("[a-z]{2,3}", code) is not None


def _read_key(given: object) -> str:
    """The key with letters, digits, dots and hyphens only, because it is part of addresses and paths."""
    text = normalize("NFKC", given) if isinstance(given, str) else ""
    return normalize("NFC", re.sub(r"[^\w.-]+", "-", text))[:80].strip("-.")


def as_data(directory: Directory) -> list[GroupData]:
    """The directory as plain data for `DirectoryReader.directory`, without empty values."""
    return [_group_data(group) for group in directory.groups]


def _group_data(group: Group) -> GroupData:
    data: GroupData = {"key": group.key}
    if group.title:
        data["title"] = _plain(group.title)
    data["layout"] = group.layout.value
    if group.links:
        data["links"] = [link_data(link) for link in group.links]
    if group.groups:
        data["groups"] = [_group_data(below) for below in group.groups]
    return data


def link_data(link: Link) -> LinkData:
    """A link as plain data, without empty values."""
    values = {one.name: _plain(getattr(link, one.name)) for one in fields(Link)}
    return {name: value for name, value in values.items() if value}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if is_text(value) else value
