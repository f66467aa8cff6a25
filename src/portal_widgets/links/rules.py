"""Links: what a group is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """One link; its title in one language, or in several by language code."""

    title: Text
    url: str


Groups = Mapping[str, Sequence[Link]]


def groups(value: Any, may_be_linked: Callable[[str], bool]) -> Groups:
    """Groups of links as configured: {"services": [{"title": ..., "url": ...}]}."""
    if not isinstance(value, Mapping):
        raise ValueError('must be a dictionary of groups such as {"services": [{"title": ..., "url": ...}]}')  # noqa: TRY004 - every check raises ValueError
    return {
        str(name): tuple(_link(name, link, may_be_linked) for link in links) for name, links in value.items()
    }


def _link(group: str, given: Any, may_be_linked: Callable[[str], bool]) -> Link:
    if not isinstance(given, Mapping) or not given.get("title") or not isinstance(given.get("url"), str):
        raise ValueError(f'each link of {group!r} must have a "title" and a "url"')
    if not may_be_linked(given["url"]):
        raise ValueError(
            f"{given['url']!r} in {group!r} must begin with http://, https://, mailto:, tel: or /"
        )
    return Link(given["title"], given["url"])
