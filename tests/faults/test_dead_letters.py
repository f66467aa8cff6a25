"""A real process, PostgreSQL, and one refused record among a thousand good ones."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal_widgets.core.db.database import Database
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Record
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.reserved_space import written_size
from portal_widgets.counting.journal.writer import JournalWriter
from portal_widgets.counting.store.sql.dead_letters import DeadLetterStore
from portal_widgets.counting.store.sql.store import SqlStore
from portal_widgets.counting.store.sql.tables import exclusion_day, journal, site_day
from support import FIREFOX, HANOI

HOST = """
import sys, threading
from flask import Flask
from portal_widgets import PortalWidgets
from portal_widgets.counting.engine import Counting

app = Flask("host", instance_path=sys.argv[1])
app.secret_key = "secret"
PortalWidgets(app, database_url=sys.argv[2])
app.extensions["portal_widgets"].tasks.ensure_running()
threading.Event().wait()
"""
SECONDS = 60


def write_journal(folder: Path, database: Database, *, good: int) -> None:
    """Write the journal of a dead process: half of the good records, a bad one, and the others."""
    clock = Clock(HANOI)
    journal_writer = JournalWriter(
        JournalFolder(folder / "journals", Identity("main", database.identity), clock)
    )
    at = clock.milliseconds()
    for number in range(good):
        if number == good // 2:
            journal_writer.write(Record(at, b"bad".ljust(16), b"", "/", "a\0b", FIREFOX))
        journal_writer.write(Record(at, f"{number:016}".encode(), b"", "/", "nuoc-sach", FIREFOX))
    journal_writer.release()


@contextmanager
def host(folder: Path, url: str) -> Iterator[Path]:
    """A process that counts until it is killed, and its log."""
    log = folder / "host.log"
    with log.open("ab") as said:
        command = [sys.executable, "-c", HOST, str(folder), url]
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        yield log
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.05)


def one_row(database: Database, *columns: sa.ColumnElement[Any]) -> tuple[Any, ...]:
    with database.reading() as connection:
        row = connection.execute(sa.select(*columns)).one_or_none()
        return () if row is None else tuple(row)


def lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines()


def test_999_are_counted_one_is_put_aside_and_said_once(new_postgres: str, tmp_path: Path):
    database = Database(new_postgres, tmp_path)
    write_journal(tmp_path, database, good=999)
    with host(tmp_path, new_postgres) as log:
        wait_for(lambda: SqlStore(database, lambda: 0).views("main", "nuoc-sach") == 999)
        time.sleep(2)  # some rounds
        told = lines(log)
    with host(tmp_path, new_postgres) as log:
        time.sleep(4)

    assert len(told) == 1, told
    assert "put aside as a dead letter: DataError: PostgreSQL text fields cannot contain NUL" in told[0]
    assert lines(log) == told
    ((noted,), counts) = DeadLetterStore(database, "main").listed(), (site_day.c.heard, site_day.c.page_views)
    assert noted.letter.about == "article a\\x00b, page /"
    assert one_row(database, *counts) == (1000, 999)
    assert one_row(database, exclusion_day.c.reason, exclusion_day.c.hits) == ("dead-letter", 1)
    database.close()


def test_killed_at_any_moment_it_loses_and_doubles_nothing(new_postgres: str, tmp_path: Path):
    database = Database(new_postgres, tmp_path)
    write_journal(tmp_path, database, good=400)
    with next((tmp_path / "journals").glob("*.journal")).open("rb") as file:
        size = written_size(file.fileno())
    applied = lambda: one_row(database, journal.c.applied)  # noqa: E731
    before: tuple[Any, ...] = ()
    for _ in itertools.count():
        with host(tmp_path, new_postgres):
            wait_for(lambda: applied() != before)  # noqa: B023 - killed as soon as something was applied
        before = applied()
        if before == (size,):
            break

    assert SqlStore(database, lambda: 0).views("main", "nuoc-sach") == 400
    assert one_row(database, exclusion_day.c.reason, exclusion_day.c.hits) == ("dead-letter", 1)
    assert len(DeadLetterStore(database, "main").listed()) == 1
    database.close()
