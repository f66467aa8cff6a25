"""The chain of ballots: a commitment for each, linked to the one before, and receipts for voters."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from .rules import Answer, Ballot

GENESIS = "0" * 64
# Crockford's base 32: no I, L, O, U. The check symbol is the number modulo 37, so that one wrong symbol
# and two swapped neighbours are found; numbers whose check symbol would be no letter are passed over.
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS = 37
_MISTAKEN = str.maketrans("OIL", "011", " -\t\u00a0")
_LENGTH = 11
RECEIPT_BYTES = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain. A change replaces the commitment of the ballot before it; a withdrawal
    does too, and commits to nothing.
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
    """The ballot that `canonical` wrote."""
    return {key: Answer(tuple(one["chosen"]), one["other"]) for key, one in json.loads(text).items()}


def commitment(poll: int, receipt: str, nonce: bytes, answers: str) -> str:
    """Binds a ballot without showing it: without the nonce, which is never published, nobody can join the
    chain, which tells the order, with the published list, which does not.
    """
    parts = ("portal_widgets ballot 1", str(poll), receipt, nonce.hex(), answers)
    return _digest(parts)


def link(before: str, sequence: int, kind: str, committed: str, replaces: str) -> str:
    """The hash of an entry, over all it says and the hash of the one before."""
    return _digest(("portal_widgets chain 1", before, str(sequence), kind, committed, replaces))


def broken(entries: Iterable[Entry]) -> int | None:
    """The first entry that does not fit the one before it, or None."""
    before = GENESIS
    for expected, entry in enumerate(entries, 1):
        wanted = link(before, entry.sequence, entry.kind, entry.commitment, entry.replaces)
        if entry.sequence != expected or entry.hash != wanted:
            return expected
        before = entry.hash
    return None


def new_receipt(random: bytes) -> str:
    """A code that a voter can write down: eleven symbols and a check symbol, in groups of four."""
    number = int.from_bytes(random, "big") % len(_SYMBOLS) ** _LENGTH
    while number % _MODULUS >= len(_SYMBOLS):
        number += 1
    places = reversed(range(_LENGTH))
    symbols = "".join(_SYMBOLS[number // len(_SYMBOLS) ** place % len(_SYMBOLS)] for place in places)
    return _grouped(symbols + _SYMBOLS[_check(symbols)])


def receipt(text: str) -> str | None:
    """A code as somebody typed it, as it was given out; None if it cannot be one."""
    symbols = text.upper().translate(_MISTAKEN)
    if len(symbols) != _LENGTH + 1 or any(symbol not in _SYMBOLS for symbol in symbols):
        return None
    return _grouped(symbols) if _SYMBOLS.index(symbols[-1]) == _check(symbols[:-1]) else None


def _check(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * len(_SYMBOLS) + _SYMBOLS.index(symbol)
    return number % _MODULUS


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))


def _digest(parts: tuple[str, ...]) -> str:
    """Each part with its length before it, so that no two lists of parts read the same."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()
