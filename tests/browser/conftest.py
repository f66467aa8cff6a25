"""The example portal behind a real server, and Debian's Chromium in front of it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from browser.engine import ENGINE
from portal.app import create_app
from portal_widgets.counting import pipeline
from portal_widgets.counting.journal import pending
from support import COMPILED, close, copy_database

AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
# Collects events that must never happen. Each page reports them from its beginning.
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
addEventListener("error", (event) => violations.push("error " + event.message));
"""
# Adds up the layout shifts of visible elements.
SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""


def pytest_configure(config: pytest.Config) -> None:
    """Register a hook that must see every test. A hook in this file sees only the tests of this folder."""
    config.pluginmanager.register(ENGINE, "the browser of all tests")


@pytest.fixture(autouse=True)
def _patient_beacons(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report waits for its number without a limit. If a second worker shares the machine, the first round
    of a portal may take longer than the second for which a page waits.
    """
    monkeypatch.setattr(pending, "READER_SECONDS", 30.0)
    monkeypatch.setattr(pipeline, "PROMPT_SECONDS", 30.0)


@contextmanager
def example_portal(instance: Path, begun: Path | None = None, **settings: object) -> Iterator[Flask]:
    """An example portal without readers, with empty tables, or one that continues from a copy of an instance
    folder.
    """
    if begun is not None:
        shutil.copytree(begun, instance)
    copy_database(instance)
    app = create_app(instance, **settings)
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    close(app)


@pytest.fixture
def settings() -> dict[str, object]:
    """The settings that differ from those of the example portal. Tests set them with parametrize."""
    return {}


@pytest.fixture
def portal_app(tmp_path: Path, settings: dict[str, object]) -> Iterator[Flask]:
    with example_portal(tmp_path / "instance", **settings) as app:
        yield app


@pytest.fixture
def site(portal_app: Flask) -> Iterator[str]:
    """The address of a running example portal whose numbers begin at 0."""
    with served(whole(portal_app)) as address:
        yield address


@pytest.fixture(scope="module")
def still_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An example portal for all tests of a file that only read. All readers are staff, so its numbers
    stay 0.
    """
    folder = tmp_path_factory.mktemp("still") / "instance"
    with example_portal(folder, PORTAL_WIDGETS_IS_STAFF=lambda: True) as app:
        yield app


@pytest.fixture(scope="module")
def still_site(still_app: Flask) -> Iterator[str]:
    """If the tests of a file only read, the file sets `site = still_site`."""
    with served(whole(still_app)) as address:
        yield address


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # The server checks this often whether it should stop.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def whole(app: WSGIApplication) -> WSGIApplication:
    """Sends an answer in one piece. If a reader leaves in the middle of an answer from a file, Werkzeug's
    server forgets to close the file.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as parts:
            return [b"".join(parts)]

    return answer


@pytest.fixture
def chromium() -> Browser:
    return ENGINE.browser()


Reader = Callable[..., Page]


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Reader]:
    with reading(chromium, site) as open_page:
        yield open_page


@pytest.fixture
def first_reader(chromium: Browser, portal_app: Flask) -> Iterator[Reader]:
    """A new reader for each test, in a file whose tests share a portal."""
    with served(whole(portal_app)) as address, reading(chromium, address) as open_page:
        yield open_page


@contextmanager
def reading(chromium: Browser, site: str) -> Iterator[Reader]:
    """Opens a page as a reader does. In no test may a page violate the policy, fail in a script, or contact
    another host.
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
    try:
        violations = [violations_of(page) for context in contexts for page in context.pages]
    finally:  # the next test's browser is the same one
        for context in contexts:
            context.close()
    assert [found for found in violations if found] == []
    assert foreign == []


def violations_of(page: Page) -> list[str]:
    """The violations that the document has collected."""
    found: list[str] = page.evaluate("'violations' in window ? violations.splice(0) : []")
    return found


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    context = ENGINE.browser().new_context(user_agent=AGENT)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


@pytest.fixture
def onlooker(window: Page, site: str) -> Iterator[Reader]:
    with looking(window, site) as open_page:
        yield open_page


@contextmanager
def looking(window: Page, site: str) -> Iterator[Reader]:
    """Opens a page as `reading` does, but in the only window of the file, where scripts are compiled already.
    It is for tests that load a page and look at it: the cookie is the only state of the reader. Such tests do
    not move the mouse, change the media or store anything in the browser.
    """
    violations: list[str] = []
    foreign: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(site):
            foreign.append(request.url)

    def open_page(path: str, *, width: int = 1280, cookie: str = "") -> Page:
        violations.extend(violations_of(window))
        window.context.clear_cookies()
        if cookie:
            window.context.add_cookies([{"name": "pw_reading", "value": cookie, "url": site}])
        window.set_viewport_size({"width": width, "height": 900})
        window.goto(site + path)
        return window

    window.on("request", note)
    yield open_page
    window.remove_listener("request", note)
    violations.extend(violations_of(window))
    assert violations == []
    assert foreign == []


def of_the_article(request: Request) -> bool:
    """Return whether the request reports an article as read."""
    return request.url.endswith("/portal/views") and "article" in (request.post_data_json or {})


@contextmanager
def reported(page: Page) -> Iterator[Any]:
    """Opens an article. When the block ends, the page has reported the view and has its answer. The value is
    the request. It waits for the end of the request and not for a response: if a page is left too early, its
    response never ends.
    """
    with page.expect_request_finished(of_the_article) as report:
        yield report
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until everything that has happened is on the screen."""
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
