"""What proves who may ask: the key of a message, the stamp of a form, and what tells two messages apart."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import read_signed
from .rules import Message

# The receipt page shows the key as long as this.
RECEIPT_SECONDS = 24 * 60 * 60

SigningKeys = Callable[[], list[bytes]]


class AccessKeys:
    """Keys of one portal, all made from the application's own: the last one makes, all are good."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    def new_reference(self) -> str:
        """A name for a message: not in any order, and not to be guessed."""
        return new_code(secrets.token_bytes(RANDOM_BYTES))

    def key_of(self, reference: str) -> str:
        """What opens the status page beside the reference; it is stored nowhere."""
        return _key(self._keys()[-1], reference)

    def is_valid_key(self, reference: str, key: str) -> bool:
        """Whether the key is this reference's, under the application's key or one it had before."""
        given = read_code(key[:40]) or ""
        return any(hmac.compare_digest(given, _key(one, reference)) for one in self._keys())

    def new_stamp(self, now: int) -> str:
        """What a form brings back: when it was made, in milliseconds, and what its tickets are made of."""
        return self._stamps().dumps([secrets.token_urlsafe(16), now])

    def read_stamp(self, text: str, now: int) -> tuple[bytes, float] | None:
        """The ticket, and the form's age in seconds; None for a stamp that nobody gave out."""
        try:
            ticket, made = self._stamps().loads(text)
            return str(ticket).encode(), (now - int(made)) / 1000
        except (BadSignature, ValueError, TypeError):
            return None

    def sign_receipt(self, reference: str) -> str:
        return self._receipts().dumps(reference)

    def read_receipt(self, cookie: str) -> str | None:
        try:
            return read_code(str(read_signed(self._receipts(), cookie, RECEIPT_SECONDS)))
        except BadSignature:
            return None

    def digest(self, message: Message) -> bytes:
        """The same for the same words of the same sender; it tells nothing of them."""
        said = [message.kind, message.department, message.email, message.name, message.text]
        return hmac.new(self._keys()[-1], "\0".join(["pw digest", *said]).encode(), hashlib.sha256).digest()

    def ticket(self, given: bytes, digest: bytes) -> bytes:
        """What is stored once: the same form with the same words. Other words are another message, also
        from a form that was sent before.
        """
        return hashlib.sha256(given + digest).digest()

    def _stamps(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys(), salt="portal_widgets feedback stamp")

    def _receipts(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._keys(), salt="portal_widgets feedback receipt")


def _key(secret: bytes, reference: str) -> str:
    made = hmac.new(secret, f"portal_widgets feedback key {reference}".encode(), hashlib.sha256)
    return new_code(made.digest()[:RANDOM_BYTES])
