"""Notices that something was committed to an SQLite file, without a transaction."""

import threading
from collections.abc import Callable

import sqlalchemy as sa


class CommitWatch:
    """Asks SQLite for its data version (PRAGMA data_version). It changes with each commit of another
    connection, of any process. This class has a connection of its own, which never writes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # A replaced file has a new engine.
        self._engine: sa.Engine | None = None
        self._connection: sa.PoolProxiedConnection | None = None

    def version(self, current_engine: Callable[[], sa.Engine]) -> object | None:
        """A value that stays equal until something is committed; None if the file cannot be read."""
        with self._lock:
            try:
                engine = current_engine()
            except OSError:
                return None
            try:
                connection = self._connect(engine)
                cursor = connection.cursor()
                cursor.execute("PRAGMA data_version")
                # Each connection counts for itself.
                return connection, cursor.fetchone()
            except (sa.exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
                self._close()
                return None

    def close(self) -> None:
        """Close the connection. The next call of `version` opens a new one."""
        with self._lock:
            self._close()

    def _connect(self, engine: sa.Engine) -> sa.PoolProxiedConnection:
        if self._connection is None or engine is not self._engine:
            self._close()
            self._connection, self._engine = engine.raw_connection(), engine
            self._connection.detach()  # the pool may open another one instead
        return self._connection

    def _close(self) -> None:
        connection, self._connection, self._engine = self._connection, None, None
        if connection is not None:
            connection.close()
