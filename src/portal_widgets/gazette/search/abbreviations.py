"""The abbreviations of the register: "HĐND" and "Hội đồng nhân dân" find the same documents."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..rules.register import GazetteRegister
from .folding import fold_text, folded_words, marked_words
from .query import Query, Term

# A capital letter begins a word of the name, and small letters are further letters of this word, as in TTr.
_PART = re.compile(r"[^\W\d_a-zđ][a-zđ]*")


class Abbreviations:
    """The abbreviations of all kinds and bodies of a register, with the words of their names."""

    def __init__(self, register: GazetteRegister) -> None:
        self.register: Final = register
        kinds = {(kind.short, kind.name) for kind in register.kinds}
        bodies = {(one.facts.short, one.facts.name) for _, one in register.bodies_by_name()}
        self._words: dict[str, set[Term]] = {}
        self._names: dict[tuple[str, ...], set[Term]] = {}
        for short, name in sorted(kinds | bodies):
            if (words := _abbreviated(short, name)) is not None:
                term = Term(tuple(folded_words(short)), tuple(marked_words(short)))
                self._words.setdefault(term.words[0], set()).add(words)
                self._names.setdefault(words.words, set()).add(term)
        self._longest = max(map(len, self._names), default=0)
        self._glued = {kind + body: (kind, body) for kind in _shorts(kinds) for body in _shorts(bodies)}

    def widened(self, query: Query) -> Query:
        """The query with another way to find each term that the register abbreviates. Excluded and quoted
        words stay as they were typed.
        """
        return replace(query, terms=tuple(self._terms(query.terms)))

    def _terms(self, terms: tuple[Term, ...]) -> Iterator[Term]:
        at = 0
        while at < len(terms):
            count = self._count(terms[at:])
            yield self._name(terms[at : at + count]) if count else self._one(terms[at])
            at += count or 1

    def _count(self, terms: tuple[Term, ...]) -> int:
        """How many words at the beginning are a name; the most if several names begin there."""
        words: list[str] = []
        for term in terms[: self._longest]:
            if len(term.words) > 1 or term.is_quoted:
                break
            words += term.words
        return next((count for count in range(len(words), 1, -1) if tuple(words[:count]) in self._names), 0)

    def _name(self, terms: tuple[Term, ...]) -> Term:
        words = tuple(term.words[0] for term in terms)
        marked = tuple(word for term in terms for word in term.marked)
        return Term(words, marked, is_loose=True, others=_ordered(self._names[words]))

    def _one(self, term: Term) -> Term:
        if term.is_quoted:
            return term
        others = self._words.get(term.words[0], set()) if len(term.words) == 1 else set()
        words = tuple(part for word in term.words for part in self._glued.get(word, (word,)))
        if words != term.words:
            others = {*others, Term(words, words)}
        return replace(term, others=_ordered(others))


def _ordered(terms: set[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda one: one.words))


def _shorts(named: set[tuple[str, str]]) -> set[str]:
    """The abbreviations as one folded word each. Those of several words cannot be typed as one."""
    folded = [folded_words(short) for short in {short for short, _ in named}]
    return {words[0] for words in folded if len(words) == 1}


def _abbreviated(short: str, name: str) -> Term | None:
    """The words of a name that an abbreviation means. A name may have other words around them: in "Ủy ban
    nhân dân tỉnh", "UBND" means the first four.
    """
    parts = [fold_text(part) for part in _PART.findall(short)]
    if len(parts) < 2 or folded_words(short) != ["".join(parts)]:  # noqa: PLR2004 - a single letter is too short
        return None
    words, marked = folded_words(name), marked_words(name)
    pattern = " ".join("[a-z]*".join([*part, ""]) for part in parts)
    found = re.search(rf"(?<!\S){pattern}(?!\S)", " ".join(words))
    if found is None:
        return None
    start = found.string.count(" ", 0, found.start())
    within = slice(start, start + len(parts))
    return Term(tuple(words[within]), tuple(marked[within] if len(marked) == len(words) else words[within]))
