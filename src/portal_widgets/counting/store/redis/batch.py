"""The format of a batch for apply.lua, and of its answer."""

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from ....core.text.clock import ONE_DAY
from ...hits import Hit, Labels, Reason
from ...sessions import ONLINE_WINDOW

# Up to this number, changed articles are listed one by one. If more have changed, a process reads all again.
CHANGES = 20_000

# HIT in apply.lua.
_HIT = struct.Struct(">dHHHIBHH")
# Day, number of hash, and the first eight bytes of the key. They distinguish visitors of one day: a million
# of them collide once in ten million days.
_VISITOR = struct.Struct(">HH8s")
# The number of hashes for the visitors of a day. With a quarter of a million visitors these hashes are still
# listpacks; beyond that they take twice the memory. With more hashes, fewer visitors could be read together.
_HASHES = 512
_BY_LETTER = {ord("."): None, ord("r"): Reason.REPEAT}


class _Numbered(dict[object, int]):
    """Numbers for values, from 1 on, in the order of their first occurrence."""

    def __missing__(self, thing: object) -> int:
        self[thing] = number = len(self) + 1
        return number


def pack(
    hits: Sequence[Hit],
    numbers: Mapping[str, int],
    expires: Callable[[date], int],
) -> tuple[str, bytes, bytes]:
    """The names in a batch as JSON, each once; its hits, which refer to names by number; and the places of
    its visitors, one behind the other.
    """
    days, reasons, tallies, labels, links = (_Numbered() for _ in range(5))
    seen = [_visitor_place(hit, days) for hit in hits]
    places = sorted({place for pair in seen for place in pair if place})
    visitors = {place: number for number, place in enumerate(places, 1)}
    rows = [
        _HIT.pack(
            hit.at,
            days[hit.day],
            visitors.get(visitor, 0),
            visitors.get(before, 0),
            numbers[hit.article] if hit.article is not None else 0,
            reasons[hit.reason] if hit.reason else 0,
            tallies[days[hit.day], hit.labels],
            links[hit.link] if hit.link else 0,
        )
        for hit, (visitor, before) in zip(hits, seen, strict=True)
    ]
    named = {
        "days": [{"name": name, "expires": str(expires(date.fromisoformat(str(name))))} for name in days],
        "reasons": list(reasons),
        "tallies": [
            {"day": day, "labels": [[labels[name] for name in names] for names in of]}
            for day, of in _kinds(tallies)
        ],
        "labels": list(labels),
        "links": list(links),
        "online": ONLINE_WINDOW,
        "changes": CHANGES,
    }
    return json.dumps(named), b"".join(rows), b"".join(places)


def verdicts(hits: Sequence[Hit], letters: bytes) -> list[Reason | None]:
    return [hit.reason or _BY_LETTER[letter] for hit, letter in zip(hits, letters, strict=True)]


def _kinds(tallies: Iterable[object]) -> Iterable[tuple[int, Labels]]:
    return tallies  # type: ignore[return-value] # as they were put in


def _visitor_place(hit: Hit, days: _Numbered) -> tuple[bytes, bytes]:
    """The place of a hit's visitor, and of the same visitor yesterday."""
    if hit.reason:
        return b"", b""
    visitor = _place(days[hit.day], hit.visitor)
    if not hit.visitor_before:
        return visitor, b""
    yesterday = (date.fromisoformat(hit.day) - ONE_DAY).isoformat()
    return visitor, _place(days[yesterday], hit.visitor_before)


def _place(day: int, visitor: bytes) -> bytes:
    return _VISITOR.pack(day, int.from_bytes(visitor[:2]) % _HASHES, visitor)
