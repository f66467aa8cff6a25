"""All pages of an installation in which everything has been used, for checkers that look at each of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser.engine import ENGINE
from browser.pages.saved import Site, saved_site


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with saved_site(tmp_path_factory.mktemp("pages")) as site:
        yield site


@pytest.fixture(scope="module")
def desk(pages: Site) -> Iterator[Page]:
    """A window in which every saved page can be opened."""
    context = ENGINE.browser().new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", pages.answer)
    yield context.new_page()
    context.close()
