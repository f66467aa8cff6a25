"""How much one network may send, and how many receipts one address gets."""

from typing import Any

from flask import request

from ...core.app.portal import Portal
from ...core.http.client_network import client_network
from ...core.http.proof_of_work import ProofOfWork
from ...core.http.rate_limiter import Limit, RateLimiter
from ..settings import FeedbackSettings

LIMIT_MINUTES = 10
# So many times more than a network's limit are still stored, as spam; then the disk is protected.
FLOOD = 10
# Nobody has a stranger's letterbox filled by typing its address here again and again.
RECEIPTS_A_DAY = 5
DAY_MINUTES = 24 * 60
# What a script sends in place of a solution: it would find one if it were asked.
CAN_WORK = "can"


class FloodError(Exception):
    """So much comes from one network that nothing more is taken for `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class ProofRequiredError(Exception):
    """Much comes from one network: a device that says it can may work for its message."""

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__()
        self.challenge = challenge


class NetworkLimits:
    """Counts what the network of this request sends. Each question counts one try."""

    def __init__(self, portal: Portal) -> None:
        self._settings = portal.settings[FeedbackSettings]
        self.proof = ProofOfWork(portal)
        self._messages = RateLimiter(portal, "messages")
        self._receipts = RateLimiter(portal, "receipts")
        self._useful = RateLimiter(portal, "useful")

    def is_crowded(self) -> bool:
        """Whether the network has sent more than its share. Asked of messages alone that are in order, so
        that nobody pays for a mistake in a field. Raises FloodError where far too much comes, and
        ProofRequiredError where a device is to be asked first.
        """
        most = self._settings.feedback_per_network
        if not most:
            return False
        of = client_network(request.remote_addr)
        wait = self._messages.wait(Limit(most * FLOOD, LIMIT_MINUTES, f"flood {of}"))
        if wait:
            raise FloodError(wait)
        held = self._messages.wait(Limit(most, LIMIT_MINUTES, of))
        solution = request.form.get("altcha", "")
        if not held or self.proof.accept(solution):
            return False
        challenge = self.proof.challenge() if solution == CAN_WORK else None
        if challenge is not None:
            raise ProofRequiredError(challenge)
        return True

    def has_too_many_files(self) -> bool:
        """Whether the network has sent more files, with messages or without, than its messages may have."""
        most = self._settings.feedback_per_network * self._settings.feedback_files
        of = f"files {client_network(request.remote_addr)}"
        return bool(most) and bool(self._messages.wait(Limit(most, LIMIT_MINUTES, of)))

    def may_have_receipt(self, email: str) -> bool:
        """Whether this address has not been sent too many receipts today."""
        return not self._receipts.wait(Limit(RECEIPTS_A_DAY, DAY_MINUTES, email.casefold()))

    def may_answer(self, page: str) -> bool:
        """Whether this reader has not said today how useful the page is."""
        who = f"{client_network(request.remote_addr)} {request.user_agent.string[:256]} {page}"
        return not self._useful.wait(Limit(1, DAY_MINUTES, who))
