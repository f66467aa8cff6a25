"""Private servers as real processes: each test session starts its own, on a socket or on a free port."""

import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

STARTING_SECONDS = 20
# These ports are below those that the system uses for outgoing connections, so that no connection can take a
# free port before a server has it. A Redis Cluster uses a second port that is 10,000 higher.
PORTS = range(10_000, 20_000)
# Parallel processes begin at distant ports.
_ports = itertools.count(os.getpid() * 997)


def free_port() -> int:
    """A port of the loopback that is free, and that this process has not used before."""
    while True:
        port = PORTS[next(_ports) % len(PORTS)]
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Wait for a server that is starting. Raises RuntimeError if it does not start."""
    ends = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < ends:
        if ready():
            return
        time.sleep(0.02)
    raise RuntimeError(f"{what} did not start within {STARTING_SECONDS} seconds")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
        return True
    return False


@contextlib.contextmanager
def running(command: list[str], folder: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs until the end of the block. Its output is in `<folder>/server.log`."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """A private Redis. Yields its address."""
    port = port or free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with running(command, folder):
        wait_until(lambda: answers(port), "redis-server")
        yield f"redis://127.0.0.1:{port}/0"


def postgres_program(name: str) -> str:
    """On Debian, initdb and postgres are not in PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """A private PostgreSQL. Yields its address. PostgreSQL refuses to run as root. So root runs it as the
    user of Debian's package, in a folder of that user, because pytest closes its own folders to others at
    every new run.
    """
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = {"user": user} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as name:
        folder = Path(name)
        if as_user:
            shutil.chown(folder, user)
        yield from _postgres(folder, as_user)


def _postgres(folder: Path, as_user: dict[str, str]) -> Iterator[str]:
    data = folder / "data"
    initdb = [
        postgres_program("initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "portal",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(initdb, check=True, capture_output=True, **as_user)  # type: ignore[call-overload]
    port = free_port()
    postgres = [
        postgres_program("postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        "",
        "-F",
    ]
    with running(postgres, folder, **as_user):
        wait_until(lambda: _accepts(port), "postgres")
        yield f"postgresql+psycopg://portal@127.0.0.1:{port}"


@contextlib.contextmanager
def as_superuser(server: str, database: str = "postgres") -> Iterator[psycopg.Connection]:
    """A connection with all rights, for example for CREATE DATABASE."""
    url = f"{server.replace('+psycopg', '')}/{database}"
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


# Parts of a database, besides its rows, that a test may change: tables, columns, keys, triggers, rights, and
# the version.
_SHAPE = """
SELECT (SELECT version_num FROM pw_schema_version),
       (SELECT string_agg(concat_ws(' ', oid, relname, relhastriggers, relacl), ',' ORDER BY oid)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped),
       (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_rewrite),
       (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting)
"""
_EMPTY = """
DO $$
DECLARE name text; filled boolean; tables text[] := '{}';
BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND relkind = 'r' AND relname <> 'pw_schema_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
    IF filled THEN tables := tables || quote_ident(name); END IF;
  END LOOP;
  IF tables <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ') || ' CASCADE'; END IF;
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
    PERFORM setval(quote_ident(name)::regclass, 1, false);
  END LOOP;
END $$
"""


class PostgresDatabases:
    """Copies of a migrated database. Each is emptied and used again as long as its structure equals that of
    the template. Emptying takes a sixth of the time of copying.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = itertools.count()
        self._free: list[str] = []
        self._shape: object = None

    @contextlib.contextmanager
    def one(self) -> Iterator[str]:
        """An empty database until the end of the block. Yields its address."""
        name = self._free.pop() if self._free else self._copy()
        yield f"{self._server}/{name}"
        try:
            self._empty(name)
        except (psycopg.Error, AssertionError):
            with as_superuser(self._server) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self._free.append(name)

    def _copy(self) -> str:
        name = f"test_{next(self._numbers)}"
        with as_superuser(self._server) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        if self._shape is None:
            with as_superuser(self._server, name) as connection:
                self._shape = connection.execute(_SHAPE).fetchone()
        return name

    def _empty(self, name: str) -> None:
        with as_superuser(self._server, name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            shape = connection.execute(_SHAPE).fetchone()
            assert shape == self._shape, "a test has changed the tables"
            connection.execute(_EMPTY)


def _accepts(port: int) -> bool:
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} user=portal dbname=postgres connect_timeout=1").close()
    except psycopg.OperationalError:
        return False
    return True
