"""Counting ballots: adding one ballot, adding up all ballots, and the rounds of a ranked choice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..rules import OTHER, Ballot, Content, Question, QuestionKind

# The stored tally counts ballots, blank ones, and those that answered a question under these keys.
ALL, BLANK, ANSWERED = ("", ""), ("", "blank"), ""
StoredTally = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Count:
    """The votes of one option; `share` is the fraction of the ballots that answered the question, from 0 to
    1.
    """

    key: str
    votes: int
    share: float


@dataclass(frozen=True, slots=True)
class Round:
    """One round of an instant run-off: the votes of each remaining option, and which of them is eliminated. A
    tie has no winner.
    """

    counts: tuple[Count, ...]
    exhausted: int
    eliminated: tuple[str, ...]
    winner: str


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """The result of one question. `mean` is for scales; `rounds` is for ranked choices."""

    key: str
    answered: int
    counts: tuple[Count, ...]
    mean: float | None = None
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """The result of a poll."""

    ballots: int
    blank: int
    questions: tuple[QuestionTally, ...]


def increments(content: Content, ballot: Ballot) -> Counter[tuple[str, str]]:
    """Return what one ballot adds to the stored tally: for a ranked question, its first preference."""
    added = Counter({ALL: 1})
    if not ballot:
        added[BLANK] += 1
    for question in content.questions:
        if question.key not in ballot:
            continue
        chosen = ballot[question.key].chosen
        added[question.key, ANSWERED] += 1
        for option in chosen[:1] if question.kind is QuestionKind.RANKED else chosen:
            added[question.key, option] += 1
    return added


def tally(content: Content, ballots: Iterable[Ballot]) -> Tally:
    """Count everything again from the ballots."""
    stored: Counter[tuple[str, str]] = Counter()
    rankings: dict[str, Counter[tuple[str, ...]]] = {}
    for ballot in ballots:
        stored.update(increments(content, ballot))
        for question in content.questions:
            if question.kind is QuestionKind.RANKED and question.key in ballot:
                rankings.setdefault(question.key, Counter())[ballot[question.key].chosen] += 1
    return from_stored(content, stored, rankings)


def from_stored(
    content: Content, stored: StoredTally, rankings: Mapping[str, Counter[tuple[str, ...]]] | None = None
) -> Tally:
    """The result from a stored tally. The rounds of ranked questions also need the rankings."""
    rankings = rankings or {}
    return Tally(
        stored.get(ALL, 0),
        stored.get(BLANK, 0),
        tuple(_question(question, stored, rankings.get(question.key)) for question in content.questions),
    )


def _question(
    question: Question, stored: StoredTally, rankings: Counter[tuple[str, ...]] | None
) -> QuestionTally:
    answered = stored.get((question.key, ANSWERED), 0)
    keys = [option.key for option in question.options] + ([OTHER] if question.other else [])
    votes = {key: stored.get((question.key, key), 0) for key in keys}
    mean = None
    if question.kind is QuestionKind.SCALE and answered:
        mean = sum(int(key) * count for key, count in votes.items()) / answered
    rounds = tuple(run_off(keys, rankings)) if question.kind is QuestionKind.RANKED and rankings else ()
    return QuestionTally(question.key, answered, _counts(votes, answered), mean, rounds)


def _counts(votes: Mapping[str, int], of: int) -> tuple[Count, ...]:
    return tuple(Count(key, count, count / of if of else 0.0) for key, count in votes.items())


def run_off(keys: Sequence[str], rankings: Mapping[tuple[str, ...], int]) -> Iterator[Round]:
    """An instant run-off. An option with more than half of the ballots that still count wins. Otherwise all
    last options are eliminated together, unless none would remain: that is a tie.
    """
    left = list(keys)
    everyone = sum(rankings.values())
    while left:
        votes = dict.fromkeys(left, 0)
        for ranking, count in rankings.items():
            top = next((key for key in ranking if key in votes), None)
            if top is not None:
                votes[top] += count
        counting = sum(votes.values())
        leader = max(left, key=votes.__getitem__)
        winner = leader if votes[leader] * 2 > counting else ""
        last = min(votes.values())
        gone = () if winner else tuple(key for key in left if votes[key] == last)
        tied = len(gone) == len(left)
        yield Round(_counts(votes, counting), everyone - counting, () if tied else gone, winner)
        if winner or tied:
            return
        left = [key for key in left if key not in gone]
