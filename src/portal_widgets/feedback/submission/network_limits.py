"""Limits: how much one network may send, and how many receipts one address gets."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from ...core.app.portal import Portal
from ...core.http.client_network import client_network
from ...core.http.proof_of_work import ProofOfWork
from ...core.http.rate_limiter import Limit, RateLimiter
from ...core.text.clock import Seconds
from ...core.text.email_addresses import email_key
from ..settings import FeedbackSettings

LIMIT_MINUTES = 10
# Up to this multiple of a network's limit, messages are still stored, as spam. Then they are refused, to
# protect the disk.
FLOOD = 10
# Without this limit, anyone could fill a stranger's mailbox by typing its address here again and again.
RECEIPTS_A_DAY = 5
DAY_MINUTES = 24 * 60
# A script sends this instead of a solution. It means that the script can solve a challenge.
CAN_WORK = "can"


class FloodError(Exception):
    """One network has sent far too much. Nothing more is accepted from it for `wait` seconds."""

    def __init__(self, wait: Seconds) -> None:
        super().__init__(wait)
        self.wait = wait


class ProofRequiredError(Exception):
    """One network has sent too much. A device that can solve `challenge` may still send its message."""

    def __init__(self, challenge: dict[str, object]) -> None:
        super().__init__()
        self.challenge = challenge


class NetworkLimits:
    """Counts the submissions of this request's network. Each call counts one try."""

    def __init__(self, portal: Portal) -> None:
        self._settings = portal.settings[FeedbackSettings]
        self.proof = ProofOfWork(portal)
        self._messages = RateLimiter(portal, "messages")
        self._receipts = RateLimiter(portal, "receipts")
        self._useful = RateLimiter(portal, "useful")

    def is_crowded(self, solution: str) -> bool:
        """Return whether the network has exceeded its limit. Call this only for valid messages, so that a
        mistake in a field does not count. Raises FloodError if far too many messages come, and
        ProofRequiredError if the device must solve a challenge first; `solution` is what it sent.
        """
        most = self._settings.feedback_per_network
        if not most:
            return False
        of = client_network(request.remote_addr)
        wait = self._messages.wait(Limit(most * FLOOD, LIMIT_MINUTES, f"flood {of}"))
        if wait:
            raise FloodError(wait)
        held = self._messages.wait(Limit(most, LIMIT_MINUTES, of))
        if not held or self.proof.accept(solution):
            return False
        challenge = self.proof.challenge() if solution == CAN_WORK else None
        if challenge is not None:
            raise ProofRequiredError(challenge)
        return True

    def has_too_many_files(self) -> bool:
        """Return whether the network has uploaded more files than its allowed number of messages may have."""
        most = self._settings.feedback_per_network * self._settings.feedback_files
        of = f"files {client_network(request.remote_addr)}"
        return bool(most) and bool(self._messages.wait(Limit(most, LIMIT_MINUTES, of)))

    def may_have_receipt(self, email: str) -> bool:
        """Return whether this address may still get a receipt today."""
        return not self._receipts.wait(Limit(RECEIPTS_A_DAY, DAY_MINUTES, email_key(email)))

    def may_answer(self, page: str) -> bool:
        """Return whether this reader has not yet rated the page today."""
        return not self._useful.wait(_one_a_day(page))

    @contextmanager
    def answer_taken_back_on_error(self, page: str) -> Iterator[None]:
        """If an answer cannot be stored, the reader may give it again."""
        try:
            yield
        except BaseException:
            self._useful.reset(_one_a_day(page))
            raise


def _one_a_day(page: str) -> Limit:
    who = f"{client_network(request.remote_addr)} {request.user_agent.string[:256]} {page}"
    return Limit(1, DAY_MINUTES, who)
