"""Feeds and calendars as text."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .entries import Entry

ATOM, JSON_FEED, CALENDAR = "application/atom+xml", "application/feed+json", "text/calendar"
# RFC 5545 counts octets, without the line break.
_LONGEST_LINE = 75
# XML 1.0, production 2.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Channel:
    """The facts about a feed: its own address, the page that it belongs to, and its publisher."""

    title: str
    url: str
    page: str
    publisher: str
    language: str


def json_feed(channel: Channel, entries: Iterable[Entry]) -> str:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    items = [
        {"id": one.id, "url": one.url, "title": one.title, "content_text": one.text,
         "date_published": one.instant}
        for one in entries
    ]  # fmt: skip
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "language": channel.language,
        "authors": [{"name": channel.publisher}],
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def xml_text(text: str) -> Markup:
    """The text without characters that no XML can contain, such as a vertical tab of an imported title."""
    return Markup(_NOT_IN_XML.sub("", text))  # noqa: S704 - it was escaped before


def calendar_text(channel: Channel, entries: Sequence[Entry]) -> str:
    """A file of iCalendar (RFC 5545). Each event takes the whole day."""
    return "".join(f"{_folded(line)}\r\n" for line in _calendar_lines(channel, entries))


def _calendar_lines(channel: Channel, entries: Sequence[Entry]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//portal_widgets//gazette//{channel.language}")
    yield f"X-WR-CALNAME:{_escaped(channel.title)}"
    for one in entries:
        day = f"{one.on:%Y%m%d}"
        yield from ("BEGIN:VEVENT", f"UID:{one.id}", f"DTSTAMP:{day}T000000Z", f"DTSTART;VALUE=DATE:{day}")
        yield from (f"SUMMARY:{_escaped(one.title)}", f"DESCRIPTION:{_escaped(one.text)}", f"URL:{one.url}")
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _escaped(text: str) -> str:
    plain = _NOT_IN_XML.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A long line continues after a blank. No character is divided."""
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > _LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += octets
    return "\r\n".join(parts)
