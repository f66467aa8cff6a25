"""The words of files in SQL, and the files that have not been read yet."""

from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from .tables import file, text

# A claim of a process that is reading the file. If the process dies, it stays, so that a file that kills the
# process is not read again and again.
READING = "reading"
# Before the name of a fault.
FAILED = "!"
MISSING = f"{FAILED}missing"
# A folder that was not mounted is there again.
_RETRY_MILLISECONDS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Unread:
    """A file without words: its digest, and why."""

    digest: str
    fault: str


class TextStore:
    """The words of one site's files, by the digest of the file."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def waiting(self, now: int, most: int) -> list[str]:
        """Digests of current files that nobody has read. A file that was missing is looked for again after a
        day.
        """
        old = (text.c.method == MISSING, text.c.at < now - _RETRY_MILLISECONDS)
        known = sa.exists().where(
            text.c.site == self._site, text.c.digest == file.c.digest, sa.not_(sa.and_(*old))
        )
        current = (file.c.site == self._site, file.c.replaced_at.is_(None), sa.not_(known))
        asked = sa.select(file.c.digest).where(*current).distinct().order_by(file.c.digest).limit(most)
        with self._database.reading() as connection:
            return list(connection.execute(asked).scalars())

    def claim(self, digest: str, now: int) -> bool:
        """Whether this process may read the file. False if another one reads it or has read it."""
        mine = (text.c.site == self._site, text.c.digest == digest)
        row = {"site": self._site, "digest": digest, "method": READING, "at": now, "text": ""}
        with self._database.writing() as connection:
            connection.execute(sa.delete(text).where(*mine, text.c.method == MISSING))
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(text), row)
            except sa.exc.IntegrityError:
                return False
        return True

    def put(self, digest: str, method: str, words: str, now: int) -> None:
        mine = (text.c.site == self._site, text.c.digest == digest)
        values = {"method": method, "text": words, "at": now}
        with self._database.writing() as connection:
            connection.execute(sa.update(text).where(*mine).values(values))

    def documents(self, digest: str) -> list[int]:
        """The documents with this file."""
        asked = sa.select(file.c.document).where(file.c.site == self._site, file.c.digest == digest)
        with self._database.reading() as connection:
            return sorted(set(connection.execute(asked).scalars()))

    def unread(self) -> list[Unread]:
        """The files that could not be read."""
        failed = sa.or_(text.c.method == READING, text.c.method.startswith(FAILED))
        asked = sa.select(text.c.digest, text.c.method).where(text.c.site == self._site, failed)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(text.c.digest))
            return [Unread(digest, method.removeprefix(FAILED)) for digest, method in rows]

    def forget_failures(self) -> None:
        """Let all files be read again that could not be."""
        failed = sa.or_(text.c.method == READING, text.c.method.startswith(FAILED))
        with self._database.writing() as connection:
            connection.execute(sa.delete(text).where(text.c.site == self._site, failed))
