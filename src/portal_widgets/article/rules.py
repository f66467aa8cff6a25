"""What stands around an article: when it appeared, how long it takes to read, where it can be sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import quote, urlencode

from ..core.text.lazy import is_text
from ..core.text.urls import is_site_path, linkable

Moment = datetime | date | str

# Nobody has measured it for Vietnamese as IReST did for 17 languages; tiếng (what stands between two spaces)
# are read about as fast as English words.
TIENG_A_MINUTE = 220
# A link to each, with nothing of theirs in the page. Zalo has no such address: it is among the apps that a
# telephone's own "share" offers.
NETWORKS: Mapping[str, str] = {"facebook": "Facebook", "x": "X", "telegram": "Telegram", "email": ""}
_TIENG = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
LONGEST_ADDRESS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a breadcrumb, a tag, a neighbour; without an address, it is the page itself."""

    title: str
    url: str = ""


def step(given: Any) -> Step:
    """As a host says it: a title, or a title and an address. An address that no link may lead to is left
    out. TypeError for anything else.
    """
    if is_text(given):
        return Step(str(given))
    if isinstance(given, Sequence) and len(given) == 2 and all(is_text(one) for one in given):  # noqa: PLR2004 - a pair
        return Step(str(given[0]), linkable(str(given[1])))
    raise TypeError(f"a step is a title or a pair of title and address, not {given!r}")


def minutes(text: str, tieng_a_minute: int) -> int:
    """How long a text takes to read, in whole minutes, at least one."""
    return max(1, round(len(_TIENG.findall(text)) / tieng_a_minute))


def share_links(networks: Sequence[str], url: str, title: str) -> dict[str, str]:
    """The address at which each network takes a page."""
    ways = {
        "facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}",
        "x": f"https://x.com/intent/post?{urlencode({'url': url, 'text': title})}",
        "telegram": f"https://t.me/share/url?{urlencode({'url': url, 'text': title})}",
        "email": f"mailto:?subject={quote(title)}&body={quote(url)}",
    }
    return {name: ways[name] for name in networks}


def networks(value: Any) -> tuple[str, ...]:
    """As configured: ["facebook", "email"]."""
    if isinstance(value, str) or not isinstance(value, Sequence) or not {*value} <= {*NETWORKS}:
        raise ValueError(f"must be a list with some of: {', '.join(NETWORKS)}")
    return tuple(value)


def path_here(address: str, home: str) -> str:
    """The path of an address of this site, such as a picture can be made of; "" for another site's, or one
    that is too long.
    """
    path = address.removeprefix(home.rstrip("/"))
    return path if path != address and fits_picture(path) else ""


def fits_picture(path: str) -> bool:
    """Whether it is the address of a page of this site, and not too long for a QR code."""
    return is_site_path(path) and len(path) <= LONGEST_ADDRESS


def moment(when: Moment, zone: tzinfo) -> datetime | date:
    """A date and time in `zone`, or a date where no time is known.

    Text is read as ISO 8601; a time without a zone is the portal's own. TypeError or ValueError
    for anything else.
    """
    if isinstance(when, str):
        when = _read(when)
    if isinstance(when, datetime):
        return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    if isinstance(when, date):
        return when
    raise TypeError(f"a dateline shows a datetime, a date or ISO 8601 text, not {type(when).__name__}")


def is_later(updated: datetime | date, published: datetime | date) -> bool:
    """Whether an update is worth a word: of the same minute (or day, where a time is not known) it is not."""
    if isinstance(updated, datetime) and isinstance(published, datetime):
        return updated.replace(second=0, microsecond=0) > published
    return _day(updated) > _day(published)


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _read(text: str) -> datetime | date:
    try:
        return date.fromisoformat(text) if len(text) == len("2023-03-08") else datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"a dateline reads ISO 8601 such as 2023-03-08T14:35, not {text!r}") from error
