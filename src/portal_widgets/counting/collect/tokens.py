"""Signed tokens: a page or article puts them into its HTML so that its views can be reported."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from ...core.text.identity import identity
from ...errors import ForgedTokenError

LONGEST_ID = 255
LONGEST_TOKEN = 2048

_PAGE, _ARTICLE = "p", "a"


def may_be_id(text: str) -> bool:
    """Return whether an article may have this id: every database can store it, and people can distinguish it
    from others.
    """
    return 0 < len(text) <= LONGEST_ID and text.isprintable()


class Tokens:
    """HMAC-SHA256 over site and page or article. It contains no time: a token is the same in every copy of a
    cached page and never expires.
    """

    def __init__(self, site: str, keys: Sequence[bytes]) -> None:
        # itsdangerous signs with the last key and accepts all.
        self._signer = Signer(
            list(keys),
            salt=f"portal_widgets.views:{site}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )
        # Signing and checking cost more than the rest of recording a view, and the same few tokens repeat.
        self._sign = lru_cache(maxsize=50_000)(self._make)
        self._read = lru_cache(maxsize=50_000)(self._load)

    def article(self, article_id: str) -> str:
        """The token of an article. Raises ValueError if the id is empty, too long or not printable."""
        article_id = identity(article_id)
        if not may_be_id(article_id):
            raise ValueError(f"an article id has 1 to {LONGEST_ID} printable characters, not {article_id!r}")
        return self._sign(_ARTICLE, article_id)

    def page(self, path: str) -> str:
        return self._sign(_PAGE, identity(path)[:LONGEST_ID])

    def article_of(self, token: str) -> str:
        """The article of a token. Raises ForgedTokenError if it was not signed here, for this site."""
        return self._read(_ARTICLE, token)

    def page_of(self, token: str) -> str:
        """The path of a token. Raises ForgedTokenError as above."""
        return self._read(_PAGE, token)

    def _make(self, kind: str, known: str) -> str:
        return self._signer.sign(base64_encode(f"{kind}:{known}")).decode()

    def _load(self, kind: str, token: str) -> str:
        try:
            value = base64_decode(self._signer.unsign(token[:LONGEST_TOKEN])).decode()
        except (BadData, UnicodeError) as error:
            raise ForgedTokenError(str(error)) from error
        signed_kind, _, known = value.partition(":")
        if signed_kind != kind:
            raise ForgedTokenError(f"this is a token for {signed_kind!r}, not for {kind!r}")
        return identity(known)  # a page that was cached before may have another spelling
