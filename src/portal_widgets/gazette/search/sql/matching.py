"""The conditions of a query, for SQLite and for PostgreSQL. Both find the same documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..query import Query, Term
from .tables import entry, index, tokens, words

Condition = sa.ColumnElement[bool]
FOLDED = ("number", "title", "body")


@dataclass(frozen=True, slots=True)
class Place:
    """The terms must be in this column; `marked` compares their diacritics, too."""

    column: str
    terms: tuple[Term, ...]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """Hits of equal relevance. They are in all of `inside`, and in no set of `outside`: these are the tiers
    before.
    """

    inside: tuple[Place, ...] = ()
    outside: tuple[tuple[Place, ...], ...] = ()


ANYWHERE = Tier()


def tiers(query: Query) -> list[Tier]:
    """By relevance: the number, the exact diacritics in title and abstract, the title, anything else."""
    kinds: list[tuple[Place, ...]] = []
    if query.numbers:
        kinds.append((Place("number", query.numbers),))
    if query.has_marks:
        exact = Place("marked", query.terms, marked=True)
        kinds += [(Place("title", query.terms), exact), (exact,)]
    if query.terms:
        kinds += [(Place("title", query.terms),), ()]
    return [Tier(inside, _widest(kinds[:rank])) for rank, inside in enumerate(kinds)] or [ANYWHERE]


def _widest(kinds: list[tuple[Place, ...]]) -> tuple[tuple[Place, ...], ...]:
    """Without those that are part of another one: more places leave fewer documents."""
    return tuple(one for one in kinds if not any(set(other) < set(one) for other in kinds))


class SqliteMatcher:
    """FTS5. Every word is quoted, so that nothing that a reader types is an operator."""

    place: sa.ColumnElement[int] = index.c.rowid

    def source(self, query: Query) -> sa.FromClause:
        return entry.join(index, index.c.rowid == entry.c.place) if query.terms else entry

    def where(self, query: Query, tier: Tier = ANYWHERE) -> list[Condition]:
        """Only the documents of the query in this tier."""
        if query.terms:
            return [_fts(_expression(query, tier))]
        if not query.excluded:
            return []
        return [entry.c.place.not_in(sa.select(index.c.rowid).where(_fts(_any(query.excluded))))]

    def with_any(self, listed: Sequence[str]) -> tuple[sa.FromClause, Condition]:
        """The source `words` and the condition for documents with any of the words."""
        source = words.join(index, index.c.rowid == words.c.place)
        return source, _fts(" OR ".join(f'"{word}"' for word in listed))


def _fts(expression: str) -> Condition:
    return sa.literal_column("pw_gazette_search_index").op("MATCH", is_comparison=True)(expression)


def _expression(query: Query, tier: Tier) -> str:
    needed = [_at(one) for one in tier.inside]
    # A place with all terms is inside what the query finds anywhere, and faster to find.
    if not any(one.terms == query.terms for one in tier.inside):
        needed.append(f"{{{' '.join(FOLDED)}}} : ({_all(query.terms)})")
    found = " AND ".join(f"({one})" for one in needed)
    for others in tier.outside:
        found = f"({found}) NOT ({' AND '.join(f'({_at(one)})' for one in others)})"
    return f"({found}) NOT ({_any(query.excluded)})" if query.excluded else found


def _at(one: Place) -> str:
    return f"{one.column} : ({_all(one.terms, marked=one.marked)})"


def _all(terms: Sequence[Term], *, marked: bool = False) -> str:
    return " AND ".join(
        f"({' OR '.join(_way(one, marked=marked) for one in term.ways)})"
        if term.others
        else _way(term, marked=marked)
        for term in terms
    )


def _way(term: Term, *, marked: bool) -> str:
    listed = term.marked if marked else term.words
    return f"({' AND '.join(_phrase((word,)) for word in listed)})" if term.is_loose else _phrase(listed)


def _any(terms: Sequence[Term]) -> str:
    return f"{{{' '.join(FOLDED)}}} : ({' OR '.join(_phrase(term.words) for term in terms)})"


def _phrase(listed: tuple[str, ...]) -> str:
    return f'"{" ".join(listed)}"'


class PostgresMatcher:
    """An index on the words finds candidates. A phrase is then a part of a column."""

    place: sa.ColumnElement[int] = words.c.place

    def source(self, query: Query) -> sa.FromClause:
        return entry if query.is_empty else entry.join(words, words.c.place == entry.c.place)

    def where(self, query: Query, tier: Tier = ANYWHERE) -> list[Condition]:
        """Only the documents of the query in this tier."""
        outside = [sa.not_(sa.and_(*map(_all_in, others))) for others in tier.outside]
        excluded = [sa.not_(_hold((one,))) for one in query.excluded]
        needed = [_hold(query.terms)] if query.terms else []
        return [*needed, *map(_all_in, tier.inside), *outside, *excluded]

    def with_any(self, listed: Sequence[str]) -> tuple[sa.FromClause, Condition]:
        """The source `words` and the condition for documents with any of the words."""
        return words, _tokens(_joined(" | ", listed))


def _tokens(wanted: str) -> Condition:
    # A portal with SQLite does not import the dialect.
    from sqlalchemy.dialects.postgresql import TSQUERY

    return tokens.op("@@", is_comparison=True)(sa.cast(wanted, TSQUERY))


def _joined(between: str, listed: Sequence[str]) -> str:
    # A folded word has letters and digits only, so that quotes are enough.
    return between.join(f"'{word}'" for word in listed)


def _hold(terms: Sequence[Term]) -> Condition:
    # One question for all words: the words of a document are unpacked for each question.
    ways = [" | ".join(f"({_joined(' & ', one.words)})" for one in term.ways) for term in terms]
    found = _tokens(" & ".join(f"({one})" for one in ways))
    phrases = [term for term in terms if any(_is_phrase(one) for one in term.ways)]
    return sa.and_(found, *(_anywhere(term) for term in phrases))


def _is_phrase(term: Term) -> bool:
    return len(term.words) > 1 and not term.is_loose


def _anywhere(term: Term) -> Condition:
    # A document that has one of the ways in its number or title is read no further.
    return sa.or_(*(_contains(words.c[name], one.words) for name in FOLDED for one in term.ways))


def _all_in(one: Place) -> Condition:
    return sa.and_(*(_in(words.c[one.column], term, marked=one.marked) for term in one.terms))


def _in(column: sa.ColumnElement[str], term: Term, *, marked: bool) -> Condition:
    found = []
    for one in term.ways:
        listed = one.marked if marked else one.words
        parts = [(word,) for word in listed] if one.is_loose else [listed]
        found.append(sa.and_(*(_contains(column, part) for part in parts)))
    return sa.or_(*found)


def _contains(column: sa.ColumnElement[str], listed: tuple[str, ...]) -> Condition:
    # Columns hold letters, digits and blanks only: no word is a pattern.
    return column.contains(f" {' '.join(listed)} ")


def matcher(connection: sa.Connection) -> SqliteMatcher | PostgresMatcher:
    return SqliteMatcher() if connection.dialect.name == "sqlite" else PostgresMatcher()


def plan_for_words(connection: sa.Connection) -> None:
    """Let PostgreSQL plan each statement for its words. After some executions it would use one plan for all
    words, and that takes a second for frequent ones. Compiling a plan takes longer than these statements.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off")
