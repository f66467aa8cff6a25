"""Ballots: cast, changed and withdrawn in one transaction each with the tally and the chain, and proved."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.codes import RANDOM_BYTES, new_code
from ..rules import Ballot, PollState, QuestionKind, Visibility, Voters
from ..tally import chain
from ..tally.tally import Tally, from_stored, increments
from . import tables
from .polls import Poll, PollStore

NONCE_BYTES = 16
# A ballot as its row holds it.
BallotRow = Mapping[Any, Any]


class NotOpenError(Exception):
    """The poll takes no ballots at this instant."""

    def __init__(self, poll: Poll, state: PollState) -> None:
        super().__init__(state)
        self.poll = poll
        self.state = state


class AlreadyVotedError(Exception):
    """The voter has a ballot in the box already."""


class NotInvitedError(Exception):
    """The code is none of this poll's."""


@dataclass(frozen=True, slots=True)
class CastBallot:
    """A ballot in the box. `replaced`: it took the place of the voter's earlier one."""

    receipt: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What a recount found; no fault means that ballots, tally and chain agree."""

    ballots: int
    length: int
    head: str
    faults: list[str] = field(default_factory=list)


class BallotStore:
    """Ballots in SQL. The poll's row is locked while a ballot goes in, so that the chain has one order."""

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
        """Put a ballot in. `checked` is asked for it under the lock; NotOpenError, AlreadyVotedError,
        NotInvitedError, or whatever `checked` raises leave nothing behind.
        """
        with self._database.writing() as connection:
            poll, salt = self._open(connection, number, now)
            ballot = checked(poll)
            key = _voter_key(salt, poll.terms.voters, voter)
            if poll.terms.voters is Voters.CODE and not _is_invited(connection, poll.id, key):
                raise NotInvitedError
            slip = _slip(poll, new_code(secrets.token_bytes(RANDOM_BYTES)), key, ballot)
            slip["ticket"] = _voter_key(salt, "ticket", ticket) if ticket else None
            if _insert(connection, slip):
                _count(connection, poll, increments(poll.content, ballot))
                self._append(connection, poll, "cast", slip, "")
                return CastBallot(slip["receipt"], replaced=False)
            before = _of_voter(connection, poll.id, key)
            if before is None or not poll.terms.may_change:
                raise AlreadyVotedError
            self._replace(connection, poll, before, ballot)
            return CastBallot(before["receipt"], replaced=True)

    def withdraw(self, number: int, voter: bytes, now: Callable[[], int]) -> bool:
        """Take a ballot out again, where the poll allows it; True if there was one."""
        with self._database.writing() as connection:
            poll, salt = self._open(connection, number, now)
            before = _of_voter(connection, poll.id, _voter_key(salt, poll.terms.voters, voter))
            if before is None or not poll.terms.may_withdraw:
                return False
            connection.execute(sa.delete(tables.ballot).where(*_is(before)))
            _count(connection, poll, increments(poll.content, chain.ballot(before["answers"])), -1)
            self._append(connection, poll, "withdraw", None, _commitment(before))
            return True

    def receipt_of(self, poll: Poll, voter: bytes) -> str | None:
        """The receipt of this voter's ballot in the box; None for ever after the poll's salt is gone."""
        with self._database.reading() as connection:
            salt = _salt(connection, poll.id)
            if salt is None:
                return None
            slip = _of_voter(connection, poll.id, _voter_key(salt, poll.terms.voters, voter))
            return str(slip["receipt"]) if slip else None

    def add_codes(self, poll: Poll, codes: Iterable[bytes]) -> None:
        """Invite by codes; only what they hash to is kept."""
        with self._database.writing() as connection:
            salt = _salt(connection, poll.id)
            if salt is None:
                raise NotOpenError(poll, PollState.CLOSED)
            of = {"site": poll.site, "poll": poll.id}
            rows = [{**of, "code_key": _voter_key(salt, Voters.CODE, code)} for code in codes]
            upsert(connection, tables.code, rows, keys=("poll", "code_key"))

    def result(self, poll: Poll) -> Tally:
        """What the stored tally says; the rounds of ranked questions are counted from the ballots."""
        ranked = [question.key for question in poll.content.questions if question.kind is QuestionKind.RANKED]
        with self._database.reading() as connection:
            rankings: dict[str, Counter[tuple[str, ...]]] = {key: Counter() for key in ranked}
            for row in _ballots(connection, poll.id) if ranked else ():
                for key, answer in chain.ballot(row["answers"]).items():
                    if key in rankings:
                        rankings[key][answer.chosen] += 1
            return from_stored(poll.content, _stored_tally(connection, poll.id), rankings)

    def published(self, poll: Poll) -> list[tuple[str, Ballot]]:
        """Every ballot by its receipt, which tells nothing of the order or the voter."""
        with self._database.reading() as connection:
            return [(row["receipt"], chain.ballot(row["answers"])) for row in _ballots(connection, poll.id)]

    def entries(self, poll: Poll) -> list[chain.ChainEntry]:
        with self._database.reading() as connection:
            return _entries(connection, poll.id)

    def verify(self, poll: Poll) -> Verification:
        """Recount everything from the ballots and check every link of the chain."""
        with self._database.writing() as connection:
            current = self._polls.lock(connection, poll.id) or poll  # so that no ballot comes in between
            slips, entries = _ballots(connection, poll.id), _entries(connection, poll.id)
            stored = _stored_tally(connection, poll.id)
        faults = _chain_faults(entries, current)
        faults += _ballot_faults(slips, entries)
        faults += _tally_faults(current, slips, stored)
        return Verification(len(slips), len(entries), current.chain_head, faults)

    def _open(self, connection: sa.Connection, number: int, now: Callable[[], int]) -> tuple[Poll, bytes]:
        poll = self._polls.lock(connection, number)
        if poll is None:
            raise LookupError(number)
        state = poll.state(now())
        salt = _salt(connection, number)
        if state is not PollState.OPEN or salt is None:
            raise NotOpenError(poll, state)
        return poll, salt

    def _replace(self, connection: sa.Connection, poll: Poll, before: BallotRow, ballot: Ballot) -> None:
        slip = _slip(poll, before["receipt"], before["voter_key"], ballot)
        changes = {"nonce": slip["nonce"], "answers": slip["answers"]}
        connection.execute(sa.update(tables.ballot).where(*_is(before)).values(**changes))
        _count(connection, poll, increments(poll.content, chain.ballot(before["answers"])), -1)
        _count(connection, poll, increments(poll.content, ballot))
        self._append(connection, poll, "change", slip, _commitment(before))

    def _append(
        self, connection: sa.Connection, poll: Poll, kind: str, slip: BallotRow | None, replaces: str
    ) -> None:
        sequence = poll.chain_length + 1
        committed = _commitment(slip) if slip else ""
        hashed = chain.entry_hash(poll.chain_head, sequence, kind, committed, replaces)
        row = {
            "sequence": sequence,
            "kind": kind,
            "commitment": committed,
            "replaces": replaces,
            "hash": hashed,
        }
        connection.execute(sa.insert(tables.entry), {"site": poll.site, "poll": poll.id, **row})
        head = {"chain_head": hashed, "chain_length": sequence}
        connection.execute(sa.update(tables.poll).where(tables.poll.c.id == poll.id).values(**head))


