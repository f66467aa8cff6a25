"""Changes of a directory: each function returns a new one. Unknown links are ignored."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from .directory_data import DirectoryReader, as_data
from .rules import Directory, Group, Link

One = TypeVar("One", bound=Link | Group)
Do = Callable[[Directory], Directory]


def put_link(directory: Directory, group: str, link: Link) -> Directory:
    """A new link at the end of a group, or a changed one. In another group it moves to the end."""
    before = directory.link(link.key)
    if before is not None and before[0].key == group:
        return _with_links(
            directory, group, lambda links: tuple(link if one.key == link.key else one for one in links)
        )
    return _with_links(remove(directory, {link.key}), group, lambda links: (*links, link))


def remove(directory: Directory, keys: Iterable[str]) -> Directory:
    gone = set(keys)
    return _each(
        directory,
        lambda group: replace(group, links=tuple(one for one in group.links if one.key not in gone)),
    )


def gather(directory: Directory, keys: Iterable[str], group: str) -> Directory:
    """Move links to the end of one group, in their order."""
    wanted = set(keys)
    if directory.group(group) is None:
        return directory
    moved = tuple(link for _, link in directory.links() if link.key in wanted)
    return _with_links(remove(directory, wanted), group, lambda links: (*links, *moved))


def change(directory: Directory, keys: Iterable[str], do: Callable[[Link], Link]) -> Directory:
    wanted = set(keys)
    return _each(
        directory,
        lambda group: replace(
            group, links=tuple(do(one) if one.key in wanted else one for one in group.links)
        ),
    )


def shift(directory: Directory, key: str, step: int) -> Directory:
    """Move a link or a group one place up (-1) or down (1) among its neighbours."""
    directory = replace(directory, groups=_shift(directory.groups, key, step))
    return _each(
        directory,
        lambda group: replace(
            group, links=_shift(group.links, key, step), groups=_shift(group.groups, key, step)
        ),
    )


def place_before(directory: Directory, key: str, before: str) -> Directory:
    """Move a link before another one, into that link's group."""
    found, goal = directory.link(key), directory.link(before)
    if found is None or goal is None or key == before:
        return directory

    def inserted(links: tuple[Link, ...]) -> tuple[Link, ...]:
        at = [one.key for one in links].index(before)
        return (*links[:at], found[1], *links[at:])

    return _with_links(remove(directory, {key}), goal[0].key, inserted)


def put_group(directory: Directory, above: str, group: Group) -> Directory:
    """A new group at the end of the one above ("" for the top), or a changed one in its place."""
    if directory.group(group.key) is not None:
        return _each(
            directory,
            lambda one: replace(one, title=group.title, layout=group.layout) if one.key == group.key else one,
        )
    if not above:
        return replace(directory, groups=(*directory.groups, group))
    return _each(
        directory, lambda one: replace(one, groups=(*one.groups, group)) if one.key == above else one
    )


def remove_group(directory: Directory, key: str) -> Directory:
    """Remove a group with all its content."""
    kept = replace(directory, groups=tuple(one for one in directory.groups if one.key != key))
    return _each(
        kept, lambda one: replace(one, groups=tuple(below for below in one.groups if below.key != key))
    )


def join(directory: Directory, other: Directory) -> Directory:
    """Append another directory: a group with the key of a group at the top replaces it."""
    keys = {group.key for group in other.groups}
    return Directory((*(group for group in directory.groups if group.key not in keys), *other.groups))


def merge(directory: Directory, other: Directory) -> Directory:
    """Join both and parse the result again, so that no two groups or links have the same key."""
    return DirectoryReader(lambda _address: True).directory(as_data(join(directory, other)))


def _each(directory: Directory, do: Callable[[Group], Group]) -> Directory:
    def changed(group: Group) -> Group:
        done = do(group)
        return replace(done, groups=tuple(changed(below) for below in done.groups))

    return Directory(tuple(changed(group) for group in directory.groups))


def _with_links(
    directory: Directory, key: str, do: Callable[[tuple[Link, ...]], tuple[Link, ...]]
) -> Directory:
    return _each(
        directory, lambda group: replace(group, links=do(group.links)) if group.key == key else group
    )


def _shift(row: tuple[One, ...], key: str, step: int) -> tuple[One, ...]:
    at = next((place for place, one in enumerate(row) if one.key == key), None)
    if at is None:
        return row
    rest = [*row[:at], *row[at + 1 :]]
    rest.insert(max(at + step, 0), row[at])
    return tuple(rest)
