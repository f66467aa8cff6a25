"""The chain shows every change. A receipt can be read aloud and typed again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.samples import FULL
from portal_widgets.polls.rules import Answer
from portal_widgets.polls.tally import chain


def made(*committed: str) -> list[chain.ChainEntry]:
    entries, before = [], chain.GENESIS
    for sequence, commitment in enumerate(committed, 1):
        before = chain.entry_hash(before, sequence, "cast", commitment, "")
        entries.append(chain.ChainEntry(sequence, "cast", commitment, "", before))
    return entries


def test_a_chain_as_it_was_made_holds():
    assert chain.first_broken(made("a", "b", "c")) is None
    assert chain.first_broken([]) is None


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize(
    "change",
    [{"sequence": 9}, {"kind": "change"}, {"commitment": "z"}, {"replaces": "a"}, {"hash": "f" * 64}],
)
def test_any_change_of_any_entry_is_seen(at: int, change):
    entries = made("a", "b", "c")
    entries[at] = replace(entries[at], **change)

    assert chain.first_broken(entries) == at + 1


def test_an_entry_taken_out_or_moved_is_seen():
    entries = made("a", "b", "c")

    assert chain.first_broken([entries[0], entries[2]]) == 2
    assert chain.first_broken([entries[1], entries[0], entries[2]]) == 1


@given(st.dictionaries(st.text(), st.builds(Answer, st.lists(st.text()).map(tuple), st.text())))
def test_a_ballot_survives_being_written(ballot):
    assert chain.ballot(chain.canonical(ballot)) == ballot


def test_a_commitment_binds_everything():
    answers = chain.canonical(FULL)
    usual = chain.commitment(1, "R", b"n", answers)

    assert usual == chain.commitment(1, "R", b"n", chain.canonical(dict(reversed(FULL.items()))))
    others = [
        chain.commitment(2, "R", b"n", answers),
        chain.commitment(1, "S", b"n", answers),
        chain.commitment(1, "R", b"m", answers),
        chain.commitment(1, "R", b"n", answers + " "),
    ]
    assert len({usual, *others}) == 5
