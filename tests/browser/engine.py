"""One browser for all tests of a process. It does not run during tests that need no browser."""

import shutil

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

# Chromium without any window needs half of the machine's work. Both variants are the same engine.
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
    """Starts Chromium for the first test that needs it. While Playwright runs, its asyncio loop counts as
    running in this thread, and nobody else can run one. So it is stopped for tests without the mark
    `browser`.
    """

    def __init__(self) -> None:
        self._running: tuple[Playwright, Browser] | None = None

    def browser(self) -> Browser:
        if self._running is not None and not self._running[1].is_connected():
            self.stop()  # it has crashed, and the test in which it crashed has reported that
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
