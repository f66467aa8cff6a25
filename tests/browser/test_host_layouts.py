"""Layouts of hosts: blocks that are as wide as their words, and roots with a smaller font than the
browser's.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from browser.conftest import looking, served, whole
from polls.samples import held
from support import MakeApp, browser, counting_of

pytestmark = pytest.mark.browser
# Each rule makes a block as wide as its words.
SHRINK = {
    "flex": "display: flex; flex-direction: column; align-items: center",
    "grid": "display: grid; justify-items: start",
    "inline": "display: inline-block",
    "float": "float: left",
    "cell": "display: table-cell",
}
PARTS = """{{ portal.reading_options() }}{{ portal.view_count("1", url="/") }}{{ portal.page_feedback() }}
{{ portal.poll() }}{{ portal.most_read() }}{{ portal.visit_statistics() }}{{ portal.links("services") }}
{{ portal.organisation() }}"""
PAGE = (
    "<!doctype html><html {{ portal.html_attributes() }}><head><title>Trang</title><meta name=viewport "
    'content="width=device-width">{{ portal.head() }}<style>STYLE</style></head><body>'
    f'<div class="host">{PARTS}</div></body></html>'
)
# The names of elements that leave their block, and of blocks that are too narrow.
CROOKED = """() => [...document.querySelectorAll(".host > *")].flatMap((block) => {
  const around = block.getBoundingClientRect();
  if (!around.width) return [];
  const out = [...block.querySelectorAll("*:not(.pw-hidden, .pw-hidden *, .pw-message__trap, .pw-message__trap *, noscript)")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && (box.right > around.right + 1 || box.left < around.left - 1);
  });
  return [...out.map((one) => `${block.className}: ${one.className || one.tagName}`),
          ...(around.width < 60 ? [`${block.className}: ${around.width} wide`] : [])];
})"""
SMALL = """() => [...document.querySelectorAll(".host *")].filter((one) =>
  [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.checkVisibility()
  && !one.closest("noscript, script, .pw-hidden, .pw-reading__small")
  && parseFloat(getComputedStyle(one).fontSize) < (one.matches("h2, h3, legend") ? 14 : 12)
).map((one) => `${one.className || one.tagName} ${getComputedStyle(one).fontSize}`)"""


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[str]:
    app: Flask = make_app()
    styles = {name: f".host {{ {style} }}" for name, style in SHRINK.items()}
    styles["small-root"] = "html { font-size: 62.5% } body { font-size: 1.6rem }"
    for name, style in styles.items():
        html = PAGE.replace("STYLE", style)
        app.add_url_rule(f"/{name}", name, lambda html=html: app.jinja_env.from_string(html).render())
    held(app)
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()
    with served(whole(app)) as address:
        yield address


@pytest.fixture
def at(window: Page, site: str):
    with looking(window, site) as open_page:
        yield open_page


@pytest.mark.parametrize("width", [1280, 320])
def test_blocks_are_whole_where_a_host_shrinks_them_to_their_words(at, width: int):
    """A poll is a container, which has no width of its own."""
    for name in SHRINK:
        page = at(f"/{name}", width=width)

        assert page.evaluate(CROOKED) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_texts_are_legible_where_the_hosts_root_is_ten_pixels(at):
    """Many hosts have `html { font-size: 62.5% }`."""
    assert at("/small-root").evaluate(SMALL) == []
