"""Codes that people write down, read over the telephone and type: receipts, references, keys."""

import unicodedata

from .normalization import normalize

# Crockford's base 32: no I, L, O, U. The check symbol is the number modulo 37. It detects one wrong symbol
# and two swapped neighbours. Numbers whose check symbol would not be a letter or digit are skipped.
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS = 37
_MISTAKEN = str.maketrans("OIL", "011", "\t")
# Blanks, dashes of every length, and signs that nobody sees: programs for letters and mail change them.
_BETWEEN = frozenset({"Zs", "Pd", "Cf"})
_LENGTH = 11
RANDOM_BYTES = 7


def new_code(random: bytes) -> str:
    """A code of `RANDOM_BYTES`: eleven symbols and a check symbol, in groups of four."""
    number = int.from_bytes(random, "big") % len(_SYMBOLS) ** _LENGTH
    while number % _MODULUS >= len(_SYMBOLS):
        number += 1
    places = reversed(range(_LENGTH))
    symbols = "".join(_SYMBOLS[number // len(_SYMBOLS) ** place % len(_SYMBOLS)] for place in places)
    return _group(symbols + _SYMBOLS[_check(symbols)])


def read_code(text: str) -> str | None:
    """The original form of a code as somebody typed it; None if it cannot be a code."""
    plain = normalize("NFKC", text).upper().translate(_MISTAKEN)
    symbols = "".join(sign for sign in plain if unicodedata.category(sign) not in _BETWEEN)
    if len(symbols) != _LENGTH + 1 or any(symbol not in _SYMBOLS for symbol in symbols):
        return None
    return _group(symbols) if _SYMBOLS.index(symbols[-1]) == _check(symbols[:-1]) else None


def _check(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * len(_SYMBOLS) + _SYMBOLS.index(symbol)
    return number % _MODULUS


def _group(symbols: str) -> str:
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
