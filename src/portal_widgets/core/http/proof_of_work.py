"""A proof of work (ALTCHA): after a rate limit, a reader's device may compute instead of waiting. It is never
the only way, and readers do not have to look at, listen to or solve anything (WCAG 2.2, 3.3.8).
"""

import hashlib
import time
from importlib.util import find_spec

from ...errors import ConfigurationError
from ..app.portal import Portal
from ..settings import CoreSettings
from ..text.signed import signing_keys
from .rate_limiter import Limit, RateLimiter

ALGORITHM = "PBKDF2/SHA-256"
# 256 tries on average, each with this number of rounds: about a second on a desktop computer, a few on an old
# telephone.
PREFIX = "00"
ROUNDS = 2_000
MINUTES = 10
LONGEST = 4_000


def require_package() -> None:
    """Raises ConfigurationError if the package for challenges is not installed."""
    if find_spec("altcha") is None:
        raise ConfigurationError(
            "PORTAL_WIDGETS_PROOF_OF_WORK needs altcha: pip install 'portal_widgets[polls]'"
        )


class ProofOfWork:
    """Creates challenges and checks solutions. Each solution counts once."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._is_on = portal.settings[CoreSettings].proof_of_work
        self._used = RateLimiter(portal, "proof")

    def challenge(self) -> dict[str, object] | None:
        """A challenge for a script, in ALTCHA's format; None if the host has not enabled it."""
        if not self._is_on:
            return None
        from altcha import create_challenge

        set_ = create_challenge(
            ALGORITHM,
            ROUNDS,
            key_prefix=PREFIX,
            expires_at=int(time.time()) + MINUTES * 60,
            hmac_secret=self._secrets()[-1],
        )
        return set_.to_dict()

    def accept(self, text: str) -> bool:
        """Return whether this is the solution of one of our challenges, and has not been used before."""
        if not text or len(text) > LONGEST or not self._is_on:
            return False
        from altcha import Payload, verify_solution

        try:
            payload = Payload.from_base64(text)
            solved = any(verify_solution(payload, one).verified for one in self._secrets())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return False  # any client can send a text that is not a solution
        return solved and not self._used.wait(Limit(1, MINUTES, payload.challenge.parameters.nonce))

    def _secrets(self) -> list[str]:
        keys = signing_keys(self._portal.app.config)
        return [hashlib.sha256(b"portal_widgets proof " + key).hexdigest() for key in keys]
