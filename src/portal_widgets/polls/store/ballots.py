"""Ballots: cast, changed and withdrawn, each in one transaction with the tally and the chain."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import Row, upsert
from ...core.text.codes import RANDOM_BYTES, new_code
from ..rules import Ballot, PollState, Voters
from ..tally import chain
from ..tally.tally import increments
from . import tables
from .polls import Poll, PollStore
from .salts import salt_of, voter_key

NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class StoredBallot:
    """A ballot as its row holds it. `answers` is the canonical JSON."""

    poll: int
    receipt: str
    voter_key: bytes
    nonce: bytes
    answers: str


class NotOpenError(Exception):
    """The poll accepts no ballots at this instant."""

    def __init__(self, poll: Poll, state: PollState) -> None:
        super().__init__(state)
        self.poll = poll
        self.state = state


class AlreadyVotedError(Exception):
    """The voter has already cast a ballot."""


class NotInvitedError(Exception):
    """The code does not belong to this poll."""


@dataclass(frozen=True, slots=True)
class CastBallot:
    """A stored ballot. `replaced` is true if it replaced the voter's earlier one."""

    receipt: str
    replaced: bool


class BallotStore:
    """Ballots in SQL. The poll's row is locked while a ballot is stored, so that the chain has one order."""

    def __init__(self, database: Database, polls: PollStore) -> None:
        self._database = database
        self._polls = polls

    def cast(
        self,
        number: int,
        voter: bytes,
        checked: Callable[[Poll], Ballot],
        now: Callable[[], int],
        ticket: bytes | None = None,
    ) -> CastBallot:
        """Store a ballot. `checked` is called for it under the lock. Raises NotOpenError, AlreadyVotedError,
        NotInvitedError, or any error of `checked`. Nothing is stored after an error.
        """
        with self._database.writing() as connection:
            poll, salt = self._open(connection, number, now)
            ballot = checked(poll)
            key = voter_key(salt, poll.terms.voters, voter)
            if poll.terms.voters is Voters.CODE and not _is_invited(connection, poll.id, key):
                raise NotInvitedError
            made = _make(poll.id, new_code(secrets.token_bytes(RANDOM_BYTES)), key, ballot)
            if _insert(connection, poll.site, made, voter_key(salt, "ticket", ticket) if ticket else None):
                _count(connection, poll, increments(poll.content, ballot))
                self._append(connection, poll, "cast", made, "")
                return CastBallot(made.receipt, replaced=False)
            before = _of_voter(connection, poll.id, key)
            if before is None or not poll.terms.may_change:
                raise AlreadyVotedError
            self._replace(connection, poll, before, ballot)
            return CastBallot(before.receipt, replaced=True)

    def withdraw(self, number: int, voter: bytes, now: Callable[[], int]) -> bool:
        """Withdraw a ballot, if the poll allows it. Returns True if there was one."""
        with self._database.writing() as connection:
            poll, salt = self._open(connection, number, now)
            before = _of_voter(connection, poll.id, voter_key(salt, poll.terms.voters, voter))
            if before is None or not poll.terms.may_withdraw:
                return False
            connection.execute(sa.delete(tables.ballot).where(*_this_ballot(before)))
            _count(connection, poll, increments(poll.content, chain.ballot(before.answers)), -1)
            self._append(connection, poll, "withdraw", None, commitment_of(before))
            return True

    def receipt_of(self, poll: Poll, voter: bytes) -> str | None:
        """The receipt of this voter's stored ballot; always None after the poll's salt is destroyed."""
        with self._database.reading() as connection:
            salt = salt_of(connection, poll.id)
            if salt is None:
                return None
            known = _of_voter(connection, poll.id, voter_key(salt, poll.terms.voters, voter))
            return known.receipt if known else None

    def add_codes(self, poll: Poll, codes: Iterable[bytes]) -> None:
        """Add invitation codes. Only their hashes are stored."""
        with self._database.writing() as connection:
            salt = salt_of(connection, poll.id)
            if salt is None:
                raise NotOpenError(poll, PollState.CLOSED)
            of = {"site": poll.site, "poll": poll.id}
            rows = [{**of, "code_key": voter_key(salt, Voters.CODE, code)} for code in codes]
            upsert(connection, tables.code, rows, keys=("poll", "code_key"))

    def _open(self, connection: sa.Connection, number: int, now: Callable[[], int]) -> tuple[Poll, bytes]:
        poll = self._polls.lock(connection, number)
        if poll is None:
            raise LookupError(number)
        state = poll.state(now())
        salt = salt_of(connection, number)
        if state is not PollState.OPEN:
            raise NotOpenError(poll, state)
        if salt is None:  # its close was seen, whatever the clock says now
            raise NotOpenError(poll, PollState.CLOSED)
        return poll, salt

    def _replace(self, connection: sa.Connection, poll: Poll, before: StoredBallot, ballot: Ballot) -> None:
        made = _make(poll.id, before.receipt, before.voter_key, ballot)
        changes = {"nonce": made.nonce, "answers": made.answers}
        connection.execute(sa.update(tables.ballot).where(*_this_ballot(before)).values(**changes))
        _count(connection, poll, increments(poll.content, chain.ballot(before.answers)), -1)
        _count(connection, poll, increments(poll.content, ballot))
        self._append(connection, poll, "change", made, commitment_of(before))

    def _append(
        self, connection: sa.Connection, poll: Poll, kind: str, ballot: StoredBallot | None, replaces: str
    ) -> None:
        sequence = poll.chain_length + 1
        commitment = commitment_of(ballot) if ballot else ""
        hashed = chain.entry_hash(poll.chain_head, sequence, kind, commitment, replaces)
        entry = {
            "site": poll.site,
            "poll": poll.id,
            "sequence": sequence,
            "kind": kind,
            "commitment": commitment,
            "replaces": replaces,
            "hash": hashed,
        }
        connection.execute(sa.insert(tables.entry), entry)
        head = {"chain_head": hashed, "chain_length": sequence}
        connection.execute(sa.update(tables.poll).where(tables.poll.c.id == poll.id).values(**head))


