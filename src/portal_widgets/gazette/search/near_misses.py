"""Another query for one that finds nothing: a number without its year, a word spelled otherwise, or a word
less.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..numbers import DocumentNumber, parse_number
from .query import Query, Term

_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
# A shorter word has too many neighbours that mean something else.
_SHORTEST = 3
_LONGEST = 20

Count = Callable[[Query], int]
CommonWords = Callable[[Sequence[str]], Sequence[str]]


def near_miss(query: Query, count: Count, common_words: CommonWords) -> tuple[str, int] | None:
    """The text of a query that finds something, and its count; None if there is none."""
    for other in (*_without_year(query), *_spelled_otherwise(query, count, common_words)):
        if found := count(other):
            return text_of(other), found
    if len(query.terms) < 2:  # noqa: PLR2004 - one word less would be no query
        return None
    shorter = [(count(other), other) for other in map(query.without, query.terms)]
    most, best = max(shorter, key=lambda one: one[0])
    return (text_of(best), most) if most else None


def _without_year(query: Query) -> Iterator[Query]:
    for term in query.numbers:
        number = parse_number(" ".join(term.words))
        if number is not None and number.year is not None:
            yield _with(query, term, _number_term(replace(number, year=None)))


def _number_term(number: DocumentNumber) -> Term:
    listed = tuple(number.key.split("-"))
    return Term(listed, listed, is_number=True)


def _spelled_otherwise(query: Query, count: Count, common_words: CommonWords) -> Iterator[Query]:
    for term in query.terms:
        word = term.words[0]
        if len(term.words) > 1 or not _SHORTEST <= len(word) <= _LONGEST or count(Query((term,))):
            continue
        for better in list(common_words(sorted(set(neighbours(word)) - {word})))[:1]:
            yield _with(query, term, Term((better,), (better,)))


def _with(query: Query, term: Term, other: Term) -> Query:
    return replace(query, terms=tuple(other if one is term else one for one in query.terms))


def neighbours(word: str) -> Iterator[str]:
    """The words that differ in one character, or in the order of two."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for before, after in splits:
        if after:
            yield before + after[1:]
        if after[1:]:
            yield before + after[1] + after[0] + after[2:]
        for sign in _SIGNS:
            yield before + sign + after
            if after:
                yield before + sign + after[1:]


def text_of(query: Query) -> str:
    """A query as a reader would type it."""
    return " ".join([*map(_typed, query.terms), *(f"-{_typed(one)}" for one in query.excluded)])


def _typed(term: Term) -> str:
    if len(term.marked) == 1:
        return term.marked[0]
    number = parse_number(" ".join(term.words)) if term.is_number else None
    return str(number) if number else f'"{" ".join(term.marked)}"'
