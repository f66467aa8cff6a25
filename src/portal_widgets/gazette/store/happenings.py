"""Events of many documents in SQL, and the register in batches."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ..rules.document import Document, Publication
from ..rules.effects import Relation, RelationKind
from ..rules.happenings import Happening, coming, newest, of_document, of_relations
from ..rules.query import SearchFilters
from .documents import DocumentStore
from .relations import IS_EFFECTIVE
from .rows import relation_of_row
from .tables import document, document_field, relation

BATCH = 500
_DATED = [kind.value for kind in RelationKind if kind.is_dated]
_PUBLISHED, _DRAFT = Publication.PUBLISHED.value, Publication.DRAFT.value


class HappeningStore:
    """The events of one site. Drafts have none, and do nothing to other documents."""

    def __init__(self, database: Database, site: str, documents: DocumentStore) -> None:
        self._database = database
        self._site = site
        self._documents = documents

    def newest(self, chosen: SearchFilters, fields: Iterable[str], day: date, most: int) -> list[Happening]:
        """The newest events by a day. Only the body and the kind of `chosen` count; `fields` are the wanted
        fields, or empty.
        """
        where = self._where(chosen, fields)
        wanted = sa.func.coalesce(document.c.published, document.c.signed)
        with self._database.reading() as connection:
            ids = [
                row.id
                for column in (wanted, document.c.withdrawn_on)
                for row in connection.execute(
                    sa.select(document.c.id)
                    .where(*where, document.c.publication != _DRAFT, column <= day)
                    .order_by(column.desc(), document.c.id.desc())
                    .limit(most)
                )
            ]
            dated = [
                found
                for column in (relation.c.date_from, relation.c.date_to)
                for found in self._relations(
                    connection, *where, column <= day, order=column.desc(), most=most
                )
            ]
        own = (one for found in self._documents.documents(ids).values() for one in of_document(found))
        return newest([*own, *of_relations(set(dated))], day, most)

    def coming(self, chosen: SearchFilters, fields: Iterable[str], since: date, most: int) -> list[Happening]:
        """Changes of states since a day, the earliest first."""
        where = self._where(chosen, fields)
        with self._database.reading() as connection:
            dated = [
                found
                for column in (relation.c.date_from, relation.c.date_to)
                for found in self._relations(connection, *where, column >= since, order=column, most=most)
            ]
        return coming(of_relations(set(dated)), since, most)

    def documents(self) -> Iterator[Sequence[Document]]:
        """All published documents in the order of their entry, in batches of one transaction each."""
        last = 0
        while found := self._documents.after(last, BATCH):
            yield found
            last = found[-1].id

    def relations(self) -> Iterator[Sequence[Relation]]:
        """All relations between published documents and with documents elsewhere, in batches."""
        shown = sa.select(document.c.id).where(
            document.c.site == self._site, document.c.publication == _PUBLISHED
        )
        ends = (
            sa.or_(column.is_(None), column.in_(shown)) for column in (relation.c.acting, relation.c.target)
        )
        asked = sa.select(relation).where(relation.c.site == self._site, *ends).order_by(relation.c.id)
        last = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(asked.where(relation.c.id > last).limit(BATCH)).all()
            if not rows:
                return
            yield [relation_of_row(row) for row in rows]
            last = rows[-1].id

    def _where(self, chosen: SearchFilters, fields: Iterable[str]) -> list[sa.ColumnElement[bool]]:
        found = [document.c.site == self._site]
        if chosen.body:
            found.append(document.c.body == chosen.body)
        if chosen.kind:
            found.append(document.c.kind == chosen.kind)
        if keys := sorted(fields):
            mine = (document_field.c.document == document.c.id, document_field.c.field.in_(keys))
            found.append(sa.exists().where(*mine))
        return found

    @staticmethod
    def _relations(
        connection: sa.Connection,
        *where: sa.ColumnElement[bool],
        order: sa.ColumnElement[date],
        most: int,
    ) -> Iterator[Relation]:
        asked = sa.select(relation).join(document, document.c.id == relation.c.target)
        shown = (document.c.publication == _PUBLISHED, relation.c.kind.in_(_DATED), IS_EFFECTIVE)
        rows = connection.execute(asked.where(*where, *shown).order_by(order, relation.c.id).limit(most))
        return map(relation_of_row, rows)
