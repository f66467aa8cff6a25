"""The records: SQLAlchemy Core on SQLite (WAL) or PostgreSQL, with migrations shipped inside."""

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...errors import SchemaOutdatedError
from ..files.private_files import PRIVATE, PrivateFiles
from ..tasks.circuit_breaker import CircuitBreaker
from ..tasks.fork import after_fork
from ..tasks.halving import first_line
from .commit_watch import CommitWatch
from .database_address import default_address, describe, file_of, with_driver
from .prepared import execute
from .refusals import is_outage, refusals
from .sqlite_file import SqliteFile

if TYPE_CHECKING:
    import sqlite3

# The newest migration in migrations/versions; a constant, so that starting up needs no Alembic.
HEAD = "0022"
VERSION_TABLE = "pw_schema_version"
# How long a request waits for a connection while all are in use.
POOL_SECONDS = 2.0
# Any fixed number: two processes that migrate one PostgreSQL take turns with this lock.
MIGRATION_LOCK = 0x706F7274616C

log = logging.getLogger("portal_widgets")

metadata = sa.MetaData()
_version = sa.Table(VERSION_TABLE, sa.MetaData(), sa.Column("version_num", sa.String(32)))


class Database:
    """One engine per process, connected on first use."""

    def __init__(self, url: str | None, folder: Path, files: PrivateFiles = PRIVATE) -> None:
        self.migrates_itself = url is None
        self._url = sa.make_url(with_driver(url)) if url else default_address(folder)
        self.description = describe(self._url)
        self.file = file_of(self._url, files, ours=url is None)
        self.breaker = CircuitBreaker("the database", is_outage, time.monotonic, self._explain)
        self._lock = threading.Lock()
        self._engine: sa.Engine | None = None
        self._commits = CommitWatch()
        self._ready = False
        after_fork(self, Database._begin_in_child)

    @property
    def identity(self) -> str:
        """The identity of this database, without its password, for data that will be written to it later."""
        if self.migrates_itself:
            return "default"
        url = self._url.render_as_string(hide_password=True)
        return hashlib.sha256(url.encode()).hexdigest()[:16]

    @property
    def engine(self) -> sa.Engine:
        """The engine of this process, created on first use, and again if the file was replaced. It does not
        check the schema. Raises OSError if the file is missing.
        """
        with self._lock:
            if self._engine is not None and self.file is not None and not self.file.is_same():
                log.warning("portal_widgets: %s was replaced; using the new file", self.file.path)
                self._engine.dispose()
                self._engine, self._ready = None, False
            if self._engine is None:
                self._engine = _create_engine(self._url, self.file)
            return self._engine

    def commit_version(self) -> object | None:
        """A value that stays equal until anybody commits to the file. None if it cannot be found out: on
        PostgreSQL, or if the file cannot be read.
        """
        return None if self.file is None else self._commits.version(lambda: self.engine)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for one consistent read. Raises StoreUnavailableError during an outage."""
        with refusals(), self.breaker.guard(), self._get_checked_engine().begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed at the end, or rolled back."""
        with refusals(), self.breaker.guard(), self._get_checked_engine().connect() as connection:
            writer = connection.execution_options(pw_write=True)
            with writer.begin():
                yield writer
            if self.file is not None:
                self.file.require()  # data written to a removed file are lost

    def migrate(self) -> None:
        """Upgrade the schema to this version. Safe to call from several processes at once."""
        with self.breaker.guard():
            self._migrate()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "portal_widgets:migrations")
        with self._migration_lock() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self._ready = True

    def version(self) -> str | None:
        """The stored version of the schema, or None for an empty database. Creates no file."""
        with self.breaker.guard():
            if self.file is not None and self.file.is_new:
                return None
            with self.engine.begin() as connection:
                return _stored_version(connection)

    def clock_seconds(self) -> float | None:
        """The database server's time, in seconds since 1970; None for a file on this machine."""
        if self._url.get_backend_name() == "sqlite":
            return None
        asked = sa.select(sa.extract("epoch", sa.func.clock_timestamp()))
        with self.breaker.guard(), self.engine.begin() as connection:
            return float(connection.execute(asked).scalar_one())

    def close(self) -> None:
        """Close the connections. The next use opens new ones."""
        with self._lock:
            engine, self._engine = self._engine, None
        self._commits.close()
        if engine is not None:
            engine.dispose()

    def _explain(self, error: Exception) -> str:
        """Describe the error. SQLite itself names neither the file nor the missing permission."""
        obstacle = self.file.obstacle() if self.file is not None else ""
        return obstacle or first_line(error)

    def _begin_in_child(self) -> None:
        """Drop the parent's connections without closing them, and open new ones on the next use."""
        self._lock = threading.Lock()  # the parent may have held it while forking
        engine, self._engine = self._engine, None
        self._commits = CommitWatch()
        if engine is not None:
            engine.dispose(close=False)

    def _get_checked_engine(self) -> sa.Engine:
        engine = self.engine
        if not self._ready:
            self._check_schema(engine)
        return engine

    def _check_schema(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            version = _stored_version(connection)
        if version != HEAD:
            if not self.migrates_itself:
                raise SchemaOutdatedError(
                    f"the database is at version {version}, this package needs {HEAD}: "
                    "run `flask portal migrate`",
                )
            self._migrate()  # this call is guarded already; a second guard would refuse the retry
        self._ready = True

    @contextmanager
    def _migration_lock(self) -> Iterator[sa.Connection]:
        engine = self.engine
        if engine.dialect.name == "sqlite":
            turn = self.file.migration_lock() if self.file is not None else nullcontext()
            with turn, engine.begin() as connection:
                yield connection
            return
        with engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            yield connection


def _create_engine(url: sa.URL, file: SqliteFile | None) -> sa.Engine:
    # Salts, digests of cookies and citizens' words are parameters: no error may repeat them.
    if url.get_backend_name() == "sqlite":
        if file is not None:
            file.open()
        engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": 5})
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    # TCP connects and statements have timeouts, so that a silent network cannot hang a worker.
    return sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=POOL_SECONDS,
        connect_args={"connect_timeout": 2, "options": "-c statement_timeout=5000"},
    )


def _stored_version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(sa.select(_version.c.version_num)).scalar()


def _prepare_sqlite(connection: "sqlite3.Connection", _record: object) -> None:
    # The driver must not open transactions of its own. _begin_sqlite does, so that writers queue at BEGIN
    # instead of failing halfway.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        # A checkpoint every 4000 pages (16 MB) instead of 1000, so that a busy page is copied less often.
        "wal_autocheckpoint=4000",
        # A destroyed salt must be overwritten in the file, not only deleted from the table.
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("pw_write", False)
    execute(connection, "BEGIN IMMEDIATE" if write else "BEGIN", ())
