"""Changes of the gazette. Each is one transaction: the rows, the states that follow, and the revision."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

import sqlalchemy as sa

from ...core.db.database import Database
from ..document_data import FilledIssue, document_data, issue_data, read_document, read_issue, read_relation
from ..rules.document import Document, Issue, IssueItem, Publication, Revision, placed
from ..rules.effects import Relation
from .documents import DocumentStore, DoubleNumberError
from .drafts import DraftStore
from .happenings import HappeningStore
from .history import Change, HistoryStore, concerned
from .issues import IssueStore
from .known_documents import hides, kept_public
from .office import OfficeStore
from .relations import RelationStore


class KnownDocumentError(ValueError):
    """Readers know this document: it cannot become a draft again, and its address cannot change. The office
    withdraws it with a public reason.
    """


# Writes the entry of a document for the search, in the transaction that changes it.
IndexDocument = Callable[[sa.Connection, Document], None]


class GazetteStore:
    """The gazette of one site."""

    def __init__(self, database: Database, site: str, index: IndexDocument | None = None) -> None:
        self._database = database
        self._site = site
        self._index = index
        self.documents = DocumentStore(database, site)
        self.relations = RelationStore(database, site)
        self.issues = IssueStore(database, site)
        self.office = OfficeStore(database, site, self.documents)
        self.happenings = HappeningStore(database, site, self.documents)
        self.history = HistoryStore(database, site)
        self.drafts = DraftStore(database, site, self.documents, self.relations, self.history)

    def save(self, document: Document, change: Change) -> int:
        """Store a document. Returns its id. Raises DoubleNumberError if its number is taken, and
        KnownDocumentError if the change would hide or move a document that was published.
        """
        before = self.documents.documents([document.id]).get(document.id) if document.id else None
        if before is not None and hides(before, document):
            raise KnownDocumentError(document.work.number)
        with self._database.writing() as connection:
            number = self._write(connection, document, before, change)
            if before is None or before.publication is not document.publication:
                self.relations.compute_spans(connection, self.relations.touched_by(connection, number))
        return number

    def save_new(self, documents: Iterable[Document], change: Change) -> list[int | None]:
        """Store new documents in one transaction. Returns their ids, and None for each whose number is
        taken.
        """
        numbers: list[int | None] = []
        with self._database.writing() as connection:
            for one in documents:
                try:
                    numbers.append(self._write(connection, one, None, change))
                except DoubleNumberError:
                    numbers.append(None)
            self.relations.compute_spans(connection, {one for one in numbers if one is not None})
        return numbers

    def index_again(self, document: Document) -> None:
        """Write the entry of a document for the search, after the words of a file have come."""
        if self._index is not None:
            with self._database.writing() as connection:
                self._index(connection, document)

    def _write(
        self, connection: sa.Connection, document: Document, before: Document | None, change: Change
    ) -> int:
        number = self.documents.write(connection, document, change.at)
        stored = replace(document, id=number)
        earlier = document_data(before) if before is not None else None
        self.history.add(connection, number, change, earlier, document_data(stored), "document")
        if self._index is not None:
            self._index(connection, stored)
        return number

    def relate(self, relations: Iterable[Relation], change: Change) -> list[int]:
        """Store relations, new ones and changed ones. Returns their ids."""
        numbers = []
        with self._database.writing() as connection:
            touched: set[int] = set()
            for one in relations:
                before = self.relations.get(connection, one.id) if one.id else None
                numbers.append(self.relations.write(connection, one))
                after = replace(one, id=numbers[-1])
                self.history.add_relation(connection, change, before, after)
                touched |= concerned(before) | concerned(after)
            self.relations.compute_spans(connection, touched)
        return numbers

    def unrelate(self, number: int, change: Change) -> bool:
        """Remove a relation. Returns False if there is none."""
        with self._database.writing() as connection:
            before = self.relations.get(connection, number)
            if before is None:
                return False
            self.relations.remove(connection, number)
            self.history.add_relation(connection, change, before, None)
            self.relations.compute_spans(connection, concerned(before))
        return True

    def save_issue(self, issue: Issue, items: Iterable[IssueItem], change: Change) -> int:
        """Store an issue with its items. Returns its id. The history of each document that comes, goes or
        moves has the change, and that of every document if the facts of the issue change.
        """
        before = self.issues.get(issue.id) if issue.id else None
        with self._database.writing() as connection:
            number = self.issues.write(connection, issue, items)
            after = replace(issue, id=number), tuple(replace(one, issue=number) for one in items)
            plain = [issue_data(*one) if one is not None else None for one in (before, after)]
            for document in sorted(_in_issue(before, after)) or [0]:
                self.history.add(connection, document, change, plain[0], plain[1], "issue")
        return number

    def undo(self, undone: Revision, change: Change) -> bool:
        """Go back to the facts before a change. This is a change, too. Returns False for a document's first
        revision, for its publication and for a relation with a deleted draft: these cannot be undone. A
        published document stays published at its address.
        """
        before, after = (json.loads(text) if text else None for text in (undone.before, undone.after))
        if before is not None and "document" in before:
            return self._go_back(read_document(before["document"]), change)
        if before is not None and "relation" in before:
            return self._restore(read_relation(before["relation"]), change)
        if after is not None and "relation" in after:
            return self.unrelate(read_relation(after["relation"]).id, change)
        if after is not None and "issue" in after:
            earlier = read_issue(before["issue"]) if before is not None else None
            return self._undo_issue(undone.document, earlier, read_issue(after["issue"])[0], change)
        return False

    def _restore(self, earlier: Relation, change: Change) -> bool:
        """Store a relation as it was, unless one of its documents was deleted as a draft."""
        ends = concerned(earlier)
        with self._database.reading() as connection:
            now = self.relations.get(connection, earlier.id)
        if now == earlier or self.documents.documents(ends).keys() != ends:
            return False
        self.relate([earlier], change)
        return True

    def _undo_issue(self, document: int, earlier: FilledIssue | None, issue: Issue, change: Change) -> bool:
        """Put a document back to its earlier places in an issue. The other documents stay where they are."""
        now = self.issues.get(issue.id)
        if now is None:
            return False
        own = [one for one in (earlier[1] if earlier is not None else ()) if one.document == document]
        others = [one for one in now[1] if one.document != document]
        items = placed([*others, *own])
        facts = replace(now[0], on=earlier[0].on) if earlier is not None else now[0]
        if (facts, items) == now:
            return False
        self.save_issue(facts, items, change)
        return True

    def _go_back(self, earlier: Document, change: Change) -> bool:
        now = self.documents.documents([earlier.id]).get(earlier.id)
        if now is None:
            return False
        if now.publication is not Publication.DRAFT:
            earlier = kept_public(earlier, now, change.at, change.what)
        if earlier == now:
            return False
        self.save(earlier, change)
        return True


def _in_issue(before: FilledIssue | None, after: FilledIssue) -> set[int]:
    """The documents whose places or facts differ."""
    old, new = (before or (None, ())), after
    if before is None or replace(before[0], id=0) != replace(after[0], id=0):
        return {one.document for one in (*old[1], *new[1])}
    places = [{replace(one, position=0) for one in items} for items in (old[1], new[1])]
    return {one.document for one in places[0] ^ places[1]}
