"""The example portal behind a real server, and Debian's Chromium in front of it."""

import logging
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import HERE, folder
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync"]
SCRIPT_DELAY = 0.3


@dataclass
class Site:
    """The running example portal. With `slow_scripts`, every script arrives 300 ms late."""

    app: Any
    browser: Browser
    address: str = ""
    slow_scripts: bool = False

    @contextmanager
    def page(
        self, path: str = ARTICLE, *, width: int = 1280, prepare: Callable[[Page], object] | None = None
    ) -> Iterator[Page]:
        """A page of a new reader, after its network requests have ended. `prepare` gets the page before it
        loads.
        """
        context = self.browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        if prepare:
            prepare(page)
        page.goto(self.address + path)
        page.wait_for_load_state("networkidle")
        yield page
        context.close()

    def serve(self, environ: dict[str, Any], start: Any) -> Any:
        if self.slow_scripts and environ["PATH_INFO"].endswith(".js"):
            time.sleep(SCRIPT_DELAY)
        return self.app(environ, start)


@contextmanager
def example_portal() -> Iterator[Site]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with folder() as path, sync_playwright() as playwright:
        site = Site(_app(path), playwright.chromium.launch(executable_path=_chromium(), args=FLAGS))
        server = make_server("127.0.0.1", 0, site.serve, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.address = f"http://127.0.0.1:{server.server_port}"
        yield site
        site.browser.close()
        server.shutdown()
        portal = site.app.extensions["portal_widgets"]
        portal.tasks.stop()
        portal.database.close()


def _app(path: str) -> Any:
    sys.path.append(str(HERE.parent / "examples"))
    from portal.app import create_app

    return create_app(Path(path))


def _chromium() -> str:
    for program in ("chromium-headless-shell", "chromium", "chromium-browser"):
        if found := shutil.which(program):
            return found
    raise RuntimeError("This part needs Chromium; `.ci/prepare servers` installs it.")
