"""A vote, from the request to storage: the voter, the checks, and the refusals."""

from flask import request
from werkzeug.datastructures import MultiDict

from ..core.app.portal import Portal
from ..core.forms import Field, Form
from ..core.http.client_network import client_network
from ..core.http.proof_of_work import ProofOfWork
from ..core.http.rate_limiter import Limit, RateLimiter
from ..core.http.request_body import json_object, sent_form
from ..core.text.clock import Seconds
from ..core.text.identity import spellings
from .ballot_form import from_form, from_json
from .rules import Ballot, BallotError, PollState, Voters, check_ballot
from .service import PollService
from .settings import PollSettings
from .store.ballots import AlreadyVotedError, CastBallot, NotInvitedError, NotOpenError
from .store.polls import Poll
from .voter import VoterTokens, hash_code, new_token
from .voter_cookies import VoterCookies

# The setting limits the ballots of one poll from one network in this time.
LIMIT_MINUTES = 10


class VoteRejected(Exception):  # noqa: N818 - an answer to a reader, not an error of the program
    """A vote was refused. `reason` is the key under which refusals are counted, `status` the HTTP status, and
    `wait` the seconds until the next try.
    """

    def __init__(self, reason: str, status: int, wait: Seconds = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.wait = wait


class Voting:
    """Accepts the votes of one portal's readers."""

    def __init__(self, portal: Portal, service: PollService) -> None:
        self._settings = portal.settings[PollSettings]
        self._service = service
        self.tokens = VoterTokens(portal.app)
        self.cookies = VoterCookies(portal, self.tokens)
        self.proof = ProofOfWork(portal)
        self._limiter = RateLimiter(portal, "ballots")

    def vote(self, poll: Poll) -> tuple[CastBallot, bytes]:
        """Store the ballot of this request. Returns it with the voter, for the cookie. If the ballot is
        refused, raises VoteRejected or BallotError, and the refusal is counted.
        """
        self._require_open(poll)
        try:
            self._read(poll)  # first, so that an invalid ballot does not count against the network
            voter, ticket = self._identify(poll)
            if self._may_be_new(poll):
                self._wait_for_others(poll)
            cast = self._service.cast(poll, voter, self._read, ticket)
        except BallotError:
            self._reject(poll, "invalid")
            raise
        except NotOpenError as error:
            raise self._reject(poll, error.state.value, 403) from error
        except AlreadyVotedError as error:
            raise self._reject(poll, "repeat", 409) from error
        except NotInvitedError as error:
            raise self._reject(poll, "code", 403) from error
        self._service.invalidate()
        return cast, voter

    def withdraw(self, poll: Poll) -> bool:
        """Withdraw the reader's ballot. Returns True if there was one."""
        voter = self._known_voter(poll)
        if voter is None:
            return False
        try:
            gone = self._service.ballots.withdraw(poll.id, voter, self._service.now)
        except NotOpenError as error:
            raise self._reject(poll, error.state.value, 403) from error
        self._service.invalidate()
        return gone

    def receipt(self, poll: Poll) -> str:
        """The receipt of this reader; "" if the reader has no stored ballot. While the poll is open, this
        queries the database: the ballot may have been withdrawn elsewhere, or another person may have signed
        in.
        """
        voter = self._known_voter(poll)
        if voter is not None and poll.state(self._service.now()) is PollState.OPEN:
            return self._service.ballots.receipt_of(poll, voter) or ""
        kept = self.cookies.read(poll)
        return kept[1] if kept else ""

    @property
    def sent_fields(self) -> MultiDict[str, str]:
        """The fields of the ballot's form as they were sent. The poll decides which fields it has."""
        return request.form

    def _read(self, poll: Poll) -> Ballot:
        """The submitted ballot, from a form or JSON. Raises BallotError with the faults."""
        if request.is_json:
            return check_ballot(poll.content, poll.terms, from_json(json_object(request)))
        sent = list(self.sent_fields.items(multi=True))
        return check_ballot(poll.content, poll.terms, from_form(poll.content, sent))

    def _require_open(self, poll: Poll) -> None:
        """Refuse a vote if the poll is not open, before any other check. `cast` checks it again, locked."""
        state = poll.state(self._service.now())
        if state is not PollState.OPEN:
            raise self._reject(poll, state.value, 403)

    def _identify(self, poll: Poll) -> tuple[bytes, bytes | None]:
        """The voter, and the ticket that counts once. The ticket is None for a person or a code."""
        if poll.terms.voters is Voters.PERSON:
            person = self._person(poll)
            if person is None:
                raise self._reject(poll, "person", 403)
            return person, None
        if poll.terms.voters is Voters.CODE:
            given = hash_code(str(_form_value("code")))
            if given is None:
                raise self._reject(poll, "code", 403)
            return given, None
        known = self.cookies.read(poll)
        ticket = self.tokens.ticket(poll.id, str(_form_value("ballot")))
        if known is None and ticket is None:
            raise VoteRejected("ticket", 200)  # not refused: asked to confirm, with a ticket
        return (known[0] if known else new_token()), ticket

    def _person(self, poll: Poll) -> bytes | None:
        """The user of the host's own sign-in, or None. A ballot that an earlier version has stored is found
        under the name as it was.
        """
        ask = self._settings.poll_voter
        known = ask() if ask is not None and poll.terms.voters is Voters.PERSON else None
        if known is None:
            return None
        name, *earlier = (one.encode() for one in spellings(str(known)))
        return next((one for one in earlier if self._service.ballots.receipt_of(poll, one)), name)

    def _known_voter(self, poll: Poll) -> bytes | None:
        kept = self.cookies.read(poll)
        return self._person(poll) or (kept[0] if kept else None)

    def _may_be_new(self, poll: Poll) -> bool:
        """Return False for a browser that has voted and may not change its ballot. It is refused for that
        reason even if its network is busy.
        """
        stays = poll.terms.voters is Voters.BROWSER and not (poll.terms.may_change or poll.terms.may_withdraw)
        return not stays or self.cookies.read(poll) is None

    def _wait_for_others(self, poll: Poll) -> None:
        """Delay a network that votes too fast. A device may solve a challenge instead of waiting."""
        most = self._settings.poll_ballots_per_network
        if not most or poll.terms.voters is Voters.PERSON:
            return
        wait = self._limiter.wait(
            Limit(most, LIMIT_MINUTES, f"{poll.id} {client_network(request.remote_addr)}")
        )
        if wait and not self.proof.accept(str(_form_value("altcha"))):
            raise self._reject(poll, "often", 429, wait)

    def _reject(self, poll: Poll, reason: str, status: int = 422, wait: Seconds = 0) -> VoteRejected:
        self._service.refusals.add(poll.id, reason, self._service.today())
        return VoteRejected(reason, status, wait)


def _form_value(name: str) -> object:
    if request.is_json:
        return json_object(request).get(name, "")
    return sent_form(Form, {name: Field(str)})[name]
