"""The signature of a webhook, by the specification Standard Webhooks 1.0.0."""

import hmac
from base64 import b64encode


def signed_headers(secret: bytes, event_id: str, timestamp: int, body: str) -> dict[str, str]:
    """The headers with the id, the time of this try in seconds since 1970, and the signature of both with the
    body.
    """
    signed = f"{event_id}.{timestamp}.{body}".encode()
    signature = b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
