"""The polls of one portal as its pages know them, and their stores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..core.app.portal import Portal
from ..core.db.refreshing_cache import RefreshingCache
from ..errors import StoreUnavailableError
from .history import PollVersion
from .rules import PollState, may_see_ballots, may_see_results
from .store.ballots import BallotStore
from .store.polls import Poll, PollStore
from .store.refusals import RefusalStore
from .store.results import ResultStore
from .store.salts import PollSaltStore
from .tally.tally import Tally
from .voter import hash_code, new_codes

# The salts of polls that have closed go beside the requests: no page waits for it.
TIDY_SECONDS = 10


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


class PollService:
    """What routes and helpers ask. Pages read memory: what is known is renewed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.polls = PollStore(portal.database, portal.site)
        self.ballots = BallotStore(portal.database, self.polls)
        self.results = ResultStore(portal.database, self.polls)
        self.refusals = RefusalStore(portal.database, portal.site)
        self.salts = PollSaltStore(portal.database, portal.site)
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

    def with_final_result(self, view: PollView) -> PollView:
        """A poll that is over, with the result that everyone may see: asked for once, for it stays."""
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

    def _renew(self) -> None:
        self._known = [poll for poll in self.polls.every() if not poll.draft]
