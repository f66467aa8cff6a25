"""The example portal with its real servers and commands, and with a clock that can be set."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from portal.app import create_app
from servers import answers, free_port, wait_until

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DATABASE = "portal_widgets.sqlite3"


def application() -> Flask:
    """The application for gunicorn and flask. The environment names the instance folder."""
    clock = Path(os.environ["CLOCK"])
    return create_app(PORTAL_WIDGETS_CLOCK=lambda: time.time() + float(clock.read_text()))


@dataclass(frozen=True)
class Installation:
    """An instance folder, the files for making it, and the last day of its life. That day is today, because
    Redis uses the machine's clock and deletes data after two days.
    """

    folder: Path
    scratch: Path
    last: date

    def moment(self, before: int, at: str) -> str:
        """A time on the day that is this number of days before the last one."""
        return f"{self.last - timedelta(days=before)}T{at}"

    def set_clock(self, before: int, at: str) -> None:
        """The clock continues from there."""
        wanted = datetime.fromisoformat(self.moment(before, at)).replace(tzinfo=ZONE).timestamp()
        self._move(wanted - time.time())

    def pass_seconds(self, seconds: float) -> None:
        self._move(float((self.scratch / "clock").read_text()) + seconds)

    def command(self, *words: str, given: str = "", **settings: str) -> str:
        """Run `flask portal ...` as an operator does, and return the output."""
        line = [sys.executable, "-m", "flask", "--app", "installations.running:application", "portal", *words]
        done = subprocess.run(
            line, input=given, env=self._environment(settings), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def server(self, **settings: str) -> Iterator["Server"]:
        """The demo's own server on a free port. It is stopped as an operator stops it."""
        port = free_port()
        line = [sys.executable, "-m", "gunicorn", "installations.running:application()"]
        line += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
        process = subprocess.Popen(
            [*line, "--log-level", "warning"], env=self._environment(settings), start_new_session=True
        )
        try:
            wait_until(lambda: answers(port), "the portal")
            yield Server(port, process)
        finally:
            process.terminate()
            process.wait()

    def rows(self, asked: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a plain query of the database's file."""
        with closing(sqlite3.connect(self.folder / DATABASE)) as connection:
            return connection.execute(asked, values).fetchall()

    def wait_until_applied(self) -> None:
        """Wait until no record waits in a journal."""
        wait_until(lambda: not any(self.waiting().values()), "what was heard to be applied")

    def waiting(self) -> dict[str, int]:
        """The number of bytes in each journal that are not applied yet."""
        applied = dict(self.rows("SELECT journal, applied FROM pw_journal"))
        files = (self.folder / "journals").glob("*.journal")
        return {file.stem: file.stat().st_size - applied.get(file.stem, 0) for file in files}

    def _move(self, offset: float) -> None:
        """Replace the file in one step, because a server may be reading it."""
        new = self.scratch / "clock.new"
        new.write_text(str(offset))
        new.replace(self.scratch / "clock")

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        """The environment. Mail is written beside the instance, because its file names contain the name of
        this machine.
        """
        ours = {"INSTANCE": self.folder, "CLOCK": self.scratch / "clock"}
        mail = {"MAIL_FOLDER": str(self.scratch / "mail"), "FEEDBACK_SEND": "command"}
        given = {f"PORTAL_WIDGETS_{key}": value for key, value in {**mail, **settings}.items()}
        return {**os.environ, **{key: str(value) for key, value in ours.items()}, **given}


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Kill all processes at once, as a machine without memory does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
