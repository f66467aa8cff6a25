"""Signals for hosts. Each is sent once, after the commit, with the `Portal` of `app.extensions` as its
sender. The log has the errors of receivers.
"""

from .core.app.events import ballot_cast, document_published, link_state_changed, message_received

__all__ = ["ballot_cast", "document_published", "link_state_changed", "message_received"]
