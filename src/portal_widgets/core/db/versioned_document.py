"""A document that an office edits as a whole, such as its links. Each change is a new edition, so that every
earlier edition can be restored.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa

from ..app.portal import Portal
from ..text.clock import Milliseconds
from .database import Database, metadata
from .refreshing_cache import RefreshingCache

Content = TypeVar("Content")

# A directory of a hundred links takes thirty kilobytes.
KEPT = 200
# How often a save is retried if other people save at the same moment.
TRIES = 5
# A number beyond a database's integers is not an edition.
MOST = 2**31

log = logging.getLogger("portal_widgets")

table = sa.Table(
    "pw_edition",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("subject", sa.String(16), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(80), nullable=False),
    sa.Column("what", sa.String(200), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its author, its time, and a description of the change."""

    number: int
    at: Milliseconds
    who: str
    what: str


class EditConflictError(Exception):
    """Somebody else has changed the document in the meantime."""


@dataclass(frozen=True, slots=True)
class DocumentKind(Generic[Content]):
    """The kind of document: its name in the database, its initial content, and its conversion from and to
    plain data.
    """

    subject: str
    initial: Content
    read: Callable[[object], Content]
    plain: Callable[[Content], object]


class EditionStore(Generic[Content]):
    """The editions of one kind in SQL."""

    def __init__(self, database: Database, site: str, kind: DocumentKind[Content]) -> None:
        self._database = database
        self._kind = kind
        self._key = {"site": site, "subject": kind.subject}
        self._ours = (table.c.site == site, table.c.subject == kind.subject)

    def newest(self) -> int:
        """Number of the newest edition; 0 before the first."""
        with self._database.reading() as connection:
            return connection.scalar(sa.select(sa.func.max(table.c.number)).where(*self._ours)) or 0

    def current(self) -> tuple[int, Content]:
        """Number and content of the newest edition; before the first, 0 and the initial content."""
        newest = sa.select(table.c.number, table.c.content).where(*self._ours)
        with self._database.reading() as connection:
            row = connection.execute(newest.order_by(table.c.number.desc()).limit(1)).first()
        return (row.number, self._read(row.content)) if row is not None else (0, self._kind.initial)

    def edition(self, number: int) -> Content | None:
        """An earlier edition; 0 is the initial content. None if the edition was deleted."""
        if number == 0:
            return self._kind.initial
        if number >= MOST:
            return None
        with self._database.reading() as connection:
            asked = sa.select(table.c.content).where(*self._ours, table.c.number == number)
            content = connection.scalar(asked)
        return self._read(content) if content is not None else None

    def editions(self) -> list[Edition]:
        """The editions without their contents, the newest first."""
        asked = sa.select(table.c.number, table.c.at, table.c.who, table.c.what).where(*self._ours)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.number.desc()).limit(KEPT))
            return [Edition(*row) for row in rows]

    def keep(self, before: int, content: Content, *, who: str, what: str, at: Milliseconds) -> None:
        """Store the edition after `before` (0: the first). Raises TakenError if it exists already."""
        said = {"at": at, "who": who[:80], "what": what[:200]}
        row = {**self._key, **said, "number": before + 1, "content": self.serialize(content)}
        old = sa.delete(table).where(*self._ours, table.c.number <= before + 1 - KEPT)
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(table), row)
                connection.execute(old)
        except sa.exc.IntegrityError as error:
            raise EditConflictError from error

    def _read(self, content: str) -> Content:
        return self._kind.read(json.loads(content))

    def serialize(self, content: Content) -> str:
        """The stored form. The order of keys matters."""
        return json.dumps(self._kind.plain(content), ensure_ascii=False)


class VersionedDocument(Generic[Content]):
    """The document for pages and editors. Pages read memory, which is refreshed every few seconds."""

    def __init__(self, portal: Portal, kind: DocumentKind[Content]) -> None:
        self._portal = portal
        self._kind = kind
        self.store = EditionStore(portal.database, portal.site, kind)
        self._known: tuple[int, Content] = (0, kind.initial)
        self._unreadable = 0
        self._cache = RefreshingCache(portal, self._renew)

    def current(self) -> tuple[int, Content]:
        """Number and content; the last known ones if the database is unavailable or an edition cannot be
        read.
        """
        self._cache.refresh_if_stale()
        return self._known

    def change(self, do: Callable[[Content], Content], *, who: str, what: str) -> bool:
        """Make a new edition of the current content. Returns False if nothing would change. Raises TakenError
        if others were faster several times.
        """
        for _ in range(TRIES):
            number, before = self.store.current()
            after = do(before)
            if self.store.serialize(after) == self.store.serialize(before):
                return False
            try:
                self.store.keep(number, after, who=who, what=what, at=self._portal.clock.milliseconds())
            except EditConflictError:
                continue
            self._cache.invalidate()
            return True
        raise EditConflictError

    def _renew(self) -> None:
        newest = self.store.newest()
        if newest in {self._known[0], self._unreadable}:
            return
        try:
            self._known = self.store.current()
        except (LookupError, TypeError, ValueError) as error:  # a newer version of this package wrote it
            self._unreadable = newest
            log.error("edition %s of %s cannot be read: %s", newest, self._kind.subject, error)  # noqa: TRY400
