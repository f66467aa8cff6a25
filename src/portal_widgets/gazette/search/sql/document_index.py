"""Keeps the index of a portal: an entry for each published document, with the words of its files."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from ....core.db.database import Database
from ...rules.document import Document
from ...rules.register import GazetteRegister
from ...store.tables import text
from .indexing import SearchIndex

# Documents of one transaction when all of them are indexed again.
BATCH = 500


class DocumentIndex:
    """The index of one site. `register` returns the bodies and kinds whose names are words of a document."""

    def __init__(self, database: Database, site: str, register: Callable[[], GazetteRegister]) -> None:
        self._database = database
        self._site = site
        self._register = register
        self._index = SearchIndex(site)

    def put(self, connection: sa.Connection, document: Document) -> None:
        """Write the entry of a document in the transaction that changes it."""
        self._index.put(connection, [document], self._register(), self._texts(connection, [document]))

    def rebuild(self, documents: Sequence[Document], progress: Callable[[int], object]) -> None:
        """Write all entries again, for example after a body was renamed. `progress` gets the number of each
        batch.
        """
        with self._database.writing() as connection:
            self._index.clear(connection)
        for start in range(0, len(documents), BATCH):
            some = documents[start : start + BATCH]
            with self._database.writing() as connection:
                self._index.put(connection, some, self._register(), self._texts(connection, some))
            progress(len(some))

    def texts(self, documents: Sequence[Document]) -> Mapping[int, str]:
        """The words of the current files, by document id."""
        with self._database.reading() as connection:
            return self._texts(connection, documents)

    def _texts(self, connection: sa.Connection, documents: Sequence[Document]) -> dict[int, str]:
        digests = {file.digest for one in documents for file in one.current_files}
        if not digests:
            return {}
        asked = sa.select(text.c.digest, text.c.text).where(
            text.c.site == self._site, text.c.digest.in_(sorted(digests))
        )
        known = {row.digest: row.text for row in connection.execute(asked)}
        return {
            one.id: "\n".join(known.get(file.digest, "") for file in one.current_files) for one in documents
        }
