"""Results from the ballots of a poll: the result, the published list, and the recount that verifies both."""

from collections import Counter

import sqlalchemy as sa

from ...core.db.database import Database
from ..rules import Ballot, QuestionKind, Visibility
from ..tally import chain
from ..tally.tally import Tally, from_stored
from ..tally.verification import Verification, ballot_faults, chain_faults, tally_faults
from . import tables
from .ballots import StoredBallot, commitment_of, stored_ballot
from .polls import Poll, PollStore


class ResultStore:
    """Reads results and ballots. It does not check who may see them."""

    def __init__(self, database: Database, polls: PollStore) -> None:
        self._database = database
        self._polls = polls

    def result(self, poll: Poll) -> Tally:
        """The result from the stored tally; the rounds of ranked questions are counted from the ballots."""
        ranked = [question.key for question in poll.content.questions if question.kind is QuestionKind.RANKED]
        with self._database.reading() as connection:
            rankings: dict[str, Counter[tuple[str, ...]]] = {key: Counter() for key in ranked}
            for row in _ballots(connection, poll.id) if ranked else ():
                for key, answer in chain.ballot(row.answers).items():
                    if key in rankings:
                        rankings[key][answer.chosen] += 1
            return from_stored(poll.content, _stored_tally(connection, poll.id), rankings)

    def ballots(self, poll: Poll) -> list[tuple[str, Ballot]]:
        """Every ballot by its receipt. Receipts reveal neither the order nor the voter."""
        with self._database.reading() as connection:
            return [(row.receipt, chain.ballot(row.answers)) for row in _ballots(connection, poll.id)]

    def entries(self, poll: Poll) -> list[chain.ChainEntry]:
        with self._database.reading() as connection:
            return _entries(connection, poll.id)

    def verify(self, poll: Poll) -> Verification:
        """Recount everything from the ballots and check every link of the chain."""
        with self._database.writing() as connection:
            # The lock keeps new ballots out until everything has been read.
            current = self._polls.lock(connection, poll.id) or poll
            rows, entries = _ballots(connection, poll.id), _entries(connection, poll.id)
            stored = _stored_tally(connection, poll.id)
        commitments = {row.receipt: commitment_of(row) for row in rows}
        secret = current.terms.visibility is Visibility.SECRET
        faults = chain_faults(entries, current.chain_head, current.chain_length)
        faults += ballot_faults(commitments, entries)
        faults += tally_faults(current.content, (row.answers for row in rows), stored, secret=secret)
        return Verification(len(rows), len(entries), current.chain_head, faults)


def _ballots(connection: sa.Connection, poll: int) -> list[StoredBallot]:
    asked = sa.select(tables.ballot).where(tables.ballot.c.poll == poll).order_by(tables.ballot.c.receipt)
    return [stored_ballot(row) for row in connection.execute(asked)]


def _entries(connection: sa.Connection, poll: int) -> list[chain.ChainEntry]:
    asked = sa.select(tables.entry).where(tables.entry.c.poll == poll).order_by(tables.entry.c.sequence)
    return [
        chain.ChainEntry(row.sequence, row.kind, row.commitment, row.replaces, row.hash)
        for row in connection.execute(asked)
    ]


def _stored_tally(connection: sa.Connection, poll: int) -> dict[tuple[str, str], int]:
    asked = sa.select(tables.tally).where(tables.tally.c.poll == poll)
    return {(row.question, row.option): row.votes for row in connection.execute(asked)}
