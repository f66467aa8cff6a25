"""Private servers as real processes: each test session starts its own, on a socket or free port."""

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
# Below the ports that the system gives to outgoing connections, so that none of those takes a port between
# the moment it is found free and the moment a server has it. A Redis Cluster adds 10,000 for its own talk.
PORTS = range(10_000, 20_000)
# Processes that run side by side begin far apart.
_ports = itertools.count(os.getpid() * 997)


def free_port() -> int:
    """A port of the loopback that nobody listens on, and that this process has not had before."""
    while True:
        port = PORTS[next(_ports) % len(PORTS)]
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Poll a server that is starting; RuntimeError when it does not come up."""
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
    """A process for as long as the block lasts; what it says lies in `<folder>/server.log`."""
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
    """A Redis of our own; yields its address."""
    port = port or free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with running(command, folder):
        wait_until(lambda: answers(port), "redis-server")
        yield f"redis://127.0.0.1:{port}/0"


def postgres_program(name: str) -> str:
    """Initdb and postgres stand outside PATH on Debian."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own; yields its address. It refuses to run as root, so root runs it as the user
    that Debian's package made, in a folder of that user's: pytest closes its own to everyone else each time
    another run begins.
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
def as_superuser(server: str) -> Iterator[psycopg.Connection]:
    """A connection to the server itself, for CREATE DATABASE and the like."""
    url = f"{server.replace('+psycopg', '')}/postgres"
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


_numbers = itertools.count()


@contextlib.contextmanager
def postgres_database(server: str, template: str) -> Iterator[str]:
    """A copy of a database for as long as the block lasts; yields its address."""
    name = f"test_{next(_numbers)}"
    with as_superuser(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    with as_superuser(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _accepts(port: int) -> bool:
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} user=portal dbname=postgres connect_timeout=1").close()
    except psycopg.OperationalError:
        return False
    return True
