"""Another query for one that finds nothing: a number without its year, words as they are typed for a
Vietnamese keyboard, a word spelled otherwise, or a word less.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ..numbers import DocumentNumber, parse_number
from .query import Query, Term

_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
# A shorter word has too many neighbours that mean something else.
_SHORTEST = 3
# In Telex, doubled letters and w are diacritics, and a letter after the vowel is the tone. In VNI, digits are
# both.
_DOUBLED = re.compile("dd|aa|ee|oo|(?<=[aou])w")
_TONE = re.compile("^(.*[aeiouy].*)[sfrxj]")
_VNI = re.compile("^[a-z0-9]*[aeiouy][a-z0-9]*$"), re.compile("(?<=[a-z])[1-9]+")
_LONGEST = 20

Count = Callable[[Query], int]
CommonWords = Callable[[Sequence[str]], Sequence[str]]


def near_miss(query: Query, count: Count, common_words: CommonWords) -> tuple[str, int] | None:
    """The text of a query that finds something, and its count; None if there is none."""
    others = (
        _without_year(query),
        _typed_without_keyboard(query),
        _spelled_otherwise(query, count, common_words),
    )
    for other in chain.from_iterable(others):
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


def _typed_without_keyboard(query: Query) -> Iterator[Query]:
    read = tuple(_as_meant(term) for term in query.terms)
    if read != query.terms:
        yield replace(query, terms=read)


def _as_meant(term: Term) -> Term:
    """The words without diacritics that were meant: "ddaats" is "dat"."""
    if term.is_number or term.words != term.marked:
        return term
    words = tuple(map(_read_typed, term.words))
    return Term(words, words)


def _read_typed(word: str) -> str:
    vowel, digits = _VNI
    if digits.search(word):
        return digits.sub("", word) if vowel.match(word) else word
    return _TONE.sub(r"\1", _DOUBLED.sub(lambda found: found[0][0].replace("w", ""), word))


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
    if not term.is_number:
        return f'"{" ".join(term.marked)}"'
    return str(parse_number(" ".join(term.words)) or "/".join(term.marked))
