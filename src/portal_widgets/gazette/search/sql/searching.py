"""The search engine: one page of documents, with counts, snippets and a suggestion."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from ....core.db.database import Database
from ...rules.document import Document
from ...rules.query import COUNTED, PER_PAGE, Order, SearchFilters, SearchResult, Suggestion
from ...rules.register import GazetteRegister
from ..abbreviations import Abbreviations
from ..near_misses import near_miss
from ..query import Query, parse_query, suggest_state
from ..snippets import snippet
from .conditions import conditions, counted_conditions, plain_conditions
from .facets import Facets, count_facets
from .matching import ANYWHERE, Condition, Tier, matcher, plan_for_words, tiers
from .tables import entry, words

Load = Callable[[Sequence[int]], Mapping[int, Document]]
Texts = Callable[[Sequence[Document]], Mapping[int, str]]

# Other spellings are looked for in the newest documents, at the beginning of each.
_NEWEST = 20
_SEEN = 4000


class SqlSearch:
    """Searches the published documents of one site. `load` reads documents by their ids, `texts` the words of
    their files.
    """

    def __init__(
        self,
        database: Database,
        site: str,
        register: Callable[[], GazetteRegister],
        load: Load,
        texts: Texts,
    ) -> None:
        self._database = database
        self._site = site
        self._register = register
        self._abbreviations = Abbreviations(GazetteRegister())
        self._load = load
        self._texts = texts

    def search(self, query: str, filters: SearchFilters, on: date, page: int = 1) -> SearchResult:
        """One page. `total` is exact up to a thousand; above it is 1001, and pages end there."""
        asked, known = parse_query(query), self._known()
        if asked.is_void:
            return SearchResult()
        page = min(max(page, 1), COUNTED // PER_PAGE)
        with self._database.reading() as connection:
            plan_for_words(connection)
            run = _Run(connection, self._site, asked, known, on)
            counted = run.facets(filters)
            total = min(counted.total, COUNTED + 1)
            ids = run.page(filters, page, total) if total else []
            # Without a hit, only other filters could leave any document.
            is_counted = total > 0 or filters != SearchFilters(order=filters.order)
            suggestion = self._suggestion(run, query, filters, total)
        listed = self._load(ids)
        documents = tuple(listed[one] for one in ids if one in listed)
        return SearchResult(
            documents,
            total,
            page,
            counted.values() if is_counted else {},
            suggestion,
            self._snippets(documents, known.widened(asked)),
        )

    def matching(self, query: str, filters: SearchFilters, on: date) -> frozenset[int]:
        """The ids of all documents that are found, without a limit."""
        asked = parse_query(query)
        if asked.is_void:
            return frozenset()
        with self._database.reading() as connection:
            plan_for_words(connection)
            run = _Run(connection, self._site, asked, self._known(), on)
            return frozenset(run.ids(run.documents(filters)))

    def _known(self) -> Abbreviations:
        """The abbreviations of the register. They are read again when it has changed."""
        register = self._register()
        if self._abbreviations.register is not register:
            self._abbreviations = Abbreviations(register)
        return self._abbreviations

    def _suggestion(self, run: "_Run", query: str, filters: SearchFilters, total: int) -> Suggestion | None:
        if state := suggest_state(query, filters):
            rest, other = state
            return Suggestion(rest, other, run.other(parse_query(rest)).count(other))
        if total:
            return None
        found = near_miss(run.query, lambda other: run.other(other).count(filters), run.common_words)
        return Suggestion(found[0], filters, found[1]) if found else None

    def _snippets(self, documents: Sequence[Document], query: Query) -> Mapping[int, str]:
        if not query.terms:
            return {}
        texts = self._texts(documents)
        found = {one.id: snippet([one.abstract, texts.get(one.id, "")], query) for one in documents}
        return {key: text for key, text in found.items() if text}


class _Run:
    """One query in one transaction."""

    def __init__(
        self, connection: sa.Connection, site: str, query: Query, known: Abbreviations, on: date
    ) -> None:
        self.query = query
        self._wide = known.widened(query)
        self._connection = connection
        self._site = site
        self._known = known
        self._register = known.register
        self._on = on
        self._matcher = matcher(connection)

    def other(self, query: Query) -> "_Run":
        return _Run(self._connection, self._site, query, self._known, self._on)

    def facets(self, filters: SearchFilters) -> Facets:
        where = [entry.c.site == self._site, *self._matcher.where(self._wide), *plain_conditions(filters)]
        chosen = counted_conditions(self._site, filters, self._register)
        source = self._matcher.source(self._wide)
        return count_facets(self._connection, source, where, chosen, self._register, self._on)

    def where(self, filters: SearchFilters, tier: Tier = ANYWHERE) -> list[Condition]:
        chosen = conditions(self._site, filters, self._register, self._on)
        return [entry.c.site == self._site, *self._matcher.where(self._wide, tier), *chosen]

    def documents(self, filters: SearchFilters, tier: Tier = ANYWHERE) -> sa.Select[int]:
        return (
            sa.select(entry.c.document)
            .select_from(self._matcher.source(self._wide))
            .where(*self.where(filters, tier))
        )

    def count(self, filters: SearchFilters) -> int:
        some = self.documents(filters).limit(COUNTED + 1).subquery()
        return self._connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()

    def page(self, filters: SearchFilters, page: int, total: int) -> list[int]:
        """Ids of documents. Each tier is asked only if those before it do not fill the page, and do not have
        all of the `total` hits.
        """
        order, first = filters.order or Order.RELEVANCE, (page - 1) * PER_PAGE
        if order is not Order.RELEVANCE or not self.query.terms:
            statement = self.documents(filters).order_by(*self._order(order))
            return self.ids(statement.limit(PER_PAGE).offset(first))
        found: list[int] = []
        wanted = min(first + PER_PAGE, total)
        for tier in tiers(self._wide):
            missing = wanted - len(found)
            found += self.ids(self.documents(filters, tier).order_by(self._place.desc()).limit(missing))
            if len(found) == wanted:
                break
        return found[first:]

    def ids(self, statement: sa.Select[int]) -> list[int]:
        return list(self._connection.execute(statement).scalars())

    @property
    def _place(self) -> sa.ColumnElement[int]:
        return self._matcher.place if self.query.terms else entry.c.place

    def _order(self, order: Order) -> Iterable[sa.ColumnElement[int]]:
        if order is Order.NUMBER:
            return entry.c.year.desc(), entry.c.running, entry.c.place
        return (self._place.asc() if order is Order.OLDEST else self._place.desc(),)

    def common_words(self, candidates: Sequence[str]) -> list[str]:
        """Those of the words that are in the newest documents with any of them, the most frequent first."""
        source, any_of = self._matcher.with_any(candidates)
        columns = (words.c.title, sa.func.substr(words.c.body, 1, _SEEN))
        newest = sa.select(*columns).select_from(source).where(any_of)
        statement = newest.order_by(self._matcher.place.desc())
        wanted, found = set(candidates), Counter[str]()
        for title, body in self._connection.execute(statement.limit(_NEWEST)):
            found.update(set(f"{title} {body}".split()) & wanted)
        return [word for word, _ in found.most_common()]
