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


def pytest_configure(config: pytest.Config) -> None:
    """It must hear of every test, and a hook in this file hears of those beside it alone."""
    config.pluginmanager.register(ENGINE, "the browser of all tests")


@pytest.fixture(autouse=True)
def _patient_beacons(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report waits for its number as long as it takes. Where a second worker shares the machine, the first
    round of a portal may take longer than the second that a page waits.
    """
    monkeypatch.setattr(pending, "SECONDS", 30.0)
    monkeypatch.setattr(pipeline, "PROMPT_SECONDS", 30.0)


@contextmanager
def example_portal(instance: Path, begun: Path | None = None, **settings: object) -> Iterator[Flask]:
    """An example portal that nobody has read: its tables are there, and empty. Or one that goes on from a copy
    of an instance folder.
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
    """What a test sets otherwise than the example portal, by parametrize."""
    return {}


@pytest.fixture
def portal_app(tmp_path: Path, settings: dict[str, object]) -> Iterator[Flask]:
    with example_portal(tmp_path / "instance", **settings) as app:
        yield app


@pytest.fixture
def site(portal_app: Flask) -> Iterator[str]:
    """The address of a running example portal whose numbers begin at nothing."""
    with served(whole(portal_app)) as address:
        yield address


@pytest.fixture(scope="module")
def still_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An example portal for all tests of a file that only read. All readers are staff, so that its numbers
    stay at nothing, whoever was there before.
    """
    folder = tmp_path_factory.mktemp("still") / "instance"
    with example_portal(folder, PORTAL_WIDGETS_IS_STAFF=lambda: True) as app:
        yield app


@pytest.fixture(scope="module")
def still_site(still_app: Flask) -> Iterator[str]:
    """A file whose tests only read says `site = still_site`."""
    with served(whole(still_app)) as address:
        yield address


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # It looks that often whether it shall end.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
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
    """A reader of a portal that no other test knows, in a file whose tests share one."""
    with served(whole(portal_app)) as address, reading(chromium, address) as open_page:
        yield open_page


@contextmanager
def reading(chromium: Browser, site: str) -> Iterator[Reader]:
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
    try:
        violations = [violations_of(page) for context in contexts for page in context.pages]
    finally:  # the next test's browser is the same
        for context in contexts:
            context.close()
    assert [found for found in violations if found] == []
    assert foreign == []


def violations_of(page: Page) -> list[str]:
    """What its document has collected since it was asked."""
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
    """Opens a page as `reading` does, but in the one window of the file, where scripts need not be understood
    anew. It is for tests that load a page and look: the cookie is all that a reader has, and nobody moves
    the mouse, changes the media or keeps anything in the browser.
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
    """Whether it reports an article as read."""
    return request.url.endswith("/portal/views") and "article" in (request.post_data_json or {})


@contextmanager
def reported(page: Page) -> Iterator[Any]:
    """Opens an article. When the block ends, it has been reported as read, which is the last that a page
    does of itself, and the answer has come; the request is the value. It waits for the end of the request,
    not of a response: that of a page which was left meanwhile never ends, and would be waited for without limit.
    """
    with page.expect_request_finished(of_the_article) as report:
        yield report
    drawn(page)


def drawn(page: Page) -> None:
    """All that has happened so far is on the screen."""
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
