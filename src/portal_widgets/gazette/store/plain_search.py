"""A search by number and by words of the title, without an index of texts."""

from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ..rules.addresses import number_key
from ..rules.document import Publication
from ..rules.query import PER_PAGE, SearchFilters, SearchResult
from ..rules.state import MainState
from .documents import DocumentStore
from .tables import document, document_field, span

_PARTLY = {
    MainState.PARTLY_ENDED: span.c.partly_ended,
    MainState.PARTLY_SUSPENDED: span.c.partly_suspended,
}


class PlainSearch:
    """The search of one site. A query with every word in the title, or with the number, finds a document."""

    def __init__(self, database: Database, site: str, documents: DocumentStore) -> None:
        self._database = database
        self._site = site
        self._documents = documents

    def search(self, query: str, filters: SearchFilters, on: date, page: int = 1) -> SearchResult:
        where = self._conditions(query, filters, on)
        newest = (sa.func.coalesce(document.c.signed, date.min).desc(), document.c.id.desc())
        asked = sa.select(document.c.id).where(*where).order_by(*newest)
        with self._database.reading() as connection:
            total = connection.scalar(sa.select(sa.func.count()).select_from(document).where(*where)) or 0
            page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
            ids = list(connection.scalars(asked.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))
        found = self._documents.documents(ids)
        return SearchResult(tuple(found[number] for number in ids if number in found), total, page)

    def _conditions(self, query: str, filters: SearchFilters, on: date) -> list[sa.ColumnElement[bool]]:
        where = [document.c.site == self._site, document.c.publication == Publication.PUBLISHED.value]
        if query.strip():
            every = sa.and_(*(document.c.title.icontains(word, autoescape=True) for word in query.split()))
            where.append(sa.or_(document.c.number_key == number_key(query), every))
        for column, value in ((document.c.body, filters.body), (document.c.kind, filters.kind)):
            if value:
                where.append(column == value)
        if filters.year is not None:
            where.append(document.c.year == filters.year)
        if filters.field:
            fields = sa.select(document_field.c.document).where(document_field.c.field == filters.field)
            where.append(document.c.id.in_(fields))
        if filters.state:
            where.append(document.c.id.in_(self._in_state(MainState(filters.state), on)))
        return where

    def _in_state(self, state: MainState, on: date) -> sa.Select[tuple[int]]:
        asked = sa.select(span.c.document).where(
            span.c.site == self._site, span.c.start <= on, span.c.until > on
        )
        flag = _PARTLY.get(state)
        return asked.where(span.c.state == state.value if flag is None else flag.is_(True))
