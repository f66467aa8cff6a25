"""The chain of ballots: a commitment for each, linked to the one before, and receipts for voters."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from ..rules import Answer, Ballot

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One entry of the chain. A change replaces the commitment of the voter's earlier ballot. A withdrawal
    does so, too, but contains no commitment.
    """

    sequence: int
    kind: str
    commitment: str
    replaces: str
    hash: str


def canonical(ballot: Ballot) -> str:
    """A ballot as text, always the same for the same ballot."""
    answers = {key: {"chosen": list(one.chosen), "other": one.other} for key, one in ballot.items()}
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def ballot(text: str) -> Ballot:
    """Parse the ballot that `canonical` wrote."""
    return {key: Answer(tuple(one["chosen"]), one["other"]) for key, one in json.loads(text).items()}


def commitment(poll: int, receipt: str, nonce: bytes, answers: str) -> str:
    """The commitment to a ballot, which does not reveal it. The nonce is never published. Without it nobody
    can connect an entry of the chain, which shows the order, with a ballot of the published list, which does
    not show it.
    """
    parts = ("portal_widgets ballot 1", str(poll), receipt, nonce.hex(), answers)
    return _digest(parts)


def entry_hash(before: str, sequence: int, kind: str, committed: str, replaces: str) -> str:
    """The hash of an entry: of all its fields and the hash of the one before."""
    return _digest(("portal_widgets chain 1", before, str(sequence), kind, committed, replaces))


def first_broken(entries: Iterable[ChainEntry]) -> int | None:
    """The first entry that does not fit the one before it, or None."""
    before = GENESIS
    for expected, entry in enumerate(entries, 1):
        wanted = entry_hash(before, entry.sequence, entry.kind, entry.commitment, entry.replaces)
        if entry.sequence != expected or entry.hash != wanted:
            return expected
        before = entry.hash
    return None


def _digest(parts: tuple[str, ...]) -> str:
    """Each part with its length before it, so that different lists of parts have different encodings."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()
