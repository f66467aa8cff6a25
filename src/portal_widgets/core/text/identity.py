"""Keys, ids, names and hosts as they are compared: each spelling of one thing becomes the same text."""

import unicodedata
from functools import lru_cache

from .normalization import normalize

# Format characters: joiners, soft hyphens, byte order marks, and what turns the text around.
_UNSEEN = "Cf"
_BLANK = "Zs"
LONGEST_CACHED = 500


def identity(text: str) -> str:
    """A key, id, name or path as it is stored and compared: NFC, each blank as a plain one, and without signs
    that nobody sees. Control characters stay: a check refuses them.
    """
    if text.isascii():
        return text
    return _cached(text) if len(text) <= LONGEST_CACHED else _identity(text)


def _identity(text: str) -> str:
    kept = (" " if unicodedata.category(one) == _BLANK else one for one in text if not _is_unseen(one))
    return normalize("NFC", "".join(kept))


_cached = lru_cache(maxsize=4096)(_identity)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == _UNSEEN


def spellings(text: str) -> tuple[str, ...]:
    """The identity of a text, then the spellings under which earlier versions may have stored it."""
    if text.isascii():
        return (text,)
    known = identity(text)
    return tuple(dict.fromkeys((known, normalize("NFD", known), text)))


def host_name(text: str) -> str:
    """A host as name servers know it: in lower case, in ASCII (IDNA), without the dot at its end; "" for a
    text that cannot be a host.
    """
    bare = identity(text).strip().removesuffix(".").lower()
    try:
        return bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def host_for_people(text: str) -> str:
    """The same host in the letters of its language: công-ty.vn of xn--cng-ty-ixa.vn."""
    known = host_name(text)
    try:
        return known.encode("ascii").decode("idna")
    except UnicodeError:
        return known
