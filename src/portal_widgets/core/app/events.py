"""The signals, and how features send them."""

import logging

from blinker import Signal

from .portal import Portal

log = logging.getLogger("portal_widgets")

message_received = Signal(
    "A message was stored. `reference`: its reference. `kind`: its subject. `spam`: whether a rule put it "
    "aside as spam."
)
ballot_cast = Signal(
    "A ballot was stored. `poll`: the poll's slug. `replaced`: whether it replaces an earlier one."
)
link_state_changed = Signal(
    "The state of a link changed. `url`: its address. `before` and `now`: the states; `before` is None after "
    "the first check."
)
document_published = Signal(
    "A document of the gazette became public. `id`: its id. `body`, `kind`, `year` and `slug`: the parts of "
    "its address. `number`: its number as printed."
)


def send(signal: Signal, portal: Portal, **values: object) -> None:
    """Send a signal to its receivers, one by one. Call this after the commit. An error of a receiver is
    logged, and the other receivers still run.
    """
    for receiver in signal.receivers_for(portal):
        try:
            receiver(portal, **values)
        except Exception:
            log.exception("portal_widgets: a receiver of a signal failed")
