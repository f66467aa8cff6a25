"""The demo's own command, killed with SIGKILL."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from portal.app import HERE
from servers import answers, free_port, wait_until
from support import FIREFOX

ARTICLE = "/bai-viet/nuoc-sach-dong-may"


def fetch(port: int, path: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"User-Agent": FIREFOX})
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read().decode()


def report(port: int) -> int:
    token = re.search(r'data-article-token="([^"]+)"', fetch(port, ARTICLE))[1]
    said: list[int] = []

    def is_told() -> bool:
        """The first report of a process may be accepted (202) before it is counted. A repeated one counts
        nothing.
        """
        answer = fetch(port, "/portal/views", f"article={token}".encode())
        said.extend(int(number) for number in re.findall(r'"views":(\d+)', answer))
        return bool(said)

    wait_until(is_told, "the number in an answer")
    return said[0]


def shown(port: int) -> int:
    """The number in the page; 0 before the answering process has read its first one."""
    found = re.search(r'<data class="pw-views__number" value="(\d+)"', fetch(port, ARTICLE))
    return int(found[1])


def told_everywhere(port: int, least: int, seen: list[int]) -> bool:
    """Return whether every process answers with at least this number, and the answers."""
    seen[:] = [shown(port) for _ in range(20)]
    return min(seen) >= least


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_demo_serves_and_keeps_its_numbers_over_a_restart(tmp_path: Path, workers: str):
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "WORKERS": workers,
        "INSTANCE": str(tmp_path / "instance"),
    }

    def views() -> tuple[int, int, int]:
        """The number at the start, the number in the answer to a report, and the number that all show
        then.
        """
        process = subprocess.Popen(
            [sys.executable, "-m", "portal"],
            cwd=HERE.parent,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            wait_until(lambda: answers(port), "the demo")
            wait_until(lambda: told_everywhere(port, 1, []), "every process to know the number")
            before, answered = shown(port), report(port)
            seen: list[int] = []
            wait_until(lambda: told_everywhere(port, answered, seen), "every process to hear of it")
            return before, answered, max(seen)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stderr.close()

    invented, *after = views()
    assert after == [invented + 1, invented + 1]
    wait_until(lambda: not answers(port), "the port to be free")
    assert views() == (invented + 1, invented + 1, invented + 1)
