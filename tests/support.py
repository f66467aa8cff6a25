"""Helpers of the tests: a frozen clock, a reader's browser, and access to an app's parts."""

import atexit
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from portal_widgets.core.app.portal import Portal
from portal_widgets.core.db.database import Database
from portal_widgets.core.tasks.circuit_breaker import LONGEST_PAUSE_SECONDS, CircuitBreaker
from portal_widgets.counting.engine import Counting

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
# Figures that a test records under this name are printed at the end of the run.
FIGURES = "figures"
SQLITE = "portal_widgets.sqlite3"
PAGE = """<!doctype html>
<html {{ portal.html_attributes() }}>
<head><title>Bài viết</title>{{ portal.head() }}</head>
<body>
{{ portal.reading_options() }}
{{ portal.dateline("2023-03-08T14:35") }}
{{ portal.view_count(article, title="Bài " ~ article, url="/bai/" ~ article) }}
{{ portal.most_read() }}
{{ portal.visit_statistics() }}
{{ portal.poll() }}
{{ portal.page_feedback() }}
{{ portal.contact() }}
{{ portal.links("services") }}
{{ portal.organisation() }}
</body>
</html>
"""
OPTIONS: dict[str, Any] = {
    "links": {
        "services": [{"title": {"vi": "Học tập", "en": "Learning"}, "url": "https://hoc-tap.example/"}]
    },
    "organisation": {"name": "Ủy ban xã Đồng Mây", "email": "ubnd@dongmay.example"},
}


MakeApp = Callable[..., Flask]


class CompiledTemplates(BytecodeCache):
    """The templates that Jinja has compiled, for all applications of a process."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._made:
            bucket.bytecode_from_string(self._made[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class FrozenClock:
    """A clock that stops until a test moves it."""

    def __init__(self, moment: str = "2026-03-11T09:00:00") -> None:
        self.set(moment)

    def __call__(self) -> float:
        return self.seconds

    def set(self, moment: str) -> None:
        self.seconds = datetime.fromisoformat(moment).replace(tzinfo=HANOI).timestamp()

    def advance(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self.seconds += minutes * 60 + seconds

    @property
    def milliseconds(self) -> int:
        return int(self.seconds * 1000)


class Hands:
    """The machine's clocks, moved by some seconds: the system clock, and the monotonic clock, which measures
    waiting times and ages.
    """

    def __init__(self) -> None:
        self.wall = self.steady = 0.0

    def advance(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass on both clocks."""
        self.wall += minutes * 60 + seconds
        self.steady += minutes * 60 + seconds


def browser(app: Flask, agent: str = FIREFOX, address: str = "192.0.2.1") -> FlaskClient:
    """A client that looks like a reader's browser."""
    client = app.test_client()
    client.environ_base.update({"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address})
    return client


def fields_at_fault(page: str) -> list[str]:
    """The fields that the summary of faults leads to. Each is on the page."""
    named = re.findall(r'<li><a href="#pw-([^"]+)">[^<]+</a></li>', page)
    assert all(f'id="pw-{name}"' in page for name in named), named
    return named


def portal_of(app: Flask) -> Portal:
    portal: Portal = app.extensions["portal_widgets"]
    return portal


def counting_of(app: Flask) -> Counting:
    return portal_of(app).service(Counting)


def take_away_database(app: Flask) -> None:
    """Make the database of an app unavailable: its folder is a file."""
    folder = portal_of(app).folder
    shutil.rmtree(folder)
    folder.touch()


def end_pause(breaker: CircuitBreaker) -> None:
    """End the pause in which a server is not called after a failure."""
    breaker.seconds = lambda: time.monotonic() + LONGEST_PAUSE_SECONDS


def close(app: Flask) -> None:
    """Stop the threads and close the connections of an app's portal."""
    portal_of(app).tasks.stop()
    portal_of(app).database.close()


def migrate(url: str | None, folder: Path) -> None:
    """Migrate a database to this version. Without an address, it is the SQLite file in `folder`."""
    database = Database(url, folder)
    database.migrate()
    database.close()


@cache
def _migrated() -> Path:
    """A migrated SQLite file, made once in each process."""
    folder = Path(tempfile.mkdtemp(prefix="portal-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate(None, folder)
    return folder / SQLITE


def copy_database(folder: Path, name: str = SQLITE) -> Path:
    """Put a migrated SQLite file into a folder, unless it exists. With its default name, the portal of this
    instance folder opens it.
    """
    file = folder / name
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(_migrated(), file)
    return file


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL statements during the block."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


def run_alone(code: str, *arguments: object) -> str:
    """The output of a script. Tests that fork run in it, because a fork of the tests' own process would copy
    the locks of its threads into the child.
    """
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()
