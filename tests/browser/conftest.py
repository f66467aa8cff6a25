"""The example portal behind a real server, and Debian's Chromium in front of it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from portal.app import create_app
from support import close

AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Collects what must never happen; each page reports here from its first moment on.
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
addEventListener("error", (event) => violations.push("error " + event.message));
"""
# Adds up how far what was seen has moved.
SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def settings() -> dict[str, object]:
    """What a test sets otherwise than the example portal, by parametrize."""
    return {}


@pytest.fixture
def portal_app(tmp_path: Path, settings: dict[str, object]) -> Iterator[Flask]:
    app = create_app(tmp_path / "instance", **settings)
    yield app
    close(app)


@pytest.fixture
def site(portal_app: Flask) -> Iterator[str]:
    """The address of a running example portal whose numbers begin at nothing."""
    with served(whole(portal_app)) as address:
        yield address


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def whole(app: WSGIApplication) -> WSGIApplication:
    """Answers in one piece. Of a reader who goes away in the middle of one that is read from a file,
    Werkzeug's server forgets to close the file.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as parts:
            return [b"".join(parts)]

    return answer


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: while Playwright runs, nothing else can run a loop of asyncio here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


Reader = Callable[..., Page]


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Reader]:
    """Opens a page as a reader does. Whatever the test, no page may violate the policy, fail in a
    script, or ask another host for anything.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def open_page(
        path: str, *, width: int = 1280, cookie: str = "", javascript: bool = True, agent: str = AGENT
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            user_agent=agent,
            java_script_enabled=javascript,
        )
        context.add_init_script(WATCH)
        if cookie:
            context.add_cookies([{"name": "pw_reading", "value": cookie, "url": site}])
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda request: None if request.url.startswith(site) else foreign.append(request.url)
        )
        page.goto(site + path)
        return page

    yield open_page
    violations = [
        page.evaluate("window.violations")
        for context in contexts
        for page in context.pages
        if page.evaluate("'violations' in window")
    ]
    for context in contexts:
        context.close()
    assert [found for found in violations if found] == []
    assert foreign == []
