"""Relations in SQL, one row each, and the states that are computed from them."""

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.prepared import VARIABLES
from ...core.db.rows import batches, insert_row
from ..rules.document import Publication
from ..rules.effects import FactIndex, Relation, RelationKind
from ..rules.state import MainState
from ..rules.timeline import spans
from .rows import relation_of_row, row_of_relation
from .tables import document, relation, span

# A guiding document that guides a guiding one, and so on: longer chains are a fault of the data.
DEEPEST = 6
_DRAFTS = sa.select(document.c.id).where(document.c.publication == Publication.DRAFT.value)
IS_EFFECTIVE = sa.or_(
    relation.c.acting.is_(None), relation.c.acting == relation.c.target, relation.c.acting.not_in(_DRAFTS)
)


class RelationStore:
    """The relations of one site. Queries take a connection, so that a change and the states that follow from
    it are one transaction.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def of_documents(self, ids: Iterable[int]) -> list[Relation]:
        """Every relation in which one of the documents acts or is the target."""
        with self._database.reading() as connection:
            return self._among(connection, set(ids), relation.c.acting, relation.c.target)

    def facts(self, ids: Iterable[int]) -> FactIndex:
        """The facts that decide the states of the documents."""
        with self._database.reading() as connection:
            return self._facts(connection, set(ids))

    def states(self, ids: Collection[int], day: date) -> dict[int, MainState]:
        """The main states of documents on a day, as they are stored for lists."""
        found: dict[int, MainState] = {}
        with self._database.reading() as connection:
            for some in batches(ids):
                asked = sa.select(span.c.document, span.c.state).where(
                    span.c.document.in_(some), span.c.start <= day, span.c.until > day
                )
                found |= {number: MainState(state) for number, state in connection.execute(asked)}
        return found

    def get(self, connection: sa.Connection, number: int) -> Relation | None:
        asked = sa.select(relation).where(relation.c.site == self._site, relation.c.id == number)
        row = connection.execute(asked).first()
        return relation_of_row(row) if row is not None else None

    def write(self, connection: sa.Connection, one: Relation) -> int:
        """Insert a relation, or replace a stored one. Returns its id. One that was removed comes back under
        its id, which names its entry in feeds.
        """
        row = row_of_relation(one)
        if not one.id:
            return insert_row(connection, relation, {**row, "site": self._site})
        ours = (relation.c.site == self._site, relation.c.id == one.id)
        if connection.execute(sa.update(relation).where(*ours).values(row)).rowcount == 0:
            insert_row(connection, relation, {**row, "site": self._site, "id": one.id})
        return one.id

    def remove(self, connection: sa.Connection, number: int) -> None:
        ours = (relation.c.site == self._site, relation.c.id == number)
        connection.execute(sa.delete(relation).where(*ours))

    def touched_by(self, connection: sa.Connection, number: int) -> set[int]:
        """A document, and those to which it does something. It does nothing to them while it is a draft."""
        found = self._among(connection, {number}, relation.c.acting)
        return {number, *(one.target.id for one in found if one.target.id is not None)}

    def compute_spans(self, connection: sa.Connection, ids: Iterable[int]) -> None:
        """Compute the states of documents again, and of those that guide them."""
        wanted = self._with_guiding(connection, set(ids))
        index = self._facts(connection, wanted)
        for some in batches(wanted):
            connection.execute(sa.delete(span).where(span.c.document.in_(some)))
            rows = [row for number in some for row in self._span_rows(index, number)]
            if rows:
                connection.execute(sa.insert(span), rows)

    def _span_rows(self, index: FactIndex, number: int) -> Iterable[dict[str, object]]:
        for one in spans(index.facts(number)):
            yield {
                "site": self._site,
                "document": number,
                "start": one.start,
                "until": one.until or date.max,
                "state": one.state.main.value,
                "partly_ended": one.state.has(MainState.PARTLY_ENDED),
                "partly_suspended": one.state.has(MainState.PARTLY_SUSPENDED),
            }

    def _with_guiding(self, connection: sa.Connection, ids: set[int]) -> set[int]:
        known, fresh = set(ids), set(ids)
        for _ in range(DEEPEST):
            found = self._among(connection, fresh, relation.c.target, kind=RelationKind.GUIDES)
            fresh = {one.acting.id for one in found if one.acting.id is not None} - known
            known |= fresh
        return known

    def _facts(self, connection: sa.Connection, ids: set[int]) -> FactIndex:
        known, fresh, found = set(ids), set(ids), []
        for _ in range(DEEPEST):
            found += self._among(connection, fresh, relation.c.target, effective=True)
            guiding = self._among(connection, fresh, relation.c.acting, kind=RelationKind.GUIDES)
            found += guiding
            fresh = {one.target.id for one in guiding if one.target.id is not None} - known
            known |= fresh
        return FactIndex(self._without_drafts(connection, found))

    def _without_drafts(self, connection: sa.Connection, found: list[Relation]) -> list[Relation]:
        """Without guided drafts: a document does not end with them."""
        guided = {one.target.id for one in found if one.kind is RelationKind.GUIDES and one.target.id}
        drafts: set[int] = set()
        for some in batches(guided):
            drafts |= set(connection.scalars(_DRAFTS.where(document.c.id.in_(some))))
        return [one for one in found if one.kind is not RelationKind.GUIDES or one.target.id not in drafts]

    def _among(
        self,
        connection: sa.Connection,
        ids: set[int],
        *columns: sa.Column[int],
        kind: RelationKind | None = None,
        effective: bool = False,
    ) -> list[Relation]:
        """`effective` leaves out what drafts do to other documents."""
        found: dict[int, Relation] = {}
        for some in batches(ids, VARIABLES // 2):
            asked = sa.select(relation).where(
                relation.c.site == self._site, sa.or_(*(column.in_(some) for column in columns))
            )
            if kind is not None:
                asked = asked.where(relation.c.kind == kind.value)
            if effective:
                asked = asked.where(IS_EFFECTIVE)
            found |= {row.id: relation_of_row(row) for row in connection.execute(asked)}
        return [found[number] for number in sorted(found)]
