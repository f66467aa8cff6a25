"""A host that does not use our tokens, on every device. Before and after a reader's choice, the host's own
elements do not change, unless the host uses the tokens. The widgets are legible at 7:1 on their own
background, and at 4.5:1 on one that they take from the host.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Page

from browser.foreign_hosts import BLOCKS, faults, illegible, opened, sheet, wear
from browser.pixels import BOX, FEWEST, colours
from portal_widgets.reading.themes import THEMES

pytestmark = pytest.mark.browser
CHOICES = ("", *(f"theme-{name}" for name in THEMES), "theme-own.ink-00204a.paper-ffe9c9")
DEVICES = ("light", "dark")


@dataclass(frozen=True)
class Host:
    """The host's style sheet or framework, Bootstrap's colour scheme on its <html>, and the class of its
    <body>.
    """

    css: str = ""
    framework: str = ""
    scheme: str = ""
    body: str = ""
    bridge: bool = False

    @property
    def uses_tokens(self) -> bool:
        return self.bridge or bool(self.body)


HOSTS = {
    "plain": Host(),
    "bootstrap": Host(framework="bootstrap-5", scheme="light"),
    "bootstrap-dark": Host(framework="bootstrap-5", scheme="dark"),
    "bridge": Host(framework="bootstrap-5", scheme="light", bridge=True),
    "bridge-dark": Host(framework="bootstrap-5", scheme="dark", bridge=True),
    # A theme whose own links have only 4.1:1, and a sheet with two of Bootstrap's variables.
    "bridge-faint": Host(":root { --bs-link-color: #1d7fd6 }", "bootstrap-5", scheme="light", bridge=True),
    "bridge-bare": Host(
        "body { background: var(--bs-body-bg, #fff) } body, .navbar * { color: var(--bs-body-color, #222) }",
        bridge=True,
    ),
    "tokens": Host(body="pw-page"),
    "dark": Host(
        "body { background: #14181c; color: #e4e6e8 } a { color: #8fc7ff } a:visited { color: #d3b8ff }"
    ),
    "coloured": Host(
        "body { background: #fff; color: #333 } a, label, th, h2 { color: #06c } a:visited { color: #639 }"
    ),
    "device": Host(":root { color-scheme: light dark }"),
}
# `make test-full` uses all of the others, too.
ALWAYS = ("plain", "bootstrap", "bootstrap-dark")


def matrix() -> list[tuple[str, str, str]]:
    """Every host on every device with every choice; or the usual hosts with every choice, and the others with
    no choice and with two very different ones.
    """
    every = itertools.product(HOSTS, DEVICES, CHOICES)
    if os.environ.get("MATRIX") == "full":
        return list(every)
    few = ("", "theme-light", "theme-contrast")
    return [(host, device, choice) for host, device, choice in every if host in ALWAYS or choice in few]


@dataclass
class Reader:
    """A window on the host's page. Every link counts as visited, but the page cannot know that."""

    page: Page
    devtools: CDPSession
    links: list[tuple[int, str]]
    wearing: str = ""

    def visit(self, name: str, device: str, choice: str) -> None:
        host = HOSTS[name]
        if self.wearing != name:
            wear(self.page, (sheet(host.framework) if host.framework else "") + host.css)
            self.wearing = name
        self.page.emulate_media(color_scheme=device)
        self.page.evaluate(
            """([scheme, body, bridge, choice]) => {
                document.documentElement.toggleAttribute("data-bs-theme", Boolean(scheme));
                if (scheme) document.documentElement.dataset.bsTheme = scheme;
                document.body.className = body;
                document.querySelector("#bridge").disabled = !bridge;
                dispatchEvent(new CustomEvent("pw-reading", { detail: choice }));
            }""",
            [host.scheme, host.body, host.bridge, choice],
        )

    def visited(self) -> list[float]:
        """The contrast of visited links, one of each kind. Browsers hide the real colour of visited links
        from pages.
        """
        return [self._contrast(node, selector) for node, selector in self.links]

    def _contrast(self, node: int, selector: str) -> float:
        styles = self.devtools.send("CSS.getComputedStyleForNode", {"nodeId": node})["computedStyle"]
        colour = next(style["value"] for style in styles if style["name"] == "color")
        ratio: float = self.page.evaluate(
            "([selector, colour]) => seenOn(document.querySelector(selector), colour)", [selector, colour]
        )
        return ratio


