"""Deletes drafts with everything that belongs to them. Their history is kept."""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.prepared import VARIABLES
from ...core.db.rows import batches
from ..document_data import document_data
from ..rules.document import Document, Publication
from ..rules.effects import Relation
from .documents import DocumentStore
from .history import Change, HistoryStore, concerned
from .relations import RelationStore
from .rows import relation_of_row
from .tables import document, document_field, file, issue, issue_item, relation, revision, span, text

# The changes of an import have this before the name of its file.
IMPORT = "import "
_IS_DRAFT = document.c.publication == Publication.DRAFT.value


class DraftStore:
    """The drafts of one site. Readers have never seen them."""

    def __init__(
        self,
        database: Database,
        site: str,
        documents: DocumentStore,
        relations: RelationStore,
        history: HistoryStore,
    ) -> None:
        self._database = database
        self._site = site
        self._documents = documents
        self._relations = relations
        self._history = history

    def of_import(self, number: int) -> list[Document]:
        """The drafts of the import that a document came with. Empty if it was entered by hand."""
        ours, mine = revision.c.site == self._site, revision.c.document == number
        first = sa.select(revision).where(ours, mine).order_by(revision.c.id).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(first).first()
            if row is None or row.before or not row.what.startswith(IMPORT):
                return []
            same = sa.exists().where(
                ours,
                revision.c.document == document.c.id,
                revision.c.at == row.at,
                revision.c.who == row.who,
                revision.c.what == row.what,
                revision.c.before == "",
                revision.c.after.startswith('{"document":'),
            )
            ids = connection.scalars(
                sa.select(document.c.id).where(document.c.site == self._site, _IS_DRAFT, same)
            )
            wanted = list(ids)
        found = self._documents.documents(wanted)
        return [found[one] for one in sorted(found)]

    def delete(self, numbers: Iterable[int], change: Change) -> tuple[list[Document], list[str]]:
        """Delete the documents that are drafts. Their effects on others are deleted with them; effects of
        others on them keep their number as text. Returns the deleted documents, and the digests of the files
        that nothing refers to any more.
        """
        known = self._documents.documents(numbers)
        with self._database.writing() as connection:
            gone = {one: known[one] for one in self._still_drafts(connection, known)}
            touched: set[int] = set()
            for bond in self._relations_of(connection, gone):
                touched |= self._cut(connection, bond, gone, change)
            digests = sorted({one.digest for each in gone.values() for one in each.files})
            for some in batches(gone):
                for table in (document_field, file, issue_item, span):
                    connection.execute(sa.delete(table).where(table.c.document.in_(some)))
                connection.execute(sa.delete(document).where(document.c.id.in_(some)))
            for number, one in gone.items():
                self._history.add(connection, number, change, document_data(one), None, "document")
            self._relations.compute_spans(connection, touched - gone.keys())
            return list(gone.values()), [one for one in digests if not self._is_used(connection, one)]

    def _still_drafts(self, connection: sa.Connection, known: Iterable[int]) -> list[int]:
        """Another person may have published one of them in the meantime."""
        asked = sa.select(document.c.id).where(document.c.site == self._site, _IS_DRAFT)
        return [
            one
            for some in batches(known)
            for one in connection.scalars(asked.where(document.c.id.in_(some)).with_for_update())
        ]

    def _relations_of(self, connection: sa.Connection, ids: Iterable[int]) -> list[Relation]:
        found: dict[int, Relation] = {}
        for some in batches(ids, VARIABLES // 2):
            mine = sa.or_(relation.c.acting.in_(some), relation.c.target.in_(some))
            asked = sa.select(relation).where(relation.c.site == self._site, mine)
            found |= {row.id: relation_of_row(row) for row in connection.execute(asked)}
        return [found[number] for number in sorted(found)]

    def _cut(
        self, connection: sa.Connection, one: Relation, gone: dict[int, Document], change: Change
    ) -> set[int]:
        """Part a relation from the drafts. Returns its documents: their states may differ now."""
        after = None
        target = gone.get(one.target.id or 0)
        if target is None or one.acting.id is None or one.acting.id in gone:
            self._relations.remove(connection, one.id)
        else:
            after = replace(one, target=replace(one.target, id=None, text=target.work.number))
            self._relations.write(connection, after)
        self._history.add_relation(connection, change, one, after)
        return concerned(one)

    def _is_used(self, connection: sa.Connection, digest: str) -> bool:
        """Whether a document or an issue of any site has the file. The words of an unused one are deleted."""
        ours = (file.c.digest == digest, file.c.site == self._site)
        if not connection.scalar(sa.select(sa.exists().where(*ours))):
            mine = (text.c.site == self._site, text.c.digest == digest)
            connection.execute(sa.delete(text).where(*mine))
        used = sa.or_(sa.exists().where(file.c.digest == digest), sa.exists().where(issue.c.digest == digest))
        return bool(connection.scalar(sa.select(used)))
