"""The example portal keeps the package's promises, as any host can."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from justhtml import JustHTML

from portal.app import HERE, create_app
from servers import answers, free_port, wait_until
from support import FIREFOX, browser, close

PATHS = ["/", "/bai-viet/nuoc-sach-dong-may", "/bai-viet/gio-lam-viec-mot-cua", "/chuyen-muc/doi-song"]


@pytest.fixture
def reader(tmp_path: Path):
    app = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    yield browser(app)
    close(app)


@pytest.mark.parametrize("path", [*PATHS, *(f"/en{path}" for path in PATHS), "/portal/reading-options"])
def test_every_page_is_valid_html(reader, path: str):
    answer = reader.get(path)

    assert answer.status_code == 200
    JustHTML(answer.text, strict=True)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PATHS)
def test_every_page_may_be_cached(reader, path: str):
    first, second = reader.get(path), reader.get(path)

    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Cache-Control"].startswith("public")
    assert reader.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_an_unknown_address_is_404(reader):
    assert reader.get("/bai-viet/khong-co").status_code == 404
    assert reader.get("/chuyen-muc/khong-co").status_code == 404


def test_the_article_carries_every_widget(reader):
    page = reader.get("/bai-viet/nuoc-sach-dong-may").text

    for widget in ("pw-reading", "pw-dateline", "pw-views", "pw-statistics", "pw-links", "pw-organisation"):
        assert f'class="{widget}"' in page


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_demo_serves_and_keeps_its_numbers_over_a_restart(tmp_path: Path, workers: str):
    """`make demo`'s own command, killed like a machine that loses its patience."""
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "WORKERS": workers,
        "INSTANCE": str(tmp_path / "instance"),
    }

    def views() -> list[int]:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal"],
            cwd=HERE.parent,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert f"http://127.0.0.1:{port}/" in "".join(process.stderr.readline() for _ in range(3))
            wait_until(lambda: answers(port), "the demo")
            return [report(port), shown(port)]
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stderr.close()

    assert views() == [1, 1]
    wait_until(lambda: not answers(port), "the port to be free")
    assert views() == [1, 1]


def fetch(port: int, path: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"User-Agent": FIREFOX})
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read().decode()


def report(port: int) -> int:
    token = re.search(r'data-article-token="([^"]+)"', fetch(port, PATHS[1]))[1]
    return int(re.search(r'"views":(\d+)', fetch(port, "/portal/views", f"article={token}".encode()))[1])


def shown(port: int) -> int:
    """The number in the page, once the process that answers has heard of it."""
    found = 0

    def known() -> bool:
        nonlocal found
        found = int(re.search(r'<data class="pw-views__number" value="(\d+)"', fetch(port, PATHS[1]))[1])
        return found > 0

    wait_until(known, "the number")
    return found
