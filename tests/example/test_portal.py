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
from portal.first_start import prepare
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


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("/khong-co", "vi", "Không có trang này"),
        ("/bai-viet/khong-co", "vi", "Không có trang này"),
        ("/chuyen-muc/khong-co", "vi", "Không có trang này"),
        ("/en/khong-co", "en", "There is no such page"),
        ("/en/bai-viet/khong-co", "en", "There is no such page"),
    ],
)
def test_an_unknown_address_is_404_in_the_readers_language(reader, path: str, language: str, said: str):
    """With the ways out, and without being counted as read."""
    answer = reader.get(path)

    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.text[:100]
    assert f'<h1 class="page-title">{said}</h1>' in answer.text
    assert "data-page-token" not in answer.text
    JustHTML(answer.text, strict=True)


def test_the_article_carries_every_widget(reader):
    page = reader.get("/bai-viet/nuoc-sach-dong-may").text

    for widget in ("pw-reading", "pw-dateline", "pw-views", "pw-statistics", "pw-links", "pw-organisation"):
        assert re.search(rf'class="{widget}[" ]', page)


def told_everywhere(port: int, least: int, seen: list[int]) -> bool:
    """Whether every answer, of whichever process, tells at least so much; what they told."""
    seen[:] = [shown(port) for _ in range(20)]
    return min(seen) >= least


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

    def views() -> tuple[int, int, int]:
        """The number at the start, the one that a report is answered, and the one shown to all then."""
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


def test_a_new_demo_says_how_to_sign_in_and_shows_a_year(tmp_path: Path):
    app = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    password = prepare(app)
    client = browser(app)
    form = client.get("/portal/admin/", follow_redirects=True).text
    token = re.search(r'name="pw_csrf" value="([^"]+)"', form)[1]
    sent = {"pw_csrf": token, "name": "admin", "password": password}
    inside = client.post("/portal/admin/sign-in", data=sent, follow_redirects=True)

    assert inside.status_code == 200
    year = client.get("/portal/admin/statistics/?period=custom&from=2000-01-01&to=2100-01-01").text
    assert "Nước sạch về đến ấp cuối xã Đồng Mây" in year
    assert prepare(app) == password
    close(app)


def fetch(port: int, path: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"User-Agent": FIREFOX})
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read().decode()


def report(port: int) -> int:
    token = re.search(r'data-article-token="([^"]+)"', fetch(port, PATHS[1]))[1]
    return int(re.search(r'"views":(\d+)', fetch(port, "/portal/views", f"article={token}".encode()))[1])


def shown(port: int) -> int:
    """The number in the page, 0 before the process that answers has read its first."""
    found = re.search(r'<data class="pw-views__number" value="(\d+)"', fetch(port, PATHS[1]))
    return int(found[1])
