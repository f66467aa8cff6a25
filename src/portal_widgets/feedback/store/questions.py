"""Published questions and answers, without anything about the sender."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.clock import Milliseconds
from . import tables

PAGE = 20


@dataclass(frozen=True, slots=True)
class PublishedQuestion:
    """One question and its answer. Instants are milliseconds since 1970."""

    id: int
    message: int
    department: str
    question: str
    answer: str
    language: str
    at: Milliseconds
    changed_at: Milliseconds


class QuestionStore:
    """A new published text, and its line in the history."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def publish(self, given: PublishedQuestion, *, who: str) -> None:
        """Publish the question, or replace the published words. The first day of publication stays."""
        row = {name: getattr(given, name) for name in PublishedQuestion.__slots__ if name != "id"}
        with self._database.writing() as connection:
            upsert(
                connection,
                tables.question,
                [{"site": self._site, **row}],
                keys=("site", "message"),
                replace=("question", "answer", "changed_at", "department"),
            )
            self._write_down(connection, given.message, "published", who, given.changed_at)

    def withdraw(self, message: int, *, who: str, at: Milliseconds) -> None:
        where = (tables.question.c.site == self._site, tables.question.c.message == message)
        with self._database.writing() as connection:
            if connection.execute(sa.delete(tables.question).where(*where)).rowcount:
                self._write_down(connection, message, "withdrawn", who, at)

    def of_message(self, message: int) -> PublishedQuestion | None:
        found = self._select(tables.question.c.message == message, limit=1)
        return found[0] if found else None

    def newest(self, department: str = "", page: int = 1) -> tuple[list[PublishedQuestion], int]:
        """A page of questions, newest first, and the total number."""
        where = [tables.question.c.department == department] if department else []
        asked = sa.select(sa.func.count()).where(tables.question.c.site == self._site, *where)
        with self._database.reading() as connection:
            count = int(connection.execute(asked.select_from(tables.question)).scalar_one())
        return self._select(*where, limit=PAGE, offset=(page - 1) * PAGE), count

    def _select(self, *where: sa.ColumnElement[bool], limit: int, offset: int = 0) -> list[PublishedQuestion]:
        table = tables.question
        columns: list[sa.Column[Any]] = [table.c[name] for name in PublishedQuestion.__slots__]
        asked = sa.select(*columns).where(table.c.site == self._site, *where)
        with self._database.reading() as connection:
            rows = connection.execute(
                asked.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit).offset(offset)
            )
            return [PublishedQuestion(*row) for row in rows]

    def _write_down(
        self, connection: sa.Connection, message: int, kind: str, who: str, at: Milliseconds
    ) -> None:
        row = {"site": self._site, "message": message, "who": who, "at": at, "kind": kind, "text": ""}
        connection.execute(sa.insert(tables.event), row)
