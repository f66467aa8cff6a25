"""Each server in the manual: views are counted, the thread begins after the fork, and reports that were
accepted just before SIGTERM are not lost.
"""

import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.outages import eventually
from faults.torment import AGENT, HERE
from servers import answers, free_port, wait_until

BEACONS, IMAGES = 40, 12
GUNICORN = "gunicorn --bind 127.0.0.1:{port} --log-level critical --workers 2 observed:app"
SERVERS = {
    "gunicorn sync": f"{GUNICORN} --worker-class sync",
    "gunicorn gthread": f"{GUNICORN} --worker-class gthread --threads 4",
    "gunicorn preload": f"{GUNICORN} --worker-class gthread --threads 4 --preload",
    "waitress": "waitress --listen 127.0.0.1:{port} --threads 4 --no-clear-untrusted-proxy-headers observed:app",
    "granian": "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 2 --no-log observed:app",
}
# These servers end at SIGTERM without running exit handlers. Their journals wait for the next start, or for
# the operator.
ABRUPT = {"waitress"}


class Served:
    """A server with the portal. Each request uses a new connection."""

    def __init__(self, command: str, instance: Path) -> None:
        self.instance, self.port = instance, free_port()
        self.environment = {**os.environ, "INSTANCE": str(instance)}
        words = [sys.executable, "-m", *command.format(port=self.port).split()]
        self.process = subprocess.Popen(
            words, cwd=HERE, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        wait_until(lambda: answers(self.port), command)

    def ask(self, method: str, path: str, visitor: str = "", body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"User-Agent": AGENT, "X-Forwarded-For": visitor, "Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, said

    def threads(self) -> dict[int, list[str]]:
        """The threads of the processes that answer during some time."""
        met = [json.loads(self.ask("GET", "/threads")[1]) for _ in range(20)]
        return {one["process"]: one["names"] for one in met}

    def shown(self) -> tuple[str, int]:
        """The token of the article, and its displayed number."""
        page = self.ask("GET", "/")[1]
        token = page.partition('data-article-token="')[2].partition('"')[0]
        number = re.search(r'pw-views__number" value="(\d+)"', page)
        assert number, page
        return token, int(number[1])

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        wait_until(lambda: not answers(self.port), "the port to be free")

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def archive(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "host", "portal", "archive"]
        subprocess.run(command, cwd=HERE, env=self.environment, check=True, capture_output=True)

    def in_sql(self) -> tuple[int, int, int]:
        """Views of the article, visits of all days, and exclusions."""
        with sqlite3.connect(self.instance / "portal_widgets.sqlite3") as connection:
            (views,) = connection.execute("SELECT views FROM pw_article").fetchone()
            (visits,) = connection.execute("SELECT sum(visits) FROM pw_site_day").fetchone()
            (out,) = connection.execute("SELECT coalesce(sum(hits), 0) FROM pw_exclusion_day").fetchone()
        connection.close()
        return views, visits, out

    def opened_by(self, pid: int) -> list[Path]:
        """The files of the portal that a process has open."""
        files = []
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # it was closed after it was listed
                files.append(file.readlink())
        return [file for file in files if file.is_relative_to(self.instance)]

    def journals(self) -> list[Path]:
        return list((self.instance / "journals").iterdir())


@pytest.fixture
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    served = Served(SERVERS[request.param], tmp_path / "instance")
    yield served
    served.kill()


@pytest.mark.parametrize(("served", "name"), [(name, name) for name in SERVERS], indirect=["served"])
def test_what_was_accepted_is_counted(served: Served, name: str):
    assert not any("portal_widgets" in threads for threads in served.threads().values())
    token, shown = served.shown()
    assert shown == 0

    body = json.dumps({"article": token})
    statuses = [served.ask("POST", "/portal/views", one, body)[0] for one in addresses("10.0.0", BEACONS)]
    assert set(statuses) <= {200, 202}
    eventually(lambda: served.shown()[1] == BEACONS, "the page to show all")
    working = {pid: names.count("portal_widgets") for pid, names in served.threads().items()}
    heard = {pid for pid in working if served.opened_by(pid)}
    assert heard, "somebody has heard something"
    # The system chooses the process for a connection, so a process may have had none.
    assert working == {pid: int(pid in heard) for pid in working}, (
        "one thread in each that has heard something"
    )
    if name == "gunicorn preload":
        assert served.opened_by(served.process.pid) == [], "the master, which made the application, has not"

    image = f"/portal/views.gif?article={token}"
    assert {served.ask("GET", image, one)[0] for one in addresses("10.0.1", IMAGES)} == {200}
    served.terminate()
    if name in ABRUPT:
        assert served.journals()
        served.archive()
    assert served.in_sql() == (BEACONS + IMAGES, BEACONS + IMAGES, 0)
    assert served.journals() == []


def addresses(network: str, count: int) -> list[str]:
    return [f"{network}.{number}" for number in range(1, count + 1)]
