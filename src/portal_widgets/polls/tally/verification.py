"""Checks that ballots, stored tally and chain agree. The findings are sentences."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ..rules import Content
from . import chain
from .tally import StoredTally, increments


@dataclass(frozen=True, slots=True)
class Verification:
    """The findings of a recount. Without a fault, ballots, tally and chain agree."""

    ballots: int
    length: int
    head: str
    faults: list[str] = field(default_factory=list)


def chain_faults(entries: Sequence[chain.ChainEntry], head: str, length: int) -> list[str]:
    """Check that every entry fits the one before it, and that the last one is the poll's stored head."""
    broken = chain.first_broken(entries)
    if broken is not None:
        return [f"entry {broken} of the chain does not fit the one before it"]
    last = entries[-1].hash if entries else chain.GENESIS
    if last != head or len(entries) != length:
        return [f"the chain ends at entry {len(entries)}, but the poll has {length} entries"]
    return []


def ballot_faults(commitments: Mapping[str, str], entries: Sequence[chain.ChainEntry]) -> list[str]:
    """Check that every ballot has exactly one commitment and was not replaced, and that no commitment lacks
    its ballot. `commitments` has the current commitment of each ballot, by its receipt.
    """
    replaced = {entry.replaces for entry in entries if entry.replaces}
    live = Counter(entry.commitment for entry in entries if entry.commitment not in {"", *replaced})
    found = Counter(commitments.values())
    altered = [receipt for receipt, commitment in commitments.items() if not live[commitment]]
    faults = [f"ballot {receipt} was altered after it was cast" for receipt in altered]
    missing = sum((live - found).values()) - len(altered)
    if missing > 0:
        faults.append(f"{missing} ballots of the chain are missing")
    return faults


def tally_faults(content: Content, answers: Iterable[str], stored: StoredTally, *, secret: bool) -> list[str]:
    """Check that the stored tally equals the sum of the ballots. With `secret`, no numbers are reported,
    because nobody may see them yet.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for text in answers:
        # The ballot was altered: `ballot_faults` reports it.
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            counted.update(increments(content, chain.ballot(text)))
    keys = sorted({key for key, votes in stored.items() if votes} | counted.keys())
    differ = [key for key in keys if stored.get(key, 0) != counted[key]]
    if secret:
        return [f"the tally of {_name(key)} differs from the ballots" for key in differ]
    return [
        f"the tally of {_name(key)} is {stored.get(key, 0)}, the ballots say {counted[key]}" for key in differ
    ]


def _name(key: tuple[str, str]) -> str:
    return "/".join(filter(None, key)) or "ballots"
