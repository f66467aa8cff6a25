"""Contents that never change: a drawing, or an import that waits for its confirmation. An edition of the
register refers to its drawings by their digests, so that each earlier edition can be restored with them.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ..drawing import digest_of
from .tables import content as table

DRAWING, PROPOSAL = "drawing", "proposal"


class MapContentStore:
    """The contents of one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def put(self, kind: str, content: str, at: int) -> str:
        """Store a content and return its digest. The same content is stored once, with its newest time."""
        row = {"site": self._site, "digest": digest_of(content), "kind": kind, "at": at, "content": content}
        with self._database.writing() as connection:
            upsert(connection, table, [row], keys=("site", "digest"), replace=("at",))
        return str(row["digest"])

    def get(self, kind: str, digest: str) -> str | None:
        """The content; None if there is none of this kind."""
        asked = sa.select(table.c.content).where(
            table.c.site == self._site, table.c.digest == digest[:64], table.c.kind == kind
        )
        with self._database.reading() as connection:
            found: str | None = connection.scalar(asked)
        return found

    def prune(self, used: Iterable[str], before: int) -> None:
        """Delete the contents that are not used and are older than an instant."""
        keep = set(used)
        asked = sa.select(table.c.digest).where(table.c.site == self._site, table.c.at < before)
        with self._database.writing() as connection:
            old = [digest for digest in connection.scalars(asked) if digest not in keep]
            for digest in old:
                connection.execute(
                    sa.delete(table).where(table.c.site == self._site, table.c.digest == digest)
                )
