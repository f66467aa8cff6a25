"""A ballot box without an application: polls and ballots in a database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from polls.samples import OPEN, OPENS, SHORT
from portal_widgets.core.db.database import Database
from portal_widgets.polls.rules import Terms, check_ballot
from portal_widgets.polls.store.ballots import AlreadyVotedError, BallotStore
from portal_widgets.polls.store.polls import Poll, PollStore
from portal_widgets.polls.store.refusals import RefusalStore
from portal_widgets.polls.store.results import ResultStore
from portal_widgets.polls.store.salts import PollSaltStore
from portal_widgets.polls.tally.tally import tally


class Box:
    """Polls and ballots in one database, with a frozen clock."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url, folder)
        self.polls = PollStore(self.database, "main")
        self.ballots = BallotStore(self.database, self.polls)
        self.results = ResultStore(self.database, self.polls)
        self.refusals = RefusalStore(self.database, "main")
        self.salts = PollSaltStore(self.database, "main")
        self.now = OPENS

    def poll(self, slug: str = "duong", asked=SHORT, terms: Terms = OPEN) -> Poll:
        number = self.polls.create(slug, asked, terms, who="Lan", at=OPENS)
        self.polls.publish(number, self.now)
        return self.found(slug)

    def found(self, slug: str = "duong") -> Poll:
        found = self.polls.by_slug(slug)
        assert found is not None
        return found

    def vote(self, poll: Poll, voter: str, ballot, ticket: bytes | None = None):
        checked = lambda asked: check_ballot(asked.content, asked.terms, ballot)  # noqa: E731
        return self.ballots.cast(poll.id, voter.encode(), checked, lambda: self.now, ticket)

    def votes(self, poll: Poll) -> dict[str, int]:
        return {count.key: count.votes for count in self.results.result(poll).questions[0].counts}

    def sound(self, poll: Poll) -> bool:
        """Ballots, stored tally and chain agree, and the recount equals the result."""
        ballots = [ballot for _, ballot in self.results.ballots(poll)]
        assert tally(poll.content, ballots) == self.results.result(poll)
        return self.results.verify(poll).faults == []


def at_once(count: int, work) -> list[object]:
    """Start all at the same moment. Returns what each one returned or raised."""
    gate = threading.Barrier(count)

    def one(number: int) -> object:
        gate.wait()
        try:
            return work(number)
        except AlreadyVotedError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
