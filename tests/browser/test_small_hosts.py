"""Short pages: the README's page on a narrow telephone, and a page in debug mode that does not use the
tokens.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from browser.conftest import looking, served, whole
from support import MakeApp

pytestmark = pytest.mark.browser
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
TEMPLATE = re.findall(r"```html\+jinja\n(.*?)```", README, re.DOTALL)[0]
ORGANISATION = {"name": "Ủy ban nhân dân xã Đồng Mây", "email": "bophantiepnhanvatraketqua@xadongmay.example"}
ARTICLE = {"id": "1", "title": "Nước sạch về đến ấp cuối", "published": "2023-03-08T14:35"}


def at(app: Flask, path: str, template: str) -> None:
    app.add_url_rule(path, path, lambda: app.jinja_env.from_string(template).render(article=ARTICLE))


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[str]:
    app = make_app(host={"DEBUG": True}, organisation=ORGANISATION)
    at(app, "/readme", TEMPLATE)
    page = "<!doctype html><html {{ portal.html_attributes() }}><head><title>Trang</title>{{ portal.head() }}"
    at(app, "/none", page + "</head><body>{{ portal.reading_options() }}</body></html>")
    tokens = "<style>body { background: var(--pw-paper); transition: background 1s }</style></head><body></body></html>"
    at(app, "/tokens", page + tokens)
    with served(whole(app)) as address:
        yield address


@pytest.fixture
def telephone(window: Page, site: str):
    with looking(window, site) as open_page:
        yield open_page


@pytest.mark.parametrize("size", [100, 150, 200])
def test_the_readmes_page_is_whole_on_a_telephone(telephone, size: int):
    """WCAG 1.4.4 and 1.4.10: at 320 px there is no sideways scroll, and no text touches the edge of the
    window.
    """
    page = telephone("/readme", width=320, cookie=f"size-{size}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("h1").evaluate("(it) => it.getBoundingClientRect().left") >= 16
    assert page.locator(".pw-organisation").evaluate("(it) => it.getBoundingClientRect().left") >= 16


@pytest.mark.parametrize(("path", "told"), [("/none", True), ("/tokens", False), ("/readme", False)])
def test_in_debug_mode_a_page_without_the_tokens_says_so_on_the_console(telephone, path: str, *, told: bool):
    page = telephone("/portal/reading-options")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_response(re.compile(r"/tokens-\w+\.mjs$")) as script:
        page.goto(page.url.replace("/portal/reading-options", path))
    # Our page has asked for it first, so it has looked when this import ends.
    page.evaluate("(url) => import(url).then(() => null)", script.value.url)

    assert [text for text in said if "does not use the tokens" in text] == said
    assert bool(said) is told
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
