"""The cookie of a voter: set only by a vote, and sent only to this poll's addresses."""

from flask import Response, request

from ..core.app.portal import Portal
from ..core.text.clock import Seconds
from .rules import Voters
from .store.polls import Poll
from .voter import VoterTokens

DAY_SECONDS = 24 * 60 * 60
# A voter's cookie outlives the poll by the time in which voters check the published list.
AFTER_THE_CLOSE_SECONDS = 30 * DAY_SECONDS
LONGEST_COOKIE_SECONDS = 365 * DAY_SECONDS


class VoterCookies:
    """Reads and sets the cookies of one portal's polls. Signed-in voters get none, because another person may
    use the same computer next.
    """

    def __init__(self, portal: Portal, tokens: VoterTokens) -> None:
        self._portal = portal
        self._tokens = tokens

    def read(self, poll: Poll) -> tuple[bytes, str] | None:
        """The voter and the receipt in the browser's cookie; None before its first vote."""
        if poll.terms.voters is Voters.PERSON:
            return None
        return self._tokens.voter(poll.id, request.cookies.get(_name(poll), ""))

    def set(self, response: Response, poll: Poll, voter: bytes, receipt: str) -> None:
        if poll.terms.voters is Voters.PERSON:
            return
        response.set_cookie(
            _name(poll),
            self._tokens.sign(poll.id, voter, receipt),
            max_age=self._seconds(poll),
            path=self._path(poll),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )

    def delete(self, response: Response, poll: Poll) -> None:
        response.delete_cookie(_name(poll), path=self._path(poll), samesite="Lax", secure=request.is_secure)

    def _seconds(self, poll: Poll) -> Seconds:
        if poll.terms.closes_at is None:
            return LONGEST_COOKIE_SECONDS
        left = poll.terms.closes_at / 1_000_000 - self._portal.clock.seconds()
        return min(int(left) + AFTER_THE_CLOSE_SECONDS, LONGEST_COOKIE_SECONDS)

    def _path(self, poll: Poll) -> str:
        return self._portal.url("polls.one", slug=poll.slug, lang=None).partition("?")[0]


def _name(poll: Poll) -> str:
    return f"pw_poll_{poll.id}"
