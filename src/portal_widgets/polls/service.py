"""The polls of one portal for its pages, and their stores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..core.app.events import ballot_cast, send
from ..core.app.portal import Portal
from ..core.db.refreshing_cache import RefreshingCache
from ..core.text.clock import Microseconds
from ..errors import StoreUnavailableError
from .history import PollVersion
from .rules import Ballot, PollState, may_see_ballots, may_see_results
from .store.ballots import BallotStore, CastBallot
from .store.polls import Poll, PollStore
from .store.refusals import RefusalStore
from .store.results import ResultStore
from .store.salts import PollSaltStore
from .tally.tally import Tally
from .voter import hash_code, new_codes

# The background thread destroys the salts of closed polls, so no page waits for it.
TIDY_SECONDS = 10
# The salt of a closed poll is kept so long, because a wrong clock may have closed it.
SETTLED_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The facts beside a result: refused attempts by reason, and every version."""

    refused: Mapping[str, int]
    versions: Sequence[PollVersion]


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll with its result, if everyone may see it."""

    poll: Poll
    state: PollState
    result: Tally | None
    disclosure: Disclosure | None = None


class PollService:
    """The service for routes and helpers. Pages read memory, which is refreshed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.polls = PollStore(portal.database, portal.site)
        self.ballots = BallotStore(portal.database, self.polls)
        self.results = ResultStore(portal.database, self.polls)
        self.refusals = RefusalStore(portal.database, portal.site)
        self.salts = PollSaltStore(portal.database, portal.site)
        self._known: list[Poll] = []
        self._final: dict[tuple[int, str, int], tuple[Tally, Disclosure]] = {}
        # When this process first saw each closed poll that has a salt, by the clock that nobody sets.
        self._closed_since: dict[int, float] = {}
        self._cache = RefreshingCache(portal, self._renew)

    def now(self) -> Microseconds:
        """Microseconds since 1970."""
        return round(self._portal.clock.seconds() * 1_000_000)

    def today(self) -> date:
        return self._portal.clock.today()

    def invite(self, poll: Poll, count: int) -> list[str]:
        """New invitation codes, which are not stored. Raises NotOpenError if the poll has closed."""
        made = new_codes(count)
        self.ballots.add_codes(poll, [who for one in made if (who := hash_code(one))])
        return made

    def cast(
        self, poll: Poll, voter: bytes, checked: Callable[[Poll], Ballot], ticket: bytes | None = None
    ) -> CastBallot:
        """Store a ballot as `BallotStore.cast` does, and send the signal."""
        cast = self.ballots.cast(poll.id, voter, checked, self.now, ticket)
        send(ballot_cast, self._portal, poll=poll.slug, replaced=cast.replaced)
        return cast

    def invalidate(self) -> None:
        """The cache is out of date: the next page reads again."""
        self._cache.invalidate()

    def published(self) -> list[PollView]:
        """Every poll except drafts, newest first, without results; the last known ones while the database is
        unavailable.
        """
        self._cache.refresh_if_stale()
        now = self.now()
        return [PollView(poll, poll.state(now), None) for poll in self._known]

    def with_final_result(self, view: PollView) -> PollView:
        """A closed poll, with the result that everyone may see. It is read once, because it does
        not change.
        """
        if not may_see_ballots(view.poll.terms.visibility, view.state):
            return view
        key = (view.poll.id, view.poll.chain_head, view.poll.version)
        if key not in self._final:
            try:
                self._final[key] = self.results.result(view.poll), self.disclosure(view.poll)
            except StoreUnavailableError:
                return view
        result, disclosure = self._final[key]
        return replace(view, result=result, disclosure=disclosure)

    def find(self, slug: str) -> Poll | None:
        """A published poll, read from the database now."""
        poll = self.polls.by_slug(slug)
        return None if poll is None or poll.draft else poll

    def view(self, poll: Poll, *, voted: bool = False) -> PollView:
        """A poll with its result, if this reader may see it."""
        state = poll.state(self.now())
        seen = may_see_results(poll.terms.visibility, state, voted=voted)
        return self.with_result(poll, state) if seen else PollView(poll, state, None)

    def with_result(self, poll: Poll, state: PollState) -> PollView:
        """A poll with its result and the facts beside it, for readers who may see it."""
        return PollView(poll, state, self.results.result(poll), self.disclosure(poll))

    def disclosure(self, poll: Poll) -> Disclosure:
        return Disclosure(self.refusals.counts(poll.id), self.polls.versions(poll.id))

    def tidy(self) -> None:
        """Destroy the salts of polls that have been closed for a quarter of an hour. If a wrong clock is
        corrected before that, it has destroyed no salt. Without its salt a poll accepts no ballot.
        """
        steady = self._portal.clock.steady()
        closed = self.salts.of_closed(self.now())
        self._closed_since = {poll: self._closed_since.get(poll, steady) for poll in closed}
        over = [poll for poll, since in self._closed_since.items() if steady - since >= SETTLED_SECONDS]
        if over:
            self.salts.destroy(self.now(), over)

    def destroy_old_salts(self) -> int:
        """Destroy the salts of polls that closed a quarter of an hour ago or earlier: for commands, which do
        not run that long. Returns how many there were.
        """
        return self.salts.destroy(self.now() - SETTLED_SECONDS * 1_000_000)

    def _renew(self) -> None:
        self._known = [poll for poll in self.polls.every() if not poll.draft]