def _voter_key(salt: bytes, kind: str, voter: bytes) -> bytes:
    return hmac.new(salt, kind.encode() + b"\0" + voter, hashlib.sha256).digest()


def _slip(poll: Poll, receipt: str, key: bytes, ballot: Ballot) -> dict[str, Any]:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return {
        "site": poll.site,
        "poll": poll.id,
        "receipt": receipt,
        "voter_key": key,
        "nonce": nonce,
        "answers": chain.canonical(ballot),
    }


def _commitment(slip: BallotRow) -> str:
    return chain.commitment(slip["poll"], slip["receipt"], slip["nonce"], slip["answers"])


def _insert(connection: sa.Connection, slip: BallotRow) -> bool:
    """Whether the box took it: the database's unique keys decide, nothing before them."""
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(tables.ballot), slip)
    except sa.exc.IntegrityError:
        return False
    return True


def _is_invited(connection: sa.Connection, poll: int, key: bytes) -> bool:
    asked = sa.select(tables.code.c.poll).where(tables.code.c.poll == poll, tables.code.c.code_key == key)
    return connection.execute(asked).first() is not None


def _of_voter(connection: sa.Connection, poll: int, key: bytes) -> BallotRow | None:
    where = (tables.ballot.c.poll == poll, tables.ballot.c.voter_key == key)
    return connection.execute(sa.select(tables.ballot).where(*where)).mappings().first()


