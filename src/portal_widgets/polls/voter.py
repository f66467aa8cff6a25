"""The voter: a browser's signed token, a person whom the host knows, or an invitation code."""

import hashlib
import re
import secrets
from collections.abc import Callable

from flask import Flask
from itsdangerous import BadSignature, URLSafeSerializer

from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import signing_keys

TOKEN_BYTES = 16
# A script creates this if it has no ticket of ours: a UUID (RFC 9562).
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_CODE = 40


class VoterTokens:
    """Signs the browser's values: its token for one poll, and tickets that count once."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def new_ticket(self, poll: int) -> str:
        return self._signer("ticket", poll).dumps(secrets.token_urlsafe(TOKEN_BYTES))

    def ticket(self, poll: int, text: str) -> bytes | None:
        """The unique key of the ballot; None for a ticket that we did not issue."""
        if _UUID.fullmatch(text):
            return text.encode()
        return self._read("ticket", poll, text)

    def sign(self, poll: int, token: bytes, receipt: str) -> str:
        """The cookie of a voter's browser: its identity in this poll, and its receipt."""
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
    """Invitation codes to print, with a check symbol like receipts."""
    return [new_code(random(RANDOM_BYTES)) for _ in range(count)]


def hash_code(text: str) -> bytes | None:
    """The voter of a typed code; None if it cannot be a code. It is a hash, because the voter's cookie
    contains it, and the next person at the computer could read and use a code.
    """
    found = read_code(text[:LONGEST_CODE])
    return hashlib.sha256(f"portal_widgets code {found}".encode()).hexdigest().encode() if found else None
