"""Text as it is stored: normalized in linear time, and without invisible characters."""

import unicodedata
from typing import Literal

# The Stream-Safe Text Format (Unicode Standard Annex 15, section 13) ends a run of combining marks after 30.
# No language needs more. Sorting a longer run takes quadratic time, minutes for a form of one megabyte.
LONGEST_RUN = 30
# Sorting this number of characters takes a millisecond at most, and few texts are longer.
_SHORT = 500
# These have combining class 0, but decompose into marks only.
_HIDDEN_MARKS = frozenset("\u0f73\u0f75\u0f81")

# They join letters of some scripts and parts of emoji. `str.translate` removes them where they could hide a
# word.
JOINERS = dict.fromkeys((0x200C, 0x200D))
_EDGES = f" {''.join(map(chr, JOINERS))}"

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalize(form: Form, text: str) -> str:
    """The same as `unicodedata.normalize`, but in a longer text it drops every combining mark after the
    thirtieth of a letter.
    """
    return unicodedata.normalize(form, text if len(text) <= _SHORT else _stream_safe(text))  # noqa: TID251


def one_line(text: str, most: int | None = None) -> str:
    """A text as one line of limited length: in NFC, with one blank for each line break or run of blanks, and
    without invisible characters.
    """
    seen = "".join(sign if is_seen(sign) else " " * sign.isspace() for sign in text)
    return " ".join(normalize("NFC", seen).split())[:most].strip(_EDGES)


def is_seen(sign: str) -> bool:
    """Return whether a character is visible. Control characters, characters that change the direction of
    text, and lone surrogates are not. Joiners count as visible.
    """
    return ord(sign) in JOINERS or unicodedata.category(sign)[0] != "C"


def _stream_safe(text: str) -> str:
    if text.isascii():
        return text
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or sign in _HIDDEN_MARKS else 0
        if run <= LONGEST_RUN:
            kept.append(sign)
    return "".join(kept)