def commitment_of(ballot: StoredBallot) -> str:
    return chain.commitment(ballot.poll, ballot.receipt, ballot.nonce, ballot.answers)


def stored_ballot(row: Row) -> StoredBallot:
    return StoredBallot(row.poll, row.receipt, row.voter_key, row.nonce, row.answers)


def _make(poll: int, receipt: str, key: bytes, ballot: Ballot) -> StoredBallot:
    return StoredBallot(poll, receipt, key, secrets.token_bytes(NONCE_BYTES), chain.canonical(ballot))


def _insert(connection: sa.Connection, site: str, ballot: StoredBallot, ticket: bytes | None) -> bool:
    """Return whether the insert succeeded: only the database's unique keys decide."""
    try:
        with connection.begin_nested():
            row = {"site": site, **asdict(ballot), "ticket": ticket}
            connection.execute(sa.insert(tables.ballot), row)
    except sa.exc.IntegrityError:
        return False
    return True


def _is_invited(connection: sa.Connection, poll: int, key: bytes) -> bool:
    asked = sa.select(tables.code.c.poll).where(tables.code.c.poll == poll, tables.code.c.code_key == key)
    return connection.execute(asked).first() is not None


def _of_voter(connection: sa.Connection, poll: int, key: bytes) -> StoredBallot | None:
    where = (tables.ballot.c.poll == poll, tables.ballot.c.voter_key == key)
    row = connection.execute(sa.select(tables.ballot).where(*where)).first()
    return stored_ballot(row) if row is not None else None


def _this_ballot(ballot: StoredBallot) -> tuple[sa.ColumnElement[bool], ...]:
    return (tables.ballot.c.poll == ballot.poll, tables.ballot.c.receipt == ballot.receipt)


def _count(connection: sa.Connection, poll: Poll, added: Counter[tuple[str, str]], times: int = 1) -> None:
    rows = [
        {"site": poll.site, "poll": poll.id, "question": question, "option": option, "votes": votes * times}
        for (question, option), votes in added.items()
    ]
    upsert(connection, tables.tally, rows, keys=("poll", "question", "option"), add=("votes",))
