"""A batch as apply.lua reads it, and its answer as we read it."""

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from ..core.clock import ONE_DAY
from .hits import Hit, Reason
from .judge import ONLINE_WINDOW

VISITOR_BYTES = 8
# So many changed articles are named one by one; a process that is further behind reads all again.
CHANGES = 20_000

# HIT in apply.lua.
_HIT = struct.Struct(">dHHHIBHH")
_BY_LETTER = {ord("."): None, ord("r"): Reason.REPEAT}


class _Numbered(dict[object, int]):
    """Things by number, from 1 on, in the order of their first mention."""

    def __missing__(self, thing: object) -> int:
        self[thing] = number = len(self) + 1
        return number


def pack(
    hits: Sequence[Hit],
    numbers: Mapping[str, int],
    expires: Callable[[date], int],
) -> tuple[str, bytes, bytes]:
    """What a batch names as JSON, said once; its hits, which name it by number; and the keys of its
    visitors, one behind the other.
    """
    days, visitors, reasons, sets, labels, links = (_Numbered() for _ in range(6))
    rows = []
    for hit in hits:
        if hit.visitor_before:
            _ = days[_before(hit.day)]
        rows.append(
            _HIT.pack(
                hit.at,
                days[hit.day],
                visitors[hit.visitor],
                visitors[hit.visitor_before] if hit.visitor_before else 0,
                numbers[hit.article] if hit.article is not None else 0,
                reasons[hit.reason] if hit.reason else 0,
                sets[hit.labels],
                links[hit.link] if hit.link else 0,
            ),
        )
    named = {
        "days": [
            {
                "name": name,
                "before": days.get(_before(str(name)), 0),
                "expires": expires(date.fromisoformat(str(name))),
            }
            for name in days
        ],
        "reasons": list(reasons),
        "sets": [[[labels[name] for name in names] for names in of] for of in _pairs(sets)],
        "labels": list(labels),
        "links": list(links),
        "online": ONLINE_WINDOW,
        "changes": CHANGES,
    }
    return json.dumps(named), b"".join(rows), b"".join(_placed(visitor) for visitor in visitors)


def verdicts(hits: Sequence[Hit], letters: bytes) -> list[Reason | None]:
    return [hit.reason or _BY_LETTER[letter] for hit, letter in zip(hits, letters, strict=True)]


def _pairs(sets: Iterable[object]) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    return sets  # type: ignore[return-value] # as they were put in


def _before(day: str) -> str:
    return (date.fromisoformat(day) - ONE_DAY).isoformat()


def _placed(visitor: object) -> bytes:
    """The key of a visitor, and in which of 4,096 hashes it stands. Eight bytes tell visitors of one day
    apart: a million of them collide once in ten million days.
    """
    assert isinstance(visitor, bytes)  # noqa: S101 - for the type checker
    key = visitor[:VISITOR_BYTES].ljust(VISITOR_BYTES, b"\0")
    return key + key.hex()[:3].encode()
