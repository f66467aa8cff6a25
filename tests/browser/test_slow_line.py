"""On a slow line a page arrives in pieces, and the visible part does not move."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from browser.conftest import SHIFT, drawn, reported, served, whole
from servers import wait_until

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
pytestmark = pytest.mark.browser


class SlowLine:
    """A connection between portal and reader: the article stops after `until`, and continues when the test
    says so.
    """

    def __init__(self) -> None:
        self.until = ""
        self.go_on = threading.Event()

    def __call__(self, app):
        def answer(environ, start_response):
            whole_page = b"".join(app(environ, start_response))
            if environ["PATH_INFO"] != ARTICLE:
                return [whole_page]
            return self.pieces(whole_page)

        return answer

    def pieces(self, page: bytes) -> Iterator[bytes]:
        end = page.index(self.until.encode(), page.index(b"<header")) + len(self.until.encode())
        yield page[:end]
        self.go_on.wait()
        yield page[end:]


@pytest.fixture
def line() -> Iterator[SlowLine]:
    line = SlowLine()
    yield line
    line.go_on.set()


@pytest.fixture
def site(still_app: Flask, line: SlowLine) -> Iterator[str]:
    with served(line(whole(still_app))) as address:
        yield address


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "until",
    ["</a>", "</summary>", "</details>", "</header>", "</h1>", "</time>", 'value="larger">', "</article>"],
)
def test_what_is_seen_first_stays_where_it_is(reader, site, line, until, width):
    page = reader("/", width=width)
    page.context.add_init_script(SHIFT)
    line.until = until
    with reported(page):
        page.goto(site + ARTICLE, wait_until="commit")
        wait_until(
            lambda: page.evaluate("performance.getEntriesByName('first-contentful-paint').length"), "painting"
        )
        assert page.locator("footer.footer").count() == 0
        line.go_on.set()
    page.wait_for_load_state("load")
    drawn(page)

    assert page.locator("footer.footer").count() == 1
    assert page.evaluate("shift") == 0