def _is(slip: BallotRow) -> tuple[sa.ColumnElement[bool], ...]:
    return (tables.ballot.c.poll == slip["poll"], tables.ballot.c.receipt == slip["receipt"])


def _salt(connection: sa.Connection, poll: int) -> bytes | None:
    return connection.execute(sa.select(tables.poll.c.salt).where(tables.poll.c.id == poll)).scalar()


def _count(connection: sa.Connection, poll: Poll, added: Counter[tuple[str, str]], times: int = 1) -> None:
    rows = [
        {"site": poll.site, "poll": poll.id, "question": question, "option": option, "votes": votes * times}
        for (question, option), votes in added.items()
    ]
    upsert(connection, tables.tally, rows, keys=("poll", "question", "option"), add=("votes",))


def _ballots(connection: sa.Connection, poll: int) -> list[BallotRow]:
    asked = sa.select(tables.ballot).where(tables.ballot.c.poll == poll).order_by(tables.ballot.c.receipt)
    return list(connection.execute(asked).mappings())


def _entries(connection: sa.Connection, poll: int) -> list[chain.ChainEntry]:
    asked = sa.select(tables.entry).where(tables.entry.c.poll == poll).order_by(tables.entry.c.sequence)
    return [
        chain.ChainEntry(row.sequence, row.kind, row.commitment, row.replaces, row.hash)
        for row in connection.execute(asked)
    ]


def _stored_tally(connection: sa.Connection, poll: int) -> dict[tuple[str, str], int]:
    asked = sa.select(tables.tally).where(tables.tally.c.poll == poll)
    return {(row.question, row.option): row.votes for row in connection.execute(asked)}


def _chain_faults(entries: list[chain.ChainEntry], poll: Poll) -> list[str]:
    broken = chain.first_broken(entries)
    if broken is not None:
        return [f"entry {broken} of the chain does not fit the one before it"]
    head = entries[-1].hash if entries else chain.GENESIS
    if head != poll.chain_head or len(entries) != poll.chain_length:
        return [f"the chain ends at entry {len(entries)}, the poll knows {poll.chain_length}"]
    return []


def _ballot_faults(slips: list[BallotRow], entries: list[chain.ChainEntry]) -> list[str]:
    """Every ballot is committed to once and was not replaced, and no commitment lacks its ballot."""
    replaced = {entry.replaces for entry in entries if entry.replaces}
    live = Counter(entry.commitment for entry in entries if entry.commitment not in {"", *replaced})
    found = Counter(_commitment(slip) for slip in slips)
    altered = [slip["receipt"] for slip in slips if not live[_commitment(slip)]]
    faults = [f"ballot {receipt} is not what was cast" for receipt in altered]
    missing = sum((live - found).values()) - len(altered)
    if missing > 0:
        faults.append(f"{missing} ballots of the chain are not in the box")
    return faults


def _tally_faults(poll: Poll, slips: list[BallotRow], stored: Mapping[tuple[str, str], int]) -> list[str]:
    counted: Counter[tuple[str, str]] = Counter()
    for slip in slips:
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # told already: not what was cast
            counted.update(increments(poll.content, chain.ballot(slip["answers"])))
    keys = sorted({key for key, votes in stored.items() if votes} | counted.keys())
    differ = [key for key in keys if stored.get(key, 0) != counted[key]]
    if poll.terms.visibility is Visibility.SECRET:
        return [f"the tally of {_named(key)} is not what the ballots say" for key in differ]
    return [
        f"the tally of {_named(key)} is {stored.get(key, 0)}, the ballots say {counted[key]}"
        for key in differ
    ]


def _named(key: tuple[str, str]) -> str:
    return "/".join(filter(None, key)) or "ballots"
