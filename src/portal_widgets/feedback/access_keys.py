"""Keys and stamps: the key of a message, the stamp of a form, and the digest that distinguishes messages."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from ..core.text.clock import Milliseconds
from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import read_signed
from .rules import Message

# The receipt page shows the key for this long.
RECEIPT_SECONDS = 24 * 60 * 60

SigningKeys = Callable[[], list[bytes]]


class AccessKeys:
    """Keys of one portal, derived from the application's keys. The last one creates signatures, and
    signatures of all of them are valid.
    """

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    def new_reference(self) -> str:
        """A random reference for a message. It shows no order and cannot be guessed."""
        return new_code(secrets.token_bytes(RANDOM_BYTES))

    def key_of(self, reference: str) -> str:
        """The key that opens the status page together with the reference. It is not stored."""
        return _key(self._keys()[-1], reference)

    def is_valid_key(self, reference: str, key: str) -> bool:
        """Return whether the key belongs to this reference, under the application's key or an earlier one."""
        given = read_code(key[:40]) or ""
        return any(hmac.compare_digest(given, _key(one, reference)) for one in self._keys())

    def new_stamp(self, now: Milliseconds) -> str:
        """The stamp of a new form: the random value of its tickets, and `now` in milliseconds."""
        return self._stamps().dumps([secrets.token_urlsafe(16), now])

    def read_stamp(self, text: str, now: Milliseconds) -> tuple[bytes, float] | None:
        """The ticket, and the form's age in seconds. None if we did not issue the stamp."""
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
        """A digest that is equal for the same text of the same sender about the same page. It reveals
        nothing of them: two readers may ask for the texts of two documents in the same words.
        """
        said = [
            *(message.kind, message.department, message.page),
            *(message.email, message.name, message.text),
        ]
        return hmac.new(self._keys()[-1], "\0".join(["pw digest", *said]).encode(), hashlib.sha256).digest()

    def ticket(self, given: bytes, digest: bytes) -> bytes:
        """The unique key of a stored message. The same form with the same text is stored once. With another
        text it is another message.
        """
        return hashlib.sha256(given + digest).digest()

    def _stamps(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys(), salt="portal_widgets feedback stamp")

    def _receipts(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._keys(), salt="portal_widgets feedback receipt")


def _key(secret: bytes, reference: str) -> str:
    made = hmac.new(secret, f"portal_widgets feedback key {reference}".encode(), hashlib.sha256)
    return new_code(made.digest()[:RANDOM_BYTES])
