"""The history of documents: each change of a document, of its relations and of its places in issues."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import insert_row
from ..document_data import relation_data
from ..rules.document import Revision
from ..rules.effects import Relation
from .tables import revision


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its author, its description, and its instant (milliseconds since 1970). `correction` says
    that recorded facts were wrong.
    """

    who: str
    what: str
    at: int
    correction: bool = False


class HistoryStore:
    """The changes of the gazette of one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def version(self) -> int:
        """A number that grows with every change; 0 before the first."""
        with self._database.reading() as connection:
            newest = sa.select(sa.func.max(revision.c.id)).where(revision.c.site == self._site)
            return connection.scalar(newest) or 0

    def of(self, document: int) -> list[Revision]:
        """The changes of a document and of its relations, the newest first."""
        asked = sa.select(revision).where(revision.c.site == self._site, revision.c.document == document)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(revision.c.id.desc()))
            names = ("id", "document", "at", "who", "what", "before", "after", "correction")
            return [Revision(*(getattr(row, name) for name in names)) for row in rows]

    def add_relation(
        self, connection: sa.Connection, change: Change, before: Relation | None, after: Relation | None
    ) -> None:
        plain = [relation_data(one) if one is not None else None for one in (before, after)]
        for document in sorted(concerned(before) | concerned(after)):
            self.add(connection, document, change, plain[0], plain[1], "relation")

    def add(
        self,
        connection: sa.Connection,
        document: int,
        change: Change,
        before: Mapping[str, object] | None,
        after: Mapping[str, object] | None,
        subject: str,
    ) -> None:
        texts = [json.dumps({subject: one}, ensure_ascii=False) if one else "" for one in (before, after)]
        row = {**_signed(change), "before": texts[0], "after": texts[1]}
        insert_row(connection, revision, {**row, "site": self._site, "document": document})


def concerned(relation: Relation | None) -> set[int]:
    """The documents on both ends: the state of the target depends on the relation, and that of a document
    that guides another.
    """
    if relation is None:
        return set()
    return {one for one in (relation.target.id, relation.acting.id) if one is not None}


def _signed(change: Change) -> dict[str, object]:
    """The author, the change and its time, within the lengths of the columns."""
    who, what = change.who[:80], change.what[:200]
    return {"at": change.at, "who": who, "what": what, "correction": change.correction}
