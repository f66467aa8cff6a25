"""Vietnamese text: searching without diacritics, and sorting by the Vietnamese alphabet."""

import re
import unicodedata

from .normalization import normalize

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, 100)}
# Level, huyền, hỏi, ngã, sắc, nặng: the order of the tones in dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

_WORD = re.compile(r"[^\W\d_]+")
_OWN_LETTER = re.compile("[ăâđêôơư\u0300\u0301\u0303\u0309\u0323]", re.IGNORECASE)


def is_vietnamese(text: str) -> bool:
    """Return whether more than two thirds of the words have a letter or a tone that English lacks."""
    words = _WORD.findall(normalize("NFC", text))
    own = sum(bool(_OWN_LETTER.search(word.casefold() + normalize("NFD", word))) for word in words)
    return own * 3 > len(words) * 2


def fold(text: str) -> str:
    """A form for searching: without diacritics (đ is d) and capital letters."""
    plain = normalize("NFD", text.casefold()).replace("đ", "d")
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def sort_key(text: str) -> tuple[list[int], list[int], str]:
    """Sort key: the Vietnamese alphabet (Ă after A, Đ after D, Ư after U), then the tones."""
    ranks, tones = [], []
    for sign in normalize("NFC", text.casefold()):
        split = normalize("NFD", sign)
        # A tone without a letter counts as a separate character.
        letter = normalize("NFC", "".join(part for part in split if part not in _TONES)) or sign
        ranks.append(_RANK.get(letter) or (ord(letter[0]) if letter[:1] < "a" else 1000 + ord(letter[0])))
        tones.append(next((_TONES[part] for part in split if part in _TONES), 0))
    return ranks, tones, text