# One link of each class in each block.
KINDS = """(blocks) => {
    const kinds = new Map();
    document.querySelectorAll(blocks).forEach((block) => block.querySelectorAll("a[href]").forEach((link) => {
        const kind = block.className + link.className;
        if (!kinds.has(kind) && link.checkVisibility()) kinds.set(kind, link);
    }));
    return [...kinds.values()].map((link, at) => { link.dataset.kind = at; return `[data-kind="${at}"]`; });
}"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with opened(tmp_path_factory.mktemp("colours") / "instance") as page:
        devtools = page.context.new_cdp_session(page)
        devtools.send("DOM.enable")
        devtools.send("CSS.enable")
        root = devtools.send("DOM.getDocument")["root"]["nodeId"]
        links = []
        for selector in page.evaluate(KINDS, BLOCKS):
            node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
            devtools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": ["visited"]})
            links.append((node, selector))
        yield Reader(page, devtools, links)


@pytest.mark.parametrize(("host", "device", "choice"), matrix())
def test_every_text_can_be_read(reader: Reader, host: str, device: str, choice: str):
    """Text, links, visited links, labels and controls. The limit is 4.5:1 if the host sets background and
    text colour. A host that uses the reader's colours is legible in them.
    """
    reader.visit(host, device, choice)
    least = 4.5 if HOSTS[host].bridge and not choice else 7

    assert faults(reader.page, least=least) == []
    assert min(reader.visited()) >= least - 0.005
    if choice and HOSTS[host].uses_tokens:
        assert illegible(reader.page) == []


# Everything that a browser computes for the host's elements, except sizes that depend on the length of the
# page.
LOOK_OF_HOST = """() => [document.documentElement, document.body, ...document.querySelectorAll("#host, #host *")].map((element) => {
    const style = getComputedStyle(element);
    return [element.tagName, ...[...style].filter((name) => !/^--|size|height|width|origin|inset|^(top|bottom|left|right)$/.test(name))
        .map((name) => name + ": " + style.getPropertyValue(name))].join("; ");
})"""


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if not host.uses_tokens])
def test_nothing_of_the_hosts_changes(reader: Reader, host: str, device: str):
    """Before a choice, and after a choice of colours."""
    reader.visit(host, device, "")
    ours = "document.querySelector('link[rel=stylesheet]').disabled"
    reader.page.evaluate(f"{ours} = true")
    alone = reader.page.evaluate(LOOK_OF_HOST)
    reader.page.evaluate(f"{ours} = false")

    assert reader.page.evaluate(LOOK_OF_HOST) == alone
    reader.visit(host, device, "theme-contrast")
    assert reader.page.evaluate(LOOK_OF_HOST) == alone


def test_what_cannot_be_read_is_seen(reader: Reader):
    """The check finds a faulty text, a faulty frame of a control and a faulty visited link."""
    reader.visit("plain", "light", "")
    css = "p { color: #999 !important } input { border-color: #eee !important } a:visited { color: #ddd !important }"
    wear(reader.page, css)
    found = " ".join(faults(reader.page))
    reader.wearing = ""

    assert "text at 2.85" in found
    assert "border at 1.16" in found
    assert min(reader.visited()) < 1.5
    assert illegible(reader.page) != []


@pytest.mark.parametrize(("host", "scheme"), [("bridge", "light"), ("bridge-dark", "dark")])
def test_over_the_bridge_each_wears_the_others_colours(reader: Reader, host: str, scheme: str):
    """Before a choice the widgets have Bootstrap's colours. After it Bootstrap has the reader's colours."""
    grounds = """() => [document.body, document.querySelector(".pw-poll")].map((one) => getComputedStyle(one).backgroundColor)"""
    reader.visit(host, "light", "")
    page, block = reader.page.evaluate(grounds)
    assert page == block == {"light": "rgb(255, 255, 255)", "dark": "rgb(33, 37, 41)"}[scheme]
    assert (
        reader.page.locator(".pw-poll").first.evaluate("(it) => getComputedStyle(it).colorScheme") == scheme
    )

    reader.visit(host, "light", "theme-sun")
    assert reader.page.evaluate(grounds) == ["rgb(255, 240, 102)"] * 2
    assert reader.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


# Bootstrap's elements, in which the bridge puts text of one system colour on another.
MARKED = "#host :is(.btn, .page-link, .list-group-item, .nav-link, .text-white, .text-body-secondary, button, code)"


@pytest.mark.parametrize("choice", ["", "theme-light"])
def test_with_a_contrast_theme_of_windows_the_bridge_hides_no_text(reader: Reader, choice: str):
    """Chromium paints a plate behind each text, which no computed style shows."""
    reader.visit("bridge", "light", choice)
    reader.page.emulate_media(forced_colors="active")
    texts = reader.page.locator(MARKED).all_inner_texts()
    hidden = [
        text
        for at, text in enumerate(texts)
        if colours(reader.page, reader.page.evaluate(BOX, [MARKED, at])) < FEWEST
    ]
    reader.page.emulate_media(forced_colors="none")

    assert hidden == []
    assert len(texts) > 8
