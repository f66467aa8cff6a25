"""Lines of access logs: Apache's and nginx's common and combined formats, and IIS's W3C format. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from ...core.text.clock import Milliseconds
from ...core.text.identity import identity
from .client import address_of, client_of


class Line(NamedTuple):
    """One request as a web server has logged it, with the time in milliseconds since 1970. The address may be
    a name.
    """

    at: Milliseconds
    address: str
    method: str
    path: str
    status: int
    referrer: str = ""
    agent: str = ""


Parse = Callable[[str], Line | None]

# A quoted field may hold \" (Apache) or \x22 (nginx), never a bare quote.
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_COMBINED = re.compile(
    r"(?P<before>.{1,999}?) \[(?P<time>[^\]]{20,32})\] "
    r'"(?P<method>[A-Z]{3,10}) (?P<target>[^\s"](?:[^"\\]|\\.)*?)(?: HTTP/[\d.]{1,9})?" '
    r"(?P<status>\d{3}) (?:\d+|-)"
    # If a quoted field ends elsewhere, it contains a bare quote, and the fields cannot be separated.
    rf'(?: {_QUOTED} {_QUOTED}(?=\s|$)|(?!\S| "))',
    re.ASCII,
)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_TIME = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}) ?([+-])(\d{2})(\d{2})", re.ASCII)
# Apache and nginx write a byte that is not ASCII like this.
_BYTE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_STATUS = re.compile(r"\d{3}", re.ASCII)
# Logs are not older or newer than this. Calendars have limits: near them, an instant has no day in some
# zones.
_YEARS = range(1970, 3000)
_CLIENT = ("x-forwarded-for", "c-ip")
_W3C = ("date", "time", "cs-method", "cs-uri-stem", "sc-status", "c-ip")


class NotALogError(ValueError):
    """The text is not an access log in a known format."""


def parse_combined(text: str) -> Line | None:
    """A line in the common or combined format; None for any other line."""
    found = _COMBINED.match(text)
    if found is None:
        return None
    at, client = _moment(found["time"]), client_of(found["before"])
    if at is None or not client:
        return None
    referrer, agent = found.group(6) or "", found.group(7) or ""
    return Line(
        at,
        client,
        found["method"],
        path_of(found["target"]),
        int(found["status"]),
        _field_text(referrer),
        _field_text(agent),
    )


class W3C:
    """Lines in IIS's extended format. #Fields names the fields, and may occur again."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._width = 0

    def __call__(self, text: str) -> Line | None:
        """None for an invalid line, and for a line before #Fields."""
        if text.lstrip("\ufeff").startswith("#"):
            self._read_names(text.lstrip("\ufeff"))
            return None
        fields = text.split()
        if not self._places or len(fields) < self._width:
            return None
        at = _utc(self._field(fields, "date"), self._field(fields, "time"))
        status = self._field(fields, "sc-status")
        # Behind a proxy, IIS writes the reader into a field that the administrator has added.
        client = next(filter(None, (address_of(_plus(self._field(fields, name))) for name in _CLIENT)), "")
        if at is None or not client or not _STATUS.fullmatch(status):
            return None
        return Line(
            at,
            client,
            self._field(fields, "cs-method"),
            path_of(self._field(fields, "cs-uri-stem")),
            int(status),
            _plus(self._field(fields, "cs(referer)")),
            _plus(self._field(fields, "cs(user-agent)")),
        )

    def _read_names(self, text: str) -> None:
        kind, _, names = text[1:].partition(":")
        if kind.strip().lower() != "fields":
            return
        listed = names.lower().split()
        places = {name: place for place, name in enumerate(listed)}
        missing = [name for name in _W3C if name not in places]
        if missing:
            raise NotALogError(f"its lines lack {', '.join(missing)}")
        self._places, self._width = places, len(listed)

    def _field(self, fields: list[str], name: str) -> str:
        place = self._places.get(name)
        value = fields[place] if place is not None else ""
        return "" if value == "-" else value


def parser(beginning: list[str]) -> Parse:
    """The parser for a file that begins with these lines. Raises NotALogError if there is none."""
    if any(line.lstrip("\ufeff").startswith("#Fields:") for line in beginning):
        return W3C()
    if any(parse_combined(line) for line in beginning):
        return parse_combined
    if all(line.lstrip("\ufeff[ ").startswith("{") for line in beginning):
        raise NotALogError("its lines are JSON; the server must write them in the combined format")
    raise NotALogError("none of its first lines is in the common, combined or W3C format")


def path_of(target: str) -> str:
    """The path of a request's target, without its query, with percent-encoding decoded, in NFC."""
    if "\\x" in target:
        target = _BYTE.sub(r"%\1", target)
    if "://" in target[:8]:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    path = target.partition("?")[0]
    return identity(unquote(path, errors="replace") if "%" in path else path)


def _field_text(field: str) -> str:
    return "" if field == "-" else field.replace('\\"', '"').replace("\\x22", '"')


def _plus(field: str) -> str:
    """IIS writes a blank as +, CloudFront as %20."""
    text = field.replace("+", " ")
    return unquote(text, errors="replace") if "%20" in text else text


def _moment(text: str) -> int | None:
    """10/Oct/2000:13:55:36 -0700. Lines often repeat the minute, so it is cached."""
    minute = _minute(text[:17] + text[20:])
    seconds = text[18:20]
    return None if minute is None or not seconds.isdecimal() else minute + int(seconds) * 1000


@lru_cache(maxsize=4096)
def _minute(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    sign = -1 if found[6] == "-" else 1
    offset = sign * timedelta(hours=int(found[7]), minutes=int(found[8]))
    try:
        moment = datetime(
            int(found[3]),
            _MONTHS[found[2]],
            int(found[1]),
            int(found[4]),
            int(found[5]),
            tzinfo=timezone(offset),
        )
    except ValueError:
        return None
    return _milliseconds(moment)


def _utc(day: str, time: str) -> int | None:
    minute = _utc_minute(day, time[:5])
    seconds = time[6:8] or "0"
    return None if minute is None or not seconds.isdecimal() else minute + int(seconds) * 1000


@lru_cache(maxsize=4096)
def _utc_minute(day: str, minute: str) -> int | None:
    try:
        moment = datetime.strptime(f"{day} {minute}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - UTC by the format
    except ValueError:
        return None
    return _milliseconds(moment.replace(tzinfo=UTC))


def _milliseconds(moment: datetime) -> int | None:
    return int(moment.timestamp()) * 1000 if moment.year in _YEARS else None
