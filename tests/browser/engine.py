"""One browser for all tests of a process, and none while a test runs that needs no browser."""

import shutil

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

# Chromium without a window of any kind is half the work for a machine; either is the same engine.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Engine:
    """Starts Chromium when a test first asks for it. While Playwright runs, its loop of asyncio counts as
    running in this thread, so that nobody else can run one: whoever is not marked `browser` finds it gone.
    """

    def __init__(self) -> None:
        self._running: tuple[Playwright, Browser] | None = None

    def browser(self) -> Browser:
        if self._running is not None and not self._running[1].is_connected():
            self.stop()  # it has crashed; that is told by the test in which it did
        if self._running is None:
            playwright = sync_playwright().start()
            self._running = playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        return self._running[1]

    def stop(self) -> None:
        if self._running is not None:
            playwright, browser = self._running
            self._running = None
            browser.close()
            playwright.stop()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.get_closest_marker("browser") is None:
            self.stop()

    def pytest_sessionfinish(self) -> None:
        self.stop()


ENGINE = Engine()
