"""The keys of signatures, and signed texts that are good for a while, by a clock that may be set."""

import time
from collections.abc import Mapping
from typing import Any

from itsdangerous import SignatureExpired, URLSafeTimedSerializer

from .clock import Seconds

# If the clock was ahead and was set back, signatures from that time are in the future. Nobody else can sign.
AHEAD_SECONDS = 24 * 60 * 60


def signing_keys(config: Mapping[str, Any]) -> list[bytes]:
    """The keys of an application, as itsdangerous takes them: the last one, its SECRET_KEY, signs, and what
    the others have signed, its SECRET_KEY_FALLBACKS, is still good.
    """
    known = [*reversed(config.get("SECRET_KEY_FALLBACKS") or ()), config["SECRET_KEY"] or ""]
    return [key if isinstance(key, bytes) else key.encode() for key in known]


def read_signed(signer: URLSafeTimedSerializer, text: str, seconds: Seconds) -> Any:
    """A signed text that is at most so many seconds old. Raises BadSignature if it is older, or if we did not
    sign it.
    """
    value, signed_at = signer.loads(text, return_timestamp=True)
    if not -AHEAD_SECONDS <= time.time() - signed_at.timestamp() <= seconds:
        raise SignatureExpired("signed too long ago, or too far ahead", payload=value, date_signed=signed_at)
    return value
