"""The words of a text, as they are compared: without diacritics, capital letters and leading zeros. All text
that a database indexes or searches is made here, so that every database finds the same.
"""

import re

from ...core.text.normalization import normalize

# The longest word and the longest text that are indexed, in characters. A tsvector of PostgreSQL holds one
# megabyte, and a character takes three bytes.
LONGEST_WORD = 60
LONGEST_TEXT = 300_000

# Characters of the basic plane. The tables of SQLite know few of the others.
_WORD = re.compile(r"[^\W_\U00010000-\U0010ffff]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_ZEROS = re.compile("^0+(?=[0-9])")


def fold_text(text: str) -> str:
    """Small letters without diacritics; đ is d."""
    return _MARKS.sub("", normalize("NFKD", text).casefold()).replace("đ", "d")


def folded_words(text: str) -> list[str]:
    """The words without diacritics, in their order. 01/2025/NQ-HĐND is 1, 2025, nq, hdnd."""
    return _words(fold_text(text[:LONGEST_TEXT]))


def marked_words(text: str) -> list[str]:
    """The words with their diacritics, in their order."""
    return _words(normalize("NFC", text[:LONGEST_TEXT]).casefold())


def column(words: list[str]) -> str:
    """The words as a column holds them: with a blank on each side, so that a phrase is a part of it."""
    return f" {' '.join(words)[:LONGEST_TEXT]} " if words else ""


def _words(plain: str) -> list[str]:
    found = _WORD.findall(plain)
    return [(_ZEROS.sub("", word) if word[0] == "0" else word)[:LONGEST_WORD] for word in found]
