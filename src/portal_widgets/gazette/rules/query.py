"""Questions and answers of a search. A search engine of this protocol can take the place of another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from .document import Document

PER_PAGE = 20
# Nobody looks further, and counting more takes time. A count above is `COUNTED + 1`: "more than 1,000".
COUNTED = 1000


class Order(StrEnum):
    """The order of a list."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The chosen filters; "" and None choose everything. `state` is a name of `MainState`, or "partly-ended"
    or "partly-suspended". `field` includes the fields below it.
    """

    body: str = ""
    kind: str = ""
    field: str = ""
    year: int | None = None
    state: str = ""
    signer: str = ""
    signed_from: date | None = None
    signed_until: date | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a filter, and the number of distinct documents that it would leave."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query or filter that the reader may have meant. It is offered, never applied by itself."""

    query: str = ""
    filters: SearchFilters = field(default_factory=SearchFilters)
    total: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of published documents, and the number of all that were found. `facets` has the values of the
    filters `body`, `kind`, `field`, `year` and `state`. `snippets` are passages by document id; they are
    plain text in which each hit is between U+E000 and U+E001.
    """

    documents: tuple[Document, ...] = ()
    total: int = 0
    page: int = 1
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    suggestion: Suggestion | None = None
    snippets: Mapping[int, str] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, COUNTED) // PER_PAGE))

    @property
    def has_more(self) -> bool:
        """Whether there are more documents than are counted and listed."""
        return self.total > COUNTED


class DocumentSearch(Protocol):
    """A search engine for published documents. States are those of the day `on`."""

    def search(self, query: str, filters: SearchFilters, on: date, page: int = 1) -> SearchResult: ...
