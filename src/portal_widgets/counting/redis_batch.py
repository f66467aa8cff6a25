"""A batch as apply.lua reads it, and its answer as we read it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from ..core.clock import ONE_DAY
from .hits import Hit, Reason
from .judge import ONLINE_WINDOW

VISITOR_BYTES = 8
# So many changed articles are named one by one; a process that is further behind reads all again.
CHANGES = 20_000

_BY_LETTER = {ord("."): None, ord("r"): Reason.REPEAT}


class _Numbered(dict[object, int]):
    """Things by number, in the order of their first mention."""

    def __init__(self, first: int) -> None:
        self._first = first

    def __missing__(self, thing: object) -> int:
        self[thing] = number = self._first + len(self)
        return number


def pack(
    hits: Sequence[Hit],
    numbers: Mapping[str, int],
    expires: Callable[[date], int],
) -> tuple[str, bytes]:
    """A batch as JSON that says everything once, and the keys of its visitors one behind the other.
    Lua counts from 1, the visitors' keys from 0.
    """
    days, sets, labels, links = (_Numbered(1) for _ in range(4))
    visitors = _Numbered(0)
    rows = []
    for hit in hits:
        if hit.visitor_before:
            _ = days[_before(hit.day)]
        rows.append(
            (
                hit.at,
                days[hit.day],
                visitors[hit.visitor],
                visitors[hit.visitor_before] if hit.visitor_before else -1,
                numbers[hit.article] if hit.article is not None else 0,
                hit.reason or "",
                sets[hit.labels],
                *((links[hit.link],) if hit.link else ()),
            ),
        )
    packed = {
        "hits": rows,
        "days": [
            {
                "name": name,
                "before": days.get(_before(str(name)), 0),
                "expires": expires(date.fromisoformat(str(name))),
            }
            for name in days
        ],
        "sets": [[[labels[name] for name in names] for names in of] for of in _pairs(sets)],
        "labels": list(labels),
        "links": list(links),
        "online": ONLINE_WINDOW,
        "changes": CHANGES,
    }
    return json.dumps(packed), b"".join(_short(visitor) for visitor in visitors)


def verdicts(hits: Sequence[Hit], letters: bytes) -> list[Reason | None]:
    return [hit.reason or _BY_LETTER[letter] for hit, letter in zip(hits, letters, strict=True)]


def _pairs(sets: Iterable[object]) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    return sets  # type: ignore[return-value] # as they were put in


def _before(day: str) -> str:
    return (date.fromisoformat(day) - ONE_DAY).isoformat()


def _short(visitor: object) -> bytes:
    """Eight bytes tell visitors of one day apart: a million of them collide once in ten million days."""
    assert isinstance(visitor, bytes)  # noqa: S101 - for the type checker
    return visitor[:VISITOR_BYTES].ljust(VISITOR_BYTES, b"\0")
