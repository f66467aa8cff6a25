"""Parts of documents, as acts name them: one key for all spellings, for comparing and for addresses."""

import re
from functools import lru_cache
from itertools import pairwise

from ...core.text.normalization import normalize
from ...core.text.slugs import slug
from ...core.text.vietnamese import fold

# From the largest to the smallest.
_LEVELS = ("phu luc", "phan", "chuong", "muc", "tieu muc", "dieu", "khoan", "diem", "tiet", "doan")
_NAMES = "|".join(sorted(_LEVELS, key=len, reverse=True))
_PLACE = re.compile(rf"\b({_NAMES})[\s.:]+(?:so\s+)?([0-9]+[a-z]{{0,2}}|[ivxlc]+|[a-z]{{1,2}}[0-9]{{0,2}})\b")
_BETWEEN = re.compile(r"(?:[\s,;.:]|\bcua\b|\bthuoc\b|\btai\b)*")
# A label keeps its letter without diacritics, too: point đ is not point d. As in Telex, đ is dd.
_TELEX = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_LETTER_OF = {telex: letter for letter, telex in _TELEX.items()}
_LABEL = re.compile(r"(?<![^\W\d_])[ăâđêôơư](?!\w)")
# The pieces of the name of a part: numbers, and words or letters.
_PIECES = re.compile(r"[0-9]{1,9}|[^\W\d_]+")
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
# Articles are counted through a whole text, so these may be left out beside an article.
_GROUPS = frozenset({"phan", "chuong", "muc", "tieu-muc"})
_SLUGS = [level.replace(" ", "-") for level in _LEVELS]
_KEY = re.compile(rf"({'|'.join(sorted(_SLUGS, key=len, reverse=True))})-([0-9a-z]+)(?:-|$)")


@lru_cache(maxsize=4096)
def is_within(key: str, other: str) -> bool:
    """Whether a part is another part or is inside it, by their keys: dieu-5-khoan-2 is within dieu-5. Every
    part is within "", the whole document. A part of an annex is within no part of the main text.
    """
    if other in ("", key):
        return True
    inner, outer = _path(key), _path(other)
    if any(level == "dieu" for level, _ in outer):
        inner, outer = ([one for one in path if one[0] not in _GROUPS] for path in (inner, outer))
    return bool(outer) and inner[: len(outer)] == outer


def _path(key: str) -> list[tuple[str, str]]:
    """The levels of a key with their labels, the largest first. Empty if the key has other words."""
    found = [(one[1], one[2]) for one in _KEY.finditer(key)]
    order = [_SLUGS.index(level) for level, _ in found]
    is_whole = "-".join("-".join(one) for one in found) == key
    return found if is_whole and order == sorted(set(order)) else []


@lru_cache(maxsize=4096)
def part_key(part: str) -> str:
    """A slug that is equal for all spellings of a part: "điểm a khoản 2 Điều 5" and "Điều 5, khoản 2, điểm
    a" are dieu-5-khoan-2-diem-a. Other words make a slug of their own. Returns "" for the whole document.
    """
    text = _LABEL.sub(lambda one: _TELEX[one[0]], normalize("NFC", part).casefold())
    places = _places(fold(text))
    if places:
        text = " ".join(f"{level} {places[level]}" for level in _LEVELS if level in places)
    return slug(text, len(text)) or normalize("NFC", part).casefold().strip()


def _places(text: str) -> dict[str, str]:
    """The label of each level. Empty if the text has other words, or a level twice."""
    found = list(_PLACE.finditer(text))
    edges = [(0, 0), *(one.span() for one in found), (len(text), len(text))]
    gaps = [text[one[1] : other[0]] for one, other in pairwise(edges)]
    places = {one[1]: one[2] for one in found}
    return places if len(places) == len(found) and all(map(_BETWEEN.fullmatch, gaps)) else {}


def part_order(part: str) -> tuple[tuple[int, int, str], ...]:
    """The place of a part in its document: "Điều 5a" is between 5 and 6, and point đ follows d."""
    return tuple(_rank(piece) for piece in _PIECES.findall(normalize("NFC", part).casefold()))


def _rank(piece: str) -> tuple[int, int, str]:
    piece = _LETTER_OF.get(piece, piece)
    if piece.isdecimal():
        return 1, int(piece), ""
    return 0, _LETTERS.find(piece) + 1 if len(piece) == 1 else 0, piece
