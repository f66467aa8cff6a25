"""The address of the page that a message is about: whole if the portal has signed it, otherwise without what
may be personal data.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from itsdangerous import Signer

from ...core.text.urls import LONGEST_PATH, is_site_path, plain_path
from ..rules import clean
from .personal_numbers import find_numbers, is_mailbox

# As long as the column.
LONGEST_PAGE = 300
# A signature is found by it in a page that turned out to be an error.
_VERSION = "pw1."
_SIGNATURE = re.compile(rb"\bpw1\.[\w-]{43}")
_WITHHELD = "…"
# A letter may be escaped by nine characters.
_LONGEST_ESCAPED = 9 * LONGEST_PATH
_DIGEST_LETTERS = 10
# Letters only: no rule takes a digest for a number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
# It begins with a part of the path: tried at every letter, a long path would take minutes.
_EMAIL = re.compile(r"(?<![^\s/@])[^\s/@]+(?:@|%40)[^\s/@]+\.[^\s/@]+", re.IGNORECASE)
# Signs that may be between digits.
_ESCAPED = re.compile(r"%2[089bde]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The path as a form carries it, its signature ("" if it has none), and the path as it is stored."""

    path: str = ""
    signature: str = ""
    kept: str = ""


class PageAddresses:
    """Signs the paths of one portal's pages and reads them again. `masked` are the patterns of paths that
    contain personal data, also if the portal has drawn them.
    """

    def __init__(self, keys: Callable[[], list[bytes]], site: str, masked: Iterable[str] = ()) -> None:
        self._keys = keys
        self._site = site
        self._masked = [_compiled(pattern) for pattern in masked]

    def sign(self, path: str) -> str:
        """The signature of a path. It never expires, because caches keep pages."""
        return f"{_VERSION}{_signature(tuple(self._keys()), self._named(path))}"

    def read(self, address: str, signature: str = "") -> PageAddress:
        """The page of a form. A signature of another page or of an unknown key is ignored."""
        path = path_of(address)
        if not path or not self._is_signed(path, signature):
            path = _plain(address)
            kept = self._short(self._withheld(path), path)
            return PageAddress(kept, "", kept)
        told = self._withheld(path) if any(mask.match(path) for mask in self._masked) else path
        return PageAddress(path, signature, self._short(told, path))

    def _is_signed(self, path: str, signature: str) -> bool:
        version, _, signed = signature[:100].partition(".")
        return f"{version}." == _VERSION and _signer(self._keys()).verify_signature(self._named(path), signed)

    def _withheld(self, path: str) -> str:
        """The path without what the patterns and the filter take out. A digest in its place tells two pages
        apart.
        """
        told = path
        for mask in self._masked:
            told = _mask(mask, told)
        told = without_personal_data(told)
        return told if told == path else told.replace(_WITHHELD, f"{_WITHHELD}{self._digest(path)}", 1)

    def _short(self, told: str, path: str) -> str:
        if len(told) <= LONGEST_PAGE:
            return told
        end = f"{_WITHHELD}{self._digest(path)}"
        return told[: LONGEST_PAGE - len(end)] + end

    def _digest(self, path: str) -> str:
        """Keyed: a telephone number could be found by trying all of them."""
        made = hmac.new(self._keys()[-1], b"pw page " + self._named(path), hashlib.sha256)
        return made.hexdigest()[:_DIGEST_LETTERS].translate(_LETTERS)

    def _named(self, path: str) -> bytes:
        return f"{self._site} {path}".encode()


@lru_cache(maxsize=4096)
def _signature(keys: tuple[bytes, ...], named: bytes) -> str:
    """Cached, because each page with the question needs it, and signing takes longer than drawing."""
    return _signer(keys).get_signature(named).decode()


def _signer(keys: Iterable[bytes]) -> Signer:
    return Signer(
        list(keys),
        salt="portal_widgets feedback page",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )


def path_of(address: str) -> str:
    """The path of a page of this site, without its query; "" for anything else."""
    path = address.partition("#")[0].partition("?")[0]
    path = clean(path) if len(path) <= LONGEST_PATH else ""
    return path if is_site_path(path) else ""


def _plain(address: str) -> str:
    """The same as `path_of`, of an address that somebody typed: its letters may be escaped."""
    path = address.partition("#")[0].partition("?")[0]
    return path_of(plain_path(path)) if len(path) <= _LONGEST_ESCAPED else ""


def without_personal_data(path: str) -> str:
    """The path with "…" in place of what looks like a telephone, an e-mail address or a card."""
    path = _EMAIL.sub(lambda found: _WITHHELD if is_mailbox(found[0]) else found[0], path)
    # It has the same length, because the findings are cut out of the path itself.
    plain = _ESCAPED.sub(lambda found: f"  {unquote(found[0])}", path).replace("/", "|")
    for _, start, end in reversed(list(find_numbers(plain))):
        path = path[:start] + _WITHHELD + path[end:]
    return path


def without_signatures(body: bytes) -> bytes:
    return _SIGNATURE.sub(b"", body)


def path_pattern(pattern: object) -> str:
    """A pattern of paths, such as /tra-cuu/*: each * is one part, which is not stored. Raises ValueError."""
    if not isinstance(pattern, str) or not is_site_path(pattern) or "*" not in pattern:
        raise ValueError("must be a list of paths with a * for the part that is not stored, as /tra-cuu/*")
    return pattern


def _compiled(pattern: str) -> re.Pattern[str]:
    """It matches the pages below it, too. A part that is withheld already stays as it is."""
    parts = (re.escape(part) for part in pattern.rstrip("/").split("*"))
    return re.compile(r"([^/…]+)".join(parts) + r"(?=/|$)")


def _mask(mask: re.Pattern[str], path: str) -> str:
    found = mask.match(path)
    if found is None:
        return path
    for place in range(mask.groups, 0, -1):
        path = path[: found.start(place)] + _WITHHELD + path[found.end(place) :]
    return path
