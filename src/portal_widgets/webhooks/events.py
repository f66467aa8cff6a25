"""The types of events, by the signals that cause them, and the body of a webhook."""

import json
from collections.abc import Mapping
from datetime import datetime

from blinker import Signal

from ..core.app.events import ballot_cast, document_published, link_state_changed, message_received

EVENTS: Mapping[str, Signal] = {
    "message.received": message_received,
    "ballot.cast": ballot_cast,
    "link.state_changed": link_state_changed,
    "document.published": document_published,
}
# For `flask portal webhooks test`.
TEST = "portal.test"


def body_of(event: str, at: datetime, site: str, data: Mapping[str, object]) -> str:
    """The JSON of an event. `data` are the values of its signal, and nothing else."""
    told = {"type": event, "timestamp": at.isoformat(), "portal": site, "data": dict(data)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)
