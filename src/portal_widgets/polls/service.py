"""The polling booth of one portal: its polls as the pages know them, who votes, and the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, request

from ..core.app.portal import Portal
from ..core.db.refreshing_cache import RefreshingCache
from ..core.http.client_network import client_network
from ..core.http.proof_of_work import ProofOfWork
from ..core.http.rate_limiter import Limit, RateLimiter
from ..core.http.request_body import json_object
from ..core.text.codes import read_code
from ..errors import StoreUnavailableError
from .ballot_form import from_form, from_json
from .history import PollVersion
from .rules import Ballot, BallotError, PollState, Voters, check_ballot, may_see_ballots, may_see_results
from .store.ballots import AlreadyVotedError, BallotStore, CastBallot, NotInvitedError, NotOpenError
from .store.polls import Poll, PollStore
from .store.refusals import RefusalStore
from .store.results import ResultStore
from .store.salts import SaltStore
from .tally.tally import Tally
from .voter import VoterTokens, hash_code, new_codes, new_token

# The salts of polls that have closed go beside the requests: no page waits for it.
TIDY_SECONDS = 10
# Per network, the ballots of one poll; the setting says how many.
LIMIT_MINUTES = 10
DAY = 24 * 60 * 60
# A voter's cookie outlives the poll by the time in which the published list is looked into.
AFTER_THE_CLOSE = 30 * DAY
LONGEST_COOKIE = 365 * DAY


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What stands beside a result: attempts that were refused, by reason, and every version."""

    refused: Mapping[str, int]
    versions: Sequence[PollVersion]


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll with its result, as far as everyone may see it."""

    poll: Poll
    state: PollState
    result: Tally | None
    disclosure: Disclosure | None = None


class VoteRejected(Exception):  # noqa: N818 - an answer to a reader, not an error of the program
    """A vote that was not taken: the reason by which it is counted, HTTP's word for it, and how many
    seconds to wait.
    """

    def __init__(self, reason: str, status: int, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.wait = wait


class PollService:
    """What routes and helpers ask. Pages read memory: what is known is renewed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.polls = PollStore(portal.database, portal.site)
        self.ballots = BallotStore(portal.database, self.polls)
        self.results = ResultStore(portal.database, self.polls)
        self.refusals = RefusalStore(portal.database, portal.site)
        self.salts = SaltStore(portal.database, portal.site)
        self.tokens = VoterTokens(portal.app)
        self.proof = ProofOfWork(portal)
        self._limiter = RateLimiter(portal, "ballots")
        self._known: list[Poll] = []
        self._final: dict[tuple[int, str, int], tuple[Tally, Disclosure]] = {}
        self._cache = RefreshingCache(portal, self._renew)

    def now(self) -> int:
        """Microseconds since 1970."""
        return round(self._portal.clock.seconds() * 1_000_000)

    def today(self) -> date:
        return self._portal.clock.today()

    def invite(self, poll: Poll, count: int) -> list[str]:
        """New invitation codes, which are kept nowhere; NotOpenError where it is too late."""
        made = new_codes(count)
        self.ballots.add_codes(poll, [who for one in made if (who := hash_code(one))])
        return made

    def invalidate(self) -> None:
        """What is known is out of date: the next page asks again."""
        self._cache.invalidate()

    def published(self) -> list[PollView]:
        """Every poll that is not a draft, the newest first, without results; what was known last while the
        database is away.
        """
        self._cache.refresh_if_stale()
        now = self.now()
        return [PollView(poll, poll.state(now), None) for poll in self._known]

    def with_final_result(self, shown: PollView) -> PollView:
        """A poll that is over, with the result that everyone may see: asked for once, for it stays."""
        if not may_see_ballots(shown.poll.terms.visibility, shown.state):
            return shown
        key = (shown.poll.id, shown.poll.chain_head, shown.poll.version)
        if key not in self._final:
            try:
                self._final[key] = self.results.result(shown.poll), self.disclosure(shown.poll)
            except StoreUnavailableError:
                return shown
        result, honest = self._final[key]
        return replace(shown, result=result, disclosure=honest)

    def find(self, slug: str) -> Poll | None:
        """A published poll, as the database has it now."""
        poll = self.polls.by_slug(slug)
        return None if poll is None or poll.draft else poll

    def view(self, poll: Poll, *, voted: bool = False) -> PollView:
        """A poll with its result, if it may be seen by who asks."""
        state = poll.state(self.now())
        seen = may_see_results(poll.terms.visibility, state, voted=voted)
        return self.with_result(poll, state) if seen else PollView(poll, state, None)

    def with_result(self, poll: Poll, state: PollState) -> PollView:
        """A poll with its result and what belongs beside it, for who may see it."""
        return PollView(poll, state, self.results.result(poll), self.disclosure(poll))

    def disclosure(self, poll: Poll) -> Disclosure:
        return Disclosure(self.refusals.counts(poll.id), self.polls.versions(poll.id))

    def tidy(self) -> None:
        """Destroy the salts of polls whose time is over."""
        if self.salts.are_left(self.now()):
            self.salts.destroy(self.now())

    def receipt(self, poll: Poll) -> str:
        """The receipt of who asks; "" for who has no ballot in the box. While the poll is open the box
        itself is asked, for a ballot may have been withdrawn elsewhere, and another person be signed in.
        """
        voter = self._known_voter(poll)
        if voter is not None and poll.state(self.now()) is PollState.OPEN:
            return self.ballots.receipt_of(poll, voter) or ""
        kept = self._cookie(poll)
        return kept[1] if kept else ""

    def person(self, poll: Poll) -> bytes | None:
        """Whom the host's own sign-in knows."""
        ask = self._portal.settings["POLL_VOTER"]
        known = ask() if ask is not None and poll.terms.voters is Voters.PERSON else None
        return str(known).encode() if known is not None else None

    def read(self, poll: Poll) -> Ballot:
        """The ballot that was sent, by form or JSON; BallotError says what cannot be counted."""
        if request.is_json:
            return check_ballot(poll.content, poll.terms, from_json(json_object(request)))
        fields = [(name, value) for name, values in request.form.lists() for value in values]
        return check_ballot(poll.content, poll.terms, from_form(poll.content, fields))

    def vote(self, poll: Poll) -> tuple[CastBallot, bytes]:
        """Put the ballot of this request into the box; who cast it goes into the cookie. Refusal or
        BallotError, each counted, where it was not taken.
        """
        self._require_open(poll)
        try:
            self.read(poll)  # a ballot that cannot be counted anyway is no try of the network's
            voter, ticket = self._identify(poll)
            if self._may_be_new(poll):
                self._wait_for_others(poll)
            cast = self.ballots.cast(poll.id, voter, self.read, self.now, ticket)
        except BallotError:
            self._reject(poll, "invalid")
            raise
        except NotOpenError as error:
            raise self._reject(poll, error.state.value, 403) from error
        except AlreadyVotedError as error:
            raise self._reject(poll, "repeat", 409) from error
        except NotInvitedError as error:
            raise self._reject(poll, "code", 403) from error
        self.invalidate()
        return cast, voter

    def _require_open(self, poll: Poll) -> None:
        """Out of its time nothing else is asked of a voter. Under the lock it is looked at again."""
        state = poll.state(self.now())
        if state is not PollState.OPEN:
            raise self._reject(poll, state.value, 403)

    def _may_be_new(self, poll: Poll) -> bool:
        """A browser that has voted, and may not change that, is told so however busy its network is."""
        stays = poll.terms.voters is Voters.BROWSER and not (poll.terms.may_change or poll.terms.may_withdraw)
        return not stays or self._cookie(poll) is None

    def withdraw(self, poll: Poll) -> bool:
        known = self._known_voter(poll)
        if known is None:
            return False
        try:
            gone = self.ballots.withdraw(poll.id, known, self.now)
        except NotOpenError as error:
            raise self._reject(poll, error.state.value, 403) from error
        self.invalidate()
        return gone

    def remember(self, response: Response, poll: Poll, voter: bytes, receipt: str) -> None:
        """The cookie of a voter: set only by a vote, sent back only to this poll's addresses. Who is
        signed in gets none: another may sit at the same computer next.
        """
        if poll.terms.voters is Voters.PERSON:
            return
        response.set_cookie(
            cookie_name(poll),
            self.tokens.sign(poll.id, voter, receipt),
            max_age=self._cookie_age(poll),
            path=self._path(poll),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )

    def forget_voter(self, response: Response, poll: Poll) -> None:
        response.delete_cookie(
            cookie_name(poll), path=self._path(poll), samesite="Lax", secure=request.is_secure
        )

    def _cookie(self, poll: Poll) -> tuple[bytes, str] | None:
        """Who the browser says it is to this poll, and its receipt; None before its first vote."""
        if poll.terms.voters is Voters.PERSON:
            return None
        return self.tokens.voter(poll.id, request.cookies.get(cookie_name(poll), ""))

    def _cookie_age(self, poll: Poll) -> int:
        if poll.terms.closes_at is None:
            return LONGEST_COOKIE
        left = (poll.terms.closes_at - self.now()) // 1_000_000
        return min(left + AFTER_THE_CLOSE, LONGEST_COOKIE)

    def _known_voter(self, poll: Poll) -> bytes | None:
        kept = self._cookie(poll)
        return self.person(poll) or (kept[0] if kept else None)

    def _path(self, poll: Poll) -> str:
        return self._portal.url("polls.one", slug=poll.slug, lang=None).partition("?")[0]

    def _identify(self, poll: Poll) -> tuple[bytes, bytes | None]:
        """Who votes, and the ticket that counts once."""
        if poll.terms.voters is Voters.PERSON:
            person = self.person(poll)
            if person is None:
                raise self._reject(poll, "person", 403)
            return person, None
        if poll.terms.voters is Voters.CODE:
            given = hash_code(str(_form_value("code")))
            if given is None:
                raise self._reject(poll, "code", 403)
            return given, None
        known = self._cookie(poll)
        ticket = self.tokens.ticket(poll.id, str(_form_value("ballot")))
        if known is None and ticket is None:
            raise VoteRejected("ticket", 200)  # not refused: asked to confirm, with a ticket
        return (known[0] if known else new_token()), ticket

    def _wait_for_others(self, poll: Poll) -> None:
        """Hold up a network that votes too fast; a person's device may work instead of waiting."""
        most = self._portal.settings["POLL_BALLOTS_PER_NETWORK"]
        if not most or poll.terms.voters is Voters.PERSON:
            return
        wait = self._limiter.wait(
            Limit(most, LIMIT_MINUTES, f"{poll.id} {client_network(request.remote_addr)}")
        )
        if wait and not self.proof.accept(str(_form_value("altcha"))):
            raise self._reject(poll, "often", 429, wait)

    def _reject(self, poll: Poll, reason: str, status: int = 422, wait: int = 0) -> VoteRejected:
        self.refusals.add(poll.id, reason, self.today())
        return VoteRejected(reason, status, wait)

    def _renew(self) -> None:
        self._known = [poll for poll in self.polls.every() if not poll.draft]


def _form_value(name: str) -> object:
    if request.is_json:
        return json_object(request).get(name, "")
    return request.form.get(name, "")


def cookie_name(poll: Poll) -> str:
    return f"pw_poll_{poll.id}"


def typed_receipt() -> str | None:
    """The receipt that was sent to be looked for."""
    return read_code(request.form.get("receipt", "")[:40])
