"""Rules for the parts around an article: publication time, reading time, share links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from urllib.parse import quote, urlencode

from ..core.text.lazy import is_text
from ..core.text.normalization import normalize
from ..core.text.urls import is_site_path, linkable

Moment = datetime | date | str

# There is no measurement for Vietnamese like IReST's for 17 languages. Tiếng (the text between two spaces)
# are read about as fast as English words.
TIENG_A_MINUTE = 220
# A link to each network. The page loads nothing from them. Zalo has no such address, but it is in the list of
# apps that a telephone's own "share" shows.
NETWORKS: Mapping[str, str] = {"facebook": "Facebook", "x": "X", "telegram": "Telegram", "email": ""}
# Chinese and Japanese are written without spaces, and a sign of theirs takes about as long as a word.
_SIGN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = rf"[^\W_{_SIGN}]+"
_TIENG = re.compile(rf"[{_SIGN}]|{_WORD}(?:['’.,-]{_WORD})*")
LONGEST_ADDRESS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """A title with an address, for a step of a breadcrumb, a tag or a neighbour. Without an address, it is
    the page itself.
    """

    title: str
    url: str = ""


def step(given: object) -> Step:
    """Parse a host's value: a title, or a title and an address. An address that may not be a link is left
    out. Raises TypeError for anything else.
    """
    if is_text(given):
        return Step(str(given))
    if isinstance(given, Sequence) and len(given) == 2 and all(is_text(one) for one in given):  # noqa: PLR2004 - a pair
        return Step(str(given[0]), linkable(str(given[1])))
    raise TypeError(f"a step is a title or a pair of title and address, not {given!r}")


def minutes(text: str, tieng_a_minute: int) -> int:
    """The reading time of a text, in whole minutes, at least one."""
    return max(1, round(len(_TIENG.findall(normalize("NFC", text))) / tieng_a_minute))


def share_links(networks: Sequence[str], url: str, title: str) -> dict[str, str]:
    """The share address of each network."""
    ways = {
        "facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}",
        "x": f"https://x.com/intent/post?{urlencode({'url': url, 'text': title})}",
        "telegram": f"https://t.me/share/url?{urlencode({'url': url, 'text': title})}",
        "email": f"mailto:?subject={quote(title)}&body={quote(url)}",
    }
    return {name: ways[name] for name in networks}


def networks(value: object) -> tuple[str, ...]:
    """The configured networks: ["facebook", "email"]."""
    if isinstance(value, str) or not isinstance(value, Sequence) or not {*value} <= {*NETWORKS}:
        raise ValueError(f"must be a list with some of: {', '.join(NETWORKS)}")
    return tuple(value)


def path_here(address: str, home: str) -> str:
    """The path of an address of this site, for a QR code. It is "" if the address is of another site or too
    long.
    """
    path = address.removeprefix(home.rstrip("/"))
    return path if path != address and fits_picture(path) else ""


def fits_picture(path: str) -> bool:
    """Return whether it is the address of a page of this site, and not too long for a QR code."""
    return is_site_path(path) and len(path) <= LONGEST_ADDRESS


def moment(when: Moment, zone: tzinfo) -> datetime | date:
    """A date and time in `zone`, or a date if the time is unknown.

    Text is parsed as ISO 8601; a time without a zone is in the portal's zone. Raises TypeError or ValueError
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
    """Return whether an update should be shown: if it is from a later minute, or from a later day if a time
    is unknown.
    """
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
