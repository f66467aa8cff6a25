"""Units by name, old name or code, with or without diacritics and the word for the kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..core.text.normalization import one_line
from ..core.text.vietnamese import fold as fold_text
from ..core.text.vietnamese import sort_key
from .rules import WORDS, Kind, Register, Unit, UnitVersion

LONGEST = 200
# A register has some thousand names, and each search looks at all of them.
fold = lru_cache(maxsize=16_384)(fold_text)
_CODE = re.compile("[0-9]{1,10}")
# Abbreviations before a name, as people write them.
_SHORT = {
    "t.": "tinh",
    "tp.": "thanh pho",
    "tp": "thanh pho",
    "h.": "huyen",
    "q.": "quan",
    "tx.": "thi xa",
    "tx": "thi xa",
    "x.": "xa",
    "p.": "phuong",
    "tt.": "thi tran",
    "tt": "thi tran",
}
_KINDS: dict[str, tuple[Kind, ...]] = {
    fold(word): tuple(kind for kind, other in WORDS.items() if other == word) for word in WORDS.values()
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit, and the version that was found. `rank` is 0 for the exact name with its diacritics."""

    unit: Unit
    version: UnitVersion
    rank: int


def find(register: Register, text: str, on: date | None = None) -> list[Hit]:
    """The units that bear or bore this name or code, on a day or at any time. A text with the exact
    diacritics excludes the names that differ from it only by them. After a comma, the text may name the unit
    above: "xã Đồng Mây, huyện Vân Trạch".
    """
    name, *above = [part.strip() for part in one_line(text, LONGEST).split(",")]
    hits = [hit for hit in _named(register, name) if on is None or hit.version.holds_on(on)]
    hits = _best(hits)
    for place in (part for part in above if part):
        hits = [hit for hit in hits if _is_in(register, hit.version, place)]
    return _newest_of_each(hits)


def search(register: Register, words: str, on: date | None = None) -> list[Hit]:
    """The units whose full name or code contains every word, for lists. Exact names come first, then those
    that exist on the day (or still), then the alphabet.
    """
    exact = one_line(words, LONGEST).casefold()
    wanted = fold(exact).split()
    hits = []
    for unit, version in _versions(register):
        facts = version.facts
        said = fold(f"{facts.full_name} {facts.name_en} {facts.code}")
        if wanted and all(word in said for word in wanted) and (on is None or version.holds_on(on)):
            hits.append(Hit(unit, version, 0 if exact in facts.full_name.casefold() else 1))
    return sorted(_newest_of_each(hits), key=_order)


def _order(hit: Hit) -> tuple[object, ...]:
    return hit.rank, hit.unit.end is not None, sort_key(hit.version.facts.name), hit.unit.key


def _named(register: Register, text: str) -> Iterator[Hit]:
    if not text:
        return
    if _CODE.fullmatch(text):
        yield from (Hit(unit, version, 0) for unit, version in register.holders(text))
    exact, plain = text.casefold(), fold(text)
    kinds, name = _kind_and_name(plain)
    for unit, version in _versions(register):
        facts = version.facts
        if exact in (facts.full_name.casefold(), facts.name.casefold(), facts.name_en.casefold()):
            yield Hit(unit, version, 0)
        elif plain == fold(facts.name) or (facts.kind in kinds and name == fold(facts.name)):
            same = exact.endswith(facts.name.casefold())
            yield Hit(unit, version, 0 if same else 1)


def _kind_and_name(plain: str) -> tuple[tuple[Kind, ...], str]:
    """The kinds that a folded text names, and the name after them."""
    first, _, rest = plain.partition(" ")
    if first in _SHORT and rest:
        plain = f"{_SHORT[first]} {rest}"
    for word, kinds in sorted(_KINDS.items(), key=lambda one: -len(one[0])):
        if plain.startswith(f"{word} "):
            return kinds, plain.removeprefix(word).strip()
    return (), plain


def _best(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.rank == min(one.rank for one in hits)]


def _is_in(register: Register, version: UnitVersion, place: str) -> bool:
    """Whether one of the units above bears or bore the name."""
    seen, wanted = set(), fold(place)
    key = version.facts.parent
    while key and key not in seen:
        seen.add(key)
        unit = register.unit(key)
        if unit is None:
            return False
        if any(wanted in (fold(one.facts.name), fold(one.facts.full_name)) for one in unit.versions):
            return True
        day = version.start or version.end
        above = unit.at(day) if day is not None else unit.last
        key = (above or unit.last).facts.parent
    return False


def _newest_of_each(hits: list[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.unit.key)
        if known is None or (hit.rank, -_ordinal(hit)) <= (known.rank, -_ordinal(known)):
            best[hit.unit.key] = hit
    return list(best.values())


def _ordinal(hit: Hit) -> int:
    return (hit.version.start or date.min).toordinal()


def _versions(register: Register) -> Iterator[tuple[Unit, UnitVersion]]:
    for unit in register.history.entities.values():
        for version in unit.versions:
            yield unit, version
