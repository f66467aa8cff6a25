"""The query of a reader: words, "phrases", -excluded words, and numbers of documents."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from ..rules.query import SearchFilters
from .folding import folded_words, marked_words

LONGEST_QUERY = 300
MOST_TERMS = 12

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_BEGINS_NUMBER = re.compile(r"[0-9]+[a-z]?[/\-\u2010-\u2015\u2212]\S*[a-z0-9]", re.IGNORECASE)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
# The words for states, the longest first, and the filter that each means.
STATE_WORDS = (
    ("het hieu luc mot phan", "partly-ended"),
    ("ngung hieu luc mot phan", "partly-suspended"),
    ("het hieu luc toan bo", "ended"),
    ("het hieu luc", "ended"),
    ("con hieu luc", "in-force"),
    ("dang co hieu luc", "in-force"),
    ("chua co hieu luc", "not-yet"),
    ("ngung hieu luc", "suspended"),
    ("tam ngung hieu luc", "suspended"),
)
# Words around a state that name no content.
_FILLERS = ("van ban", "cac", "nhung", "ve", "viec", "quy dinh")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that follow each other; those of a loose term may be anywhere. `marked` are the same
    words with their diacritics. A document with one of `others` has the term, too.
    """

    words: tuple[str, ...]
    marked: tuple[str, ...]
    is_number: bool = False
    is_quoted: bool = False
    is_loose: bool = False
    others: tuple["Term", ...] = ()

    @property
    def ways(self) -> tuple["Term", ...]:
        return (self, *self.others)


@dataclass(frozen=True, slots=True)
class Query:
    """All of `terms` must be in a document, none of `excluded`. `is_void` means that something was typed, but
    no word, such as "%": nothing is found.
    """

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    is_void: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.excluded

    @property
    def has_marks(self) -> bool:
        return any(term.words != term.marked for term in self.terms)

    @property
    def numbers(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_number)

    def without(self, term: Term) -> "Query":
        return replace(self, terms=tuple(one for one in self.terms if one is not term))


def parse_query(text: str) -> Query:
    """The query of any text. It never fails: what is not a word is passed over."""
    typed = text[:LONGEST_QUERY].translate(_QUOTES)
    terms: list[Term] = []
    excluded: list[Term] = []
    found = _TERM.findall(typed)
    for (sign, phrase, word), (_, _, after) in pairwise([*found, ("", "", "")]):
        if not sign and _introduces(word, after):
            continue
        term = replace(_term(phrase or word), is_quoted=bool(phrase))
        if term.words:
            (excluded if sign else terms).append(term)
    query = Query(tuple(terms[:MOST_TERMS]), tuple(excluded[:MOST_TERMS]))
    return replace(query, is_void=query.is_empty and bool(typed.strip()))


def _introduces(word: str, after: str) -> bool:
    """Whether a word only says what follows, as in "quyết định số 15 năm 2024". A document may lack it."""
    folded = folded_words(word)
    if folded == ["nam"]:
        return _YEAR.fullmatch(after) is not None
    return folded == ["so"] and after[:1].isdecimal()


def _term(text: str) -> Term:
    words = tuple(folded_words(text))
    marked = tuple(marked_words(text))
    return Term(words, marked, len(words) > 1 and _BEGINS_NUMBER.match(text) is not None)


def suggest_state(text: str, filters: SearchFilters) -> tuple[str, SearchFilters] | None:
    """If a query names a state, return it without these words, and the filters with this state. The caller
    offers both, because the reader may mean the words.
    """
    typed = text[:LONGEST_QUERY].split()
    folded = [" ".join(folded_words(word)) for word in typed]
    for words, state in STATE_WORDS:
        wanted = words.split()
        for start in range(len(folded) - len(wanted) + 1):
            if folded[start : start + len(wanted)] == wanted and filters.state != state:
                before = _without_fillers(typed[:start], folded[:start])
                after = _without_fillers(typed[start + len(wanted) :], folded[start + len(wanted) :])
                return " ".join([*before, *after]), replace(filters, state=state)
    return None


def _without_fillers(typed: list[str], folded: list[str]) -> list[str]:
    """Only fillers at the beginning are left out: elsewhere they are part of what the reader looks for."""
    for filler in _FILLERS:
        count = len(filler.split())
        if folded[:count] == filler.split():
            return _without_fillers(typed[count:], folded[count:])
    return typed
