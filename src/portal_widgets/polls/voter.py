"""Who votes: a browser's signed token, a person the host knows, or a code that was handed out."""

import hashlib
import re
import secrets
from collections.abc import Callable

from flask import Flask
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import signing_keys

TOKEN_BYTES = 16
# What a script makes where it has no ticket of ours: a UUID (RFC 9562).
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_CODE = 40


class VoterTokens:
    """Signs what a browser is to bring back: its token for one poll, and tickets that count once."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def new_ticket(self, poll: int) -> str:
        return self._signer("ticket", poll).dumps(secrets.token_urlsafe(TOKEN_BYTES))

    def ticket(self, poll: int, text: str) -> bytes | None:
        """What stands under the ballot's own unique key; None for a ticket that nobody gave out."""
        if _UUID.fullmatch(text):
            return text.encode()
        return self._read("ticket", poll, text)

    def sign(self, poll: int, token: bytes, receipt: str) -> str:
        """The cookie that a voter's browser keeps: who it is to this poll, and its receipt."""
        return self._signer("voter", poll).dumps([token.decode(), receipt])

    def voter(self, poll: int, cookie: str) -> tuple[bytes, str] | None:
        """The token and the receipt of a cookie of ours."""
        try:
            token, receipt = self._signer("voter", poll).loads(cookie)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(token).encode(), str(receipt)

    def _read(self, kind: str, poll: int, text: str) -> bytes | None:
        try:
            return str(self._signer(kind, poll).loads(text)).encode()
        except BadSignature:
            return None

    def _signer(self, kind: str, poll: int) -> URLSafeSerializer:
        keys = signing_keys(self._app.config)
        return URLSafeSerializer(keys, salt=f"portal_widgets poll {poll} {kind}")


def new_token() -> bytes:
    return secrets.token_urlsafe(TOKEN_BYTES).encode()


def new_codes(count: int, random: Callable[[int], bytes] = secrets.token_bytes) -> list[str]:
    """Invitation codes to print, with a check symbol as receipts have."""
    return [new_code(random(RANDOM_BYTES)) for _ in range(count)]


def hash_code(text: str) -> bytes | None:
    """Whom a code, as somebody typed it, stands for; None if it cannot be one. A hash, for it is kept in
    the voter's cookie, where the next person at the computer could read a code and use it.
    """
    found = read_code(text[:LONGEST_CODE])
    return hashlib.sha256(f"portal_widgets code {found}".encode()).hexdigest().encode() if found else None
