"""The link directory: nested groups, and links with their owners and the days on which they are shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypedDict

from ..config import Text
from ..core.text.identity import identity
from ..core.text.vietnamese import fold, sort_key

# A link as plain data, by the names of its fields.
LinkData = dict[str, object]


class GroupData(TypedDict, total=False):
    """A group as plain data. Its values may come from a file and are not checked yet."""

    key: str
    title: object
    layout: object
    links: list[LinkData]
    groups: list["GroupData"]


class Layout(StrEnum):
    """The layout of a group."""

    ROW = "row"
    LIST = "list"
    CARDS = "cards"
    COLUMNS = "columns"
    SELECT = "select"
    CAROUSEL = "carousel"


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `icon` is a picture of this site and `icon_text` its alternative text; `owner` is the
    responsible person, `review` the day of the next review. It is shown from `starts` to `ends`, both
    included, on pages in its `languages` (on all pages if it has none).
    """

    title: Text
    url: str
    key: str = ""
    description: Text = ""
    icon: str = ""
    icon_text: Text = ""
    owner: str = ""
    starts: date | None = None
    ends: date | None = None
    review: date | None = None
    languages: tuple[str, ...] = ()
    new_window: bool = False
    nofollow: bool = False

    def is_visible(self, today: date, language: str) -> bool:
        return self.is_current(today) and (not self.languages or language in self.languages)

    def is_current(self, today: date) -> bool:
        begun = self.starts is None or self.starts <= today
        over = self.ends is not None and self.ends < today
        return begun and not over


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading, and groups below it."""

    key: str
    title: Text = ""
    layout: Layout = Layout.ROW
    links: tuple[Link, ...] = ()
    groups: tuple["Group", ...] = ()

    def every(self) -> Iterator["Group"]:
        """The group and every group below, from the top."""
        yield self
        for group in self.groups:
            yield from group.every()

    def visible(self, today: date, language: str) -> "Group":
        """The directory for readers on a day and in a language. Groups with nothing to show are left out."""
        below = tuple(group.visible(today, language) for group in self.groups)
        return replace(
            self,
            links=tuple(link for link in self.links if link.is_visible(today, language)),
            groups=tuple(group for group in below if group.links or group.groups),
        )


@dataclass(frozen=True, slots=True)
class Directory:
    """All links of a portal."""

    groups: tuple[Group, ...] = ()

    def every(self) -> Iterator[Group]:
        for group in self.groups:
            yield from group.every()

    def group(self, key: str) -> Group | None:
        wanted = identity(key)
        return next((group for group in self.every() if group.key == wanted), None)

    def links(self) -> Iterator[tuple[Group, Link]]:
        for group in self.every():
            for link in group.links:
                yield group, link

    def link(self, key: str) -> tuple[Group, Link] | None:
        wanted = identity(key)
        return next((found for found in self.links() if found[1].key == wanted), None)

    def visible(self, today: date, language: str) -> "Directory":
        groups = (group.visible(today, language) for group in self.groups)
        return Directory(tuple(group for group in groups if group.links or group.groups))


def search(directory: Directory, words: str) -> Directory:
    """The links whose title, description or address contains every word, ignoring diacritics and case."""
    wanted = fold(words).split()
    if not wanted:
        return directory
    return Directory(tuple(hit for group in directory.groups if (hit := _search_group(group, wanted))))


def _search_group(group: Group, wanted: Sequence[str]) -> Group | None:
    links = tuple(link for link in group.links if _matches(link, wanted))
    groups = tuple(hit for below in group.groups if (hit := _search_group(below, wanted)))
    return replace(group, links=links, groups=groups) if links or groups else None


def _matches(link: Link, wanted: Sequence[str]) -> bool:
    said = fold(" ".join((*_texts(link.title), *_texts(link.description), link.url)))
    return all(word in said for word in wanted)


def _texts(text: Text) -> list[str]:
    return list(text.values()) if isinstance(text, Mapping) else [text]


def by_alphabet(links: Sequence[Link], text: Callable[[Text], str]) -> list[Link]:
    """Sort links by the Vietnamese alphabet."""
    return sorted(links, key=lambda link: sort_key(text(link.title)))
