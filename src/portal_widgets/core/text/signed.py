"""The keys of signatures, and signed texts that expire, although the system clock may be changed."""

import time
from collections.abc import Mapping
from typing import Any

from itsdangerous import SignatureExpired, URLSafeTimedSerializer

from .clock import Seconds

# If the clock was ahead and was set back, signatures from that time are in the future. Nobody else can sign.
AHEAD_SECONDS = 24 * 60 * 60


def signing_keys(config: Mapping[str, Any]) -> list[bytes]:
    """The keys of an application, in itsdangerous's order. The last one (SECRET_KEY) signs. Signatures of the
    others (SECRET_KEY_FALLBACKS) are still valid.
    """
    known = [*reversed(config.get("SECRET_KEY_FALLBACKS") or ()), config["SECRET_KEY"] or ""]
    return [key if isinstance(key, bytes) else key.encode() for key in known]


def read_signed(signer: URLSafeTimedSerializer, text: str, seconds: Seconds) -> Any:
    """Return the signed text. Raises BadSignature if it is older than the given seconds, or if we did not
    sign it.
    """
    value, signed_at = signer.loads(text, return_timestamp=True)
    if not -AHEAD_SECONDS <= time.time() - signed_at.timestamp() <= seconds:
        raise SignatureExpired(
            "signed too long ago, or too far in the future", payload=value, date_signed=signed_at
        )
    return value
