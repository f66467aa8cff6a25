"""Documents in SQL. Only the newest facts are in the tables; earlier ones are in the revisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import batches, insert_row
from ..rules.document import Document, Publication, StoredFile, Work
from .rows import document_of_row, file_of_row, row_of_document, row_of_file
from .tables import document, document_field, file

_NEWEST = (sa.func.coalesce(document.c.signed, date.min).desc(), document.c.id.desc())


class DoubleNumberError(ValueError):
    """The body has used this number already. A second document of the same number needs a letter and a
    stated reason.
    """


class DeletedDocumentError(LookupError):
    """Another person has deleted this draft in the meantime."""


class DocumentStore:
    """The documents of one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """The documents with these ids, in any state of publication."""
        found: dict[int, Document] = {}
        with self._database.reading() as connection:
            for some in batches(ids):
                found |= {one.id: one for one in self._read(connection, document.c.id.in_(some))}
        return found

    def at_address(self, body: str, kind: str, year: int, slug: str) -> Document | None:
        """The document at an address; None if there is none."""
        where = (document.c.body == body, document.c.kind == kind, document.c.year == year)
        with self._database.reading() as connection:
            found = self._read(connection, *where, document.c.slug == slug)
        return found[0] if found else None

    def with_number(self, key: str) -> list[Document]:
        """Every document with this number that is or was published, the newest first."""
        shown = document.c.publication != Publication.DRAFT.value
        with self._database.reading() as connection:
            return self._read(connection, document.c.number_key == key, shown)

    def published(self, most: int, *conditions: sa.ColumnElement[bool]) -> list[Document]:
        """The newest published documents."""
        shown = document.c.publication == Publication.PUBLISHED.value
        with self._database.reading() as connection:
            return self._read(connection, shown, *conditions, most=most)

    def after(self, number: int, most: int) -> list[Document]:
        """The published documents with a higher id, in the order of their ids."""
        shown = (document.c.publication == Publication.PUBLISHED.value, document.c.id > number)
        with self._database.reading() as connection:
            return self._read(connection, *shown, most=most, order=(document.c.id,))

    def published_file(self, digest: str) -> StoredFile | None:
        """A file of a published document; None for those of drafts and withdrawn documents."""
        shown = (document.c.site == self._site, document.c.publication == Publication.PUBLISHED.value)
        asked = sa.select(file).join(document, document.c.id == file.c.document)
        with self._database.reading() as connection:
            row = connection.execute(asked.where(*shown, file.c.digest == digest).limit(1)).first()
        return file_of_row(row) if row is not None else None

    def write(self, connection: sa.Connection, one: Document, at: int) -> int:
        """Insert a document, or replace the facts of a stored one. Returns its id. Raises DoubleNumberError
        if its work or its address is taken, or if a letter has no reason, and DeletedDocumentError.
        """
        if one.work.double and not one.work.double_reason.strip():
            raise DoubleNumberError(one.work.number)
        row = {**row_of_document(one), "at": at}
        ours = (document.c.site == self._site, document.c.id == one.id)
        try:
            with connection.begin_nested():
                if one.id and not connection.execute(sa.update(document).where(*ours).values(row)).rowcount:
                    raise DeletedDocumentError(one.work.number)
                number = one.id or insert_row(connection, document, {**row, "site": self._site})
        except sa.exc.IntegrityError as error:
            raise DoubleNumberError(one.work.number) from error
        self._write_parts(connection, number, one)
        return number

    def same_work(self, work: Work) -> list[Document]:
        """The documents of one body, kind and year with the same number."""
        row = row_of_document(Document(work, ""))
        names = ("body", "kind", "year", "number_key")
        with self._database.reading() as connection:
            return self._read(connection, *(document.c[name] == row[name] for name in names))

    def works(self) -> dict[tuple[str, str, int, str, str], int]:
        """The id of every document, by body, kind, year, comparable number and letter."""
        names = ("body", "kind", "year", "number_key", "double", "id")
        asked = sa.select(*(document.c[name] for name in names)).where(document.c.site == self._site)
        with self._database.reading() as connection:
            rows = connection.execute(asked)
            return {(body, kind, year, key, letter): one for body, kind, year, key, letter, one in rows}

    def _write_parts(self, connection: sa.Connection, number: int, one: Document) -> None:
        for table in (document_field, file):
            connection.execute(sa.delete(table).where(table.c.document == number))
        key = {"site": self._site, "document": number}
        fields = [{**key, "field": name} for name in dict.fromkeys(one.fields)]
        files = [{**key, "position": place, **row_of_file(each)} for place, each in enumerate(one.files)]
        for table, rows in ((document_field, fields), (file, files)):
            if rows:
                connection.execute(sa.insert(table), rows)

    def _read(
        self,
        connection: sa.Connection,
        *where: sa.ColumnElement[bool],
        most: int | None = None,
        order: Sequence[sa.ColumnElement[object]] = _NEWEST,
    ) -> list[Document]:
        asked = sa.select(document).where(document.c.site == self._site, *where)
        rows = connection.execute(asked.order_by(*order).limit(most)).all()
        ids = [row.id for row in rows]
        fields, files = self._parts(connection, ids)
        return [document_of_row(row, fields[row.id], files[row.id]) for row in rows]

    def _parts(
        self, connection: sa.Connection, ids: Sequence[int]
    ) -> tuple[Mapping[int, list[str]], Mapping[int, list[sa.Row[tuple[object, ...]]]]]:
        fields: defaultdict[int, list[str]] = defaultdict(list)
        files: defaultdict[int, list[sa.Row[tuple[object, ...]]]] = defaultdict(list)
        if ids:
            asked = sa.select(document_field).where(document_field.c.document.in_(ids))
            for row in connection.execute(asked.order_by(document_field.c.field)):
                fields[row.document].append(row.field)
            for row in connection.execute(
                sa.select(file).where(file.c.document.in_(ids)).order_by(file.c.position)
            ):
                files[row.document].append(row)
        return fields, files
