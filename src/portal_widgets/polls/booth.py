"""The polling booth of one portal: its polls as the pages know them, who votes, and the box."""

import threading
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from ..core.widget import Portal
from ..errors import StoreUnavailableError
from . import chain
from .ballot_store import AlreadyVotedError, BallotStore, Cast, NotInvitedError, NotOpenError
from .forms import from_form, from_json
from .rules import Ballot, BallotError, State, Voters, check, may_see_results
from .store import Poll, PollStore
from .tally import Tally
from .voter import Tokens, code, new_token

# How long a page may show what it knows of polls; a vote is always judged by the database itself.
FRESH_SECONDS = 5
COOKIE_AGE = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A poll with its result, as far as everyone may see it."""

    poll: Poll
    state: State
    result: Tally | None


class Refusal(Exception):  # noqa: N818 - an answer to a reader, not an error of the program
    """A vote that was not taken: the reason by which it is counted, and HTTP's word for it."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Booth:
    """What routes and helpers ask. Pages read memory: what is known is renewed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.polls = PollStore(portal.database, portal.site)
        self.ballots = BallotStore(portal.database, self.polls)
        self.tokens = Tokens(portal.app)
        self._known: list[Poll] = []
        self._until = 0.0
        self._renewing = threading.Lock()

    def now(self) -> int:
        """Microseconds since 1970."""
        return round(self._portal.clock.seconds() * 1_000_000)

    def today(self) -> date:
        return self._portal.clock.now().date()

    def forget(self) -> None:
        """What is known is out of date: the next page asks again."""
        self._until = 0.0

    def published(self) -> list[Shown]:
        """Every poll that is not a draft, the newest first, without results; what was known last while the
        database is away.
        """
        self._renew()
        now = self.now()
        return [Shown(poll, poll.state(now), None) for poll in self._known]

    def find(self, slug: str) -> Poll | None:
        """A published poll, as the database has it now."""
        poll = self.polls.by_slug(slug)
        return None if poll is None or poll.draft else poll

    def shown(self, poll: Poll, *, voted: bool = False) -> Shown:
        """A poll with its result, if it may be seen by who asks."""
        state = poll.state(self.now())
        seen = may_see_results(poll.terms.visibility, state, voted=voted)
        return Shown(poll, state, self.ballots.result(poll) if seen else None)

    def voter(self, poll: Poll) -> tuple[bytes, str] | None:
        """Who the browser says it is to this poll, and its receipt; None before its first vote."""
        return self.tokens.voter(poll.id, request.cookies.get(cookie_name(poll), ""))

    def person(self, poll: Poll) -> bytes | None:
        """Whom the host's own sign-in knows."""
        ask = self._portal.settings["POLL_VOTER"]
        known = ask() if ask is not None and poll.terms.voters is Voters.PERSON else None
        return str(known).encode() if known is not None else None

    def read(self, poll: Poll) -> Ballot:
        """The ballot that was sent, by form or JSON; BallotError says what cannot be counted."""
        if request.is_json:
            return check(poll.content, poll.terms, from_json(request.get_json(silent=True)))
        fields = [(name, value) for name, values in request.form.lists() for value in values]
        return check(poll.content, poll.terms, from_form(poll.content, fields))

    def vote(self, poll: Poll) -> tuple[Cast, bytes]:
        """Put the ballot of this request into the box; who cast it goes into the cookie. Refusal or
        BallotError, each counted, where it was not taken.
        """
        try:
            voter, ticket = self._identified(poll)
            cast = self.ballots.cast(poll.id, voter, self.read, self.now, ticket)
        except BallotError:
            self._refused(poll, "invalid")
            raise
        except NotOpenError as error:
            raise self._refused(poll, error.state.value, 403) from error
        except AlreadyVotedError as error:
            raise self._refused(poll, "repeat", 409) from error
        except NotInvitedError as error:
            raise self._refused(poll, "code", 403) from error
        self.forget()
        return cast, voter

    def withdraw(self, poll: Poll) -> bool:
        known = self.person(poll) or (self.voter(poll) or (None,))[0]
        if known is None:
            return False
        try:
            gone = self.ballots.withdraw(poll.id, known, self.now)
        except NotOpenError as error:
            raise self._refused(poll, error.state.value, 403) from error
        self.forget()
        return gone

    def remember(self, response: Response, poll: Poll, voter: bytes, receipt: str) -> None:
        """The cookie of a voter: set only by a vote, sent back only to this poll's addresses."""
        response.set_cookie(
            cookie_name(poll),
            self.tokens.sign(poll.id, voter, receipt),
            max_age=COOKIE_AGE,
            path=self._path(poll),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )

    def forget_voter(self, response: Response, poll: Poll) -> None:
        response.delete_cookie(
            cookie_name(poll), path=self._path(poll), samesite="Lax", secure=request.is_secure
        )

    def _path(self, poll: Poll) -> str:
        return self._portal.url("polls.one", slug=poll.slug, lang=None).partition("?")[0]

    def _identified(self, poll: Poll) -> tuple[bytes, bytes | None]:
        """Who votes, and the ticket that counts once."""
        if poll.terms.voters is Voters.PERSON:
            person = self.person(poll)
            if person is None:
                raise self._refused(poll, "person", 403)
            return person, None
        if poll.terms.voters is Voters.CODE:
            given = code(str(_sent("code")))
            if given is None:
                raise self._refused(poll, "code", 403)
            return given, None
        known = self.voter(poll)
        ticket = self.tokens.ticket(poll.id, str(_sent("ballot")))
        if known is None and ticket is None:
            raise Refusal("ticket", 200)  # not refused: asked to confirm, with a ticket
        return (known[0] if known else new_token()), ticket

    def _refused(self, poll: Poll, reason: str, status: int = 422) -> Refusal:
        self.polls.refuse(poll.id, reason, self.today())
        return Refusal(reason, status)

    def _renew(self) -> None:
        seconds = self._portal.clock.seconds()
        if seconds < self._until or not self._renewing.acquire(blocking=False):
            return
        try:
            self._until = seconds + FRESH_SECONDS
            self._known = [poll for poll in self.polls.listed() if not poll.draft]
            self.polls.destroy_salts(self.now())
        except StoreUnavailableError:
            return
        finally:
            self._renewing.release()


def _sent(name: str) -> object:
    if request.is_json:
        body = request.get_json(silent=True)
        return body.get(name, "") if isinstance(body, dict) else ""
    return request.form.get(name, "")


def cookie_name(poll: Poll) -> str:
    return f"pw_poll_{poll.id}"


def receipt_typed() -> str | None:
    """The receipt that was sent to be looked for."""
    return chain.receipt(request.form.get("receipt", "")[:40])
