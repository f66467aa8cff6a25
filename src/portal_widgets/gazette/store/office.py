"""Documents in any state of publication, and the things that wait for the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from ...core.db.database import Database
from ..rules.document import Document, Publication
from ..rules.effects import Relation, RelationKind
from ..rules.state import MainState
from .documents import DocumentStore
from .rows import relation_of_row
from .tables import document, document_field, relation, span

SOON = timedelta(days=30)
MOST = 500
_BEGUN = (MainState.IN_FORCE.value, MainState.PARTLY_BEGUN.value)
_EFFECTS = sorted(kind.value for kind in RelationKind if kind.is_dated)


class WaitingKind(StrEnum):
    """Reasons why a document waits for the office."""

    DRAFTS = "drafts"
    BEGINNING = "beginning"
    ENDING = "ending"
    UNKNOWN = "unknown"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """The number of documents that wait, by reason; for `UNRESOLVED`, the number of relations."""

    by_kind: dict[WaitingKind, int]


class OfficeStore:
    """The office's view of the documents of one site."""

    def __init__(self, database: Database, site: str, documents: DocumentStore) -> None:
        self._database = database
        self._site = site
        self._documents = documents

    def unpublished(self, *states: Publication) -> list[Document]:
        """The newest drafts and withdrawn documents."""
        asked = document.c.publication.in_([state.value for state in states])
        return self._read(document.c.site == self._site, asked)

    def with_number(self, key: str, but: int = 0) -> list[Document]:
        """Every document with this number except one, in any state of publication."""
        if not key:
            return []
        return self._read(document.c.site == self._site, document.c.number_key == key, document.c.id != but)

    def counts(self, today: date) -> OfficeCounts:
        """The numbers for the start page. One query."""
        asked = {kind: self._count(kind, today) for kind in WaitingKind}
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*(one.label(kind) for kind, one in asked.items()))).one()
        return OfficeCounts(dict(zip(asked, row, strict=True)))

    def waiting(self, kind: WaitingKind, today: date) -> list[Document]:
        """The documents behind a number of the start page."""
        if kind is WaitingKind.UNRESOLVED:
            return self._read(document.c.id.in_(sa.select(relation.c.acting).where(*self._unresolved())))
        return self._read(*self._conditions(kind, today))

    def unresolved(self, most: int = MOST) -> list[Relation]:
        """Effects on documents that are only recorded as texts."""
        asked = sa.select(relation).where(*self._unresolved()).order_by(relation.c.id).limit(most)
        with self._database.reading() as connection:
            return [relation_of_row(row) for row in connection.execute(asked)]

    def last_amendments(self, ids: Iterable[int], today: date) -> dict[int, date]:
        """The day of the newest amendment of each document, up to today."""
        kinds = sorted(kind.value for kind in RelationKind if kind.changes_text)
        asked = (
            sa.select(relation.c.target, sa.func.max(relation.c.date_from))
            .where(
                relation.c.site == self._site,
                relation.c.target.in_(sorted(set(ids))),
                relation.c.kind.in_(kinds),
                relation.c.date_from <= today,
            )
            .group_by(relation.c.target)
        )
        with self._database.reading() as connection:
            return {number: day for number, day in connection.execute(asked) if day is not None}

    def used(self) -> dict[str, frozenset[str]]:
        """The keys of the register that documents use: `body`, `kind` and `field`."""
        columns = {"body": document.c.body, "kind": document.c.kind, "field": document_field.c.field}
        with self._database.reading() as connection:
            return {
                name: frozenset(
                    connection.scalars(sa.select(column).where(column.table.c.site == self._site).distinct())
                )
                for name, column in columns.items()
            }

    def _count(self, kind: WaitingKind, today: date) -> sa.ScalarSelect[int]:
        table, conditions = (
            (relation, self._unresolved())
            if kind is WaitingKind.UNRESOLVED
            else (document, self._conditions(kind, today))
        )
        return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()

    def _conditions(self, kind: WaitingKind, today: date) -> tuple[sa.ColumnElement[bool], ...]:
        ours = document.c.site == self._site
        if kind is WaitingKind.DRAFTS:
            return ours, document.c.publication == Publication.DRAFT.value
        soon = sa.and_(span.c.start > today, span.c.start <= today + SOON)
        chosen = {
            WaitingKind.BEGINNING: sa.and_(soon, span.c.state.in_(_BEGUN)),
            WaitingKind.ENDING: sa.and_(soon, span.c.state == MainState.ENDED.value),
            WaitingKind.UNKNOWN: sa.and_(
                span.c.start <= today, span.c.until > today, span.c.state == MainState.UNKNOWN.value
            ),
        }[kind]
        found = sa.select(span.c.document).where(span.c.site == self._site, chosen)
        return ours, document.c.publication == Publication.PUBLISHED.value, document.c.id.in_(found)

    def _unresolved(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            relation.c.site == self._site,
            relation.c.kind.in_(_EFFECTS),
            relation.c.acting.is_not(None),
            relation.c.target.is_(None),
            relation.c.target_text != "",
        )

    def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Document]:
        asked = sa.select(document.c.id).where(*conditions).order_by(document.c.id.desc()).limit(MOST)
        with self._database.reading() as connection:
            ids = list(connection.scalars(asked))
        found = self._documents.documents(ids)
        return [found[number] for number in ids if number in found]
